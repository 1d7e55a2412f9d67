"""Search by the numbers of the books: of a member, an invoice, a receipt and a payment by the provider."""

import re
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.features.members.models import Invoice, Membership, Payment, Receipt, YearlyReceipt
from azukari.features.members.payment_number import is_code
from azukari.policy.terms import FormKind
from azukari.shells.staff.number_search import MOST, NumberAsked, NumberHit, NumberKind

_MEMBER = re.compile(r"(?:NO\.?|会員番号|#)?0*(\d{1,9})")
_RECEIPT = re.compile(r"(?:R-?|領収書(?:番号)?)0*(\d{1,9})")
_CHARGE = re.compile(r"[A-Z]{2,4}_[A-Z0-9_]{6,90}")


def _registers(asked: NumberAsked) -> list[str]:
    """The forms of membership that the reader's duties serve."""
    return [form.slug for form in asked.policy.forms_of(FormKind.MEMBERSHIP) if form.slug in asked.scope.forms]


def _is_for(asked: NumberAsked) -> bool:
    return bool(_registers(asked))


def _member(asked: NumberAsked) -> Sequence[NumberHit]:
    found = _MEMBER.fullmatch(asked.text)
    if not found:
        return []
    rows = Membership.objects.filter(form__in=_registers(asked), number=int(found[1])).order_by("-decided_at")[:MOST]
    return [NumberHit(_("Member number %(number)s") % {"number": row.number}, row.person_id) for row in rows]


def _invoice(asked: NumberAsked) -> Sequence[NumberHit]:
    digits = asked.text.replace("-", "")
    if not is_code(digits):
        return []
    rows = Invoice.objects.filter(form__in=_registers(asked), code=digits)[:MOST]
    said = _("Invoice %(code)s, dues of %(year)s")
    return [NumberHit(said % {"code": row.code, "year": row.dues_year}, row.person_id) for row in rows]


def _receipt(asked: NumberAsked) -> Sequence[NumberHit]:
    found = _RECEIPT.fullmatch(asked.text)
    if not found:
        return []
    number, forms = int(found[1]), _registers(asked)
    own = Q(submission__form__in=forms) | Q(payment__submission__form__in=forms)
    single = Receipt.objects.filter(own, number=number)[:MOST]
    yearly = YearlyReceipt.objects.filter(submission__form__in=forms, number=number)[:MOST]
    rows: Collection[Receipt | YearlyReceipt] = [*single, *yearly]
    void, valid = _("Receipt R-%(number)06d, void"), _("Receipt R-%(number)06d")
    return [NumberHit((void if row.voided_at else valid) % {"number": row.number}, row.person_id) for row in rows]


def _payment(asked: NumberAsked) -> Sequence[NumberHit]:
    if not _CHARGE.fullmatch(asked.text):
        return []
    rows = Payment.objects.filter(submission__form__in=_registers(asked), charge__iexact=asked.text)[:MOST]
    return [NumberHit(_("Payment %(charge)s") % {"charge": row.charge}, row.person_id) for row in rows]


NUMBERS = (
    NumberKind("member", gettext_lazy("member number"), _member, _is_for),
    NumberKind("invoice", gettext_lazy("number of an invoice"), _invoice, _is_for),
    NumberKind("receipt", gettext_lazy("number of a receipt (R-000012)"), _receipt, _is_for),
    NumberKind("payment", gettext_lazy("the provider’s number of a payment"), _payment, _is_for),
)
