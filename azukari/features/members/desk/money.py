"""Money that the payment provider reported and that is not booked, and what went back: whose it is, or why it stands in
no books.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.payments.order import CURRENCY
from azukari.features.members.bank_confirm import of_member
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.listing import PAGE, counted
from azukari.features.members.held import NotAMember
from azukari.features.members.models import (
    Membership,
    MemberState,
    MoneyKind,
    MoneyState,
    OnlinePayment,
    Payment,
    Progress,
    ProviderMoney,
    Settled,
    Unbooked,
)
from azukari.features.members.online.assigning import NotWaitingError, assign, reopen, settle_unbooked
from azukari.features.members.online.reported import of_form
from azukari.features.members.payments import NotPossible
from azukari.features.members.ways import DUES
from azukari.lib.width import narrow
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.submission_rows import number

KINDS: Mapping[str, Promise] = {
    MoneyKind.PAYMENT: _("Payment"),
    MoneyKind.REFUND: _("Refund"),
    MoneyKind.DISPUTE: _("Dispute"),
}
WHY: Mapping[str, Promise] = {
    Unbooked.NOBODY: _("Its reference is unknown, or its person was erased."),
    Unbooked.DIFFERS: _("The amount, the currency or the page is not what was asked for."),
    Unbooked.NOT_OWED: _("The dues were paid before it came."),
    Unbooked.IMPOSSIBLE: _("It is too large, or too old for the books."),
    Unbooked.TAKEN_OUT: _("It was taken out of the books."),
}
PROGRESS: Mapping[str, Promise] = {
    Progress.ASKED: _("The provider asks about it. No money has gone."),
    Progress.GONE: _("The money went back."),
    Progress.BACK: _("It failed or was decided for us. The money is here."),
}
REASONS: Mapping[str, Promise] = {
    Settled.RETURNED: _("Returned to the payer"),
    Settled.ELSEWHERE: _("Booked elsewhere, or recorded by hand"),
    Settled.NOT_OURS: _("Other business of the same account"),
    Settled.TRIAL: _("A test"),
}
_DONE: Mapping[str, tuple[Promise, str]] = {
    "assigned": (_("The payment is recorded with the member."), "kept"),
    "settled": (_("Settled. It stays on the list below."), "kept"),
    "reopened": (_("It is open again."), "kept"),
    "no-member": (_("Nothing was recorded: no member has that number."), "attention"),
    "no-reason": (_("Choose a reason first."), "attention"),
    "not-waiting": (_("Someone has already assigned or settled it. Nothing was changed."), "attention"),
    "not-possible": (
        _("Nothing was recorded: it is another currency than yen, or too large or too old for the books."),
        "attention",
    ),
}


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A line of the page.

    Args:
        person: whose page shows the payment, with their number; None where it is nobody's.
        member: the number of the member to whose payment page it came; ``""`` where that is unknown.
    """

    money: ProviderMoney
    kind: Promise
    words: Promise | str
    person: tuple[UUID, str] | None
    member: str

    @property
    def waits(self) -> bool:
        return self.money.state == MoneyState.WAITS

    @property
    def is_yen(self) -> bool:
        return self.money.currency == CURRENCY

    @property
    def may_assign(self) -> bool:
        return self.waits and self.money.kind == MoneyKind.PAYMENT and self.is_yen

    @property
    def may_reopen(self) -> bool:
        return self.money.state == MoneyState.SETTLED and self.money.settled_by_id is not None

    @property
    def reason(self) -> Promise | str:
        return REASONS.get(self.money.reason, "")


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What waits, oldest first, and below it what was done with the rest, newest first. Nothing is opened."""
    waiting = list(of_form(desk.form.slug).filter(state=MoneyState.WAITS).order_by("at", "id")[:PAGE])
    others = of_form(desk.form.slug).exclude(state=MoneyState.WAITS).order_by("-told_at", "id")
    page = Paginator(others, PAGE).get_page(request.GET.get("page"))
    rows = _rows(desk, [*waiting, *page.object_list])
    words, kind = _DONE.get(outcome_of(request), ("", ""))
    context = {
        "form": desk.form,
        "waiting_rows": rows[: len(waiting)],
        "rows": rows[len(waiting) :],
        "page_obj": page,
        "reasons": REASONS.items(),
        "told": words,
        "told_kind": kind,
        "tab": "money",
        **counted(desk),
    }
    return render(request, "members/desk/money.html", context)


@post_only("console-members-money", "slug")
@serves_members
@does(DUES)
def give(request: HttpRequest, desk: FormDesk, money: UUID) -> HttpResponse:
    """Book a payment for the member whose number was written."""
    try:
        submission = of_member(desk.form.slug, number_of(narrow(request.POST.get("number", "")).strip()))
        assign(money, submission=submission, by=user_of(request), actor=desk.who.actor, now=desk.now)
    except NotAMember:
        return _to(desk, "no-member")
    except NotPossible:
        return _to(desk, "not-possible")
    except NotWaitingError:
        return _to(desk, "not-waiting")
    return _to(desk, "assigned")


@post_only("console-members-money", "slug")
@serves_members
@does(DUES)
def settle(request: HttpRequest, desk: FormDesk, money: UUID) -> HttpResponse:
    """Say why it stands in no books."""
    reason = request.POST.get("reason", "")
    if reason not in Settled:
        return _to(desk, "no-reason")
    by = user_of(request)
    try:
        settle_unbooked(money, form=desk.form.slug, reason=Settled(reason), by=by, actor=desk.who.actor, now=desk.now)
    except NotWaitingError:
        return _to(desk, "not-waiting")
    return _to(desk, "settled")


@post_only("console-members-money", "slug")
@serves_members
@does(DUES)
def again(request: HttpRequest, desk: FormDesk, money: UUID) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """Let what was settled by mistake wait again."""
    reopen(money, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
    return _to(desk, "reopened")


def _to(desk: FormDesk, done: str) -> HttpResponse:
    return desk.to("console-members-money", done=done)


def _rows(desk: FormDesk, found: Sequence[ProviderMoney]) -> list[MoneyRow]:
    """Three queries."""
    booked = Payment.objects.filter(id__in={each.payment for each in found if each.payment})
    people = dict(booked.values_list("id", "person_id"))
    orders = _orders({each.order for each in found if each.order}, desk.form.slug)
    rows = []
    for each in found:
        is_payment = each.kind == MoneyKind.PAYMENT
        words = WHY.get(each.why, "") if is_payment else PROGRESS[each.progress]
        ordered = orders.get(each.order) if each.order else None
        person = (people.get(each.payment) if each.payment else None) or (ordered[0] if ordered else None)
        whose = (person, number(person)) if person else None
        rows.append(MoneyRow(each, KINDS[each.kind], words, whose, ordered[1] if ordered else ""))
    return rows


def _orders(references: Collection[UUID], form: str) -> Mapping[UUID, tuple[UUID, str]]:
    """Whose payment page each of our references is, with their number as a member."""
    pages = OnlinePayment.objects.filter(id__in=references, invoice__form=form).select_related("invoice")
    found = {each.id: (each.person_id, each.invoice.submission_id) for each in pages}
    members = Membership.objects.filter(pk__in={own for _person, own in found.values()}, state=MemberState.ADMITTED)
    numbers = dict(members.values_list("pk", "number"))
    return {id: (person, str(numbers.get(own) or "")) for id, (person, own) in found.items()}
