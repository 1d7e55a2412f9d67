"""Payments ledger at the desk: all payments of a membership by day, amount and payer, their sums, and files of them for
accounting. A name is looked for by POST alone, so that it stands in no address.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import download_pieces
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.index_search import TooShort, search_unopened
from azukari.core.vault.reasons import Reason
from azukari.features.members.books.asking import Asked, asked, fiscal_years
from azukari.features.members.books.journal import FREEE_HEAD, Account, entries, freee, yayoi
from azukari.features.members.books.payments_ledger import (
    LOT,
    Wanted,
    booked,
    numbers_of,
    payments,
    returns,
    sums,
    way_of_payment,
)
from azukari.features.members.desk.door import serves_members, takes_out
from azukari.features.members.desk.listing import PAGE, counted
from azukari.features.members.donors.register import kept_by
from azukari.features.members.models import Payment
from azukari.features.members.post.addressees import addressees
from azukari.features.members.ways import DUES, PAYMENTS
from azukari.lib.spreadsheet import Rows, csv_pieces
from azukari.policy.terms import Category
from azukari.shells.staff.by_name import by_name
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.submission_rows import number

MOST = 200
"""So many payers of a name are looked for."""
WAYS_OF_PAYMENT = {
    Account.PROVIDER: gettext_lazy("Paid online"),
    Account.BANK: gettext_lazy("Bank file"),
    Account.CASH: gettext_lazy("Entered by hand"),
}
PLAIN, YAYOI, FREEE = "plain", "yayoi", "freee"
_BY_HAND = {"cash": Account.CASH, "bank": Account.BANK}


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The payments of this fiscal year, or what is asked for."""
    return _page(request, desk, asked(desk, request.GET))


@post_only("console-members-payments", "slug")
@serves_members
@does(DUES)
def find(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The payments of everybody of a name. Nobody's name is opened by it; the search is recorded."""
    here, typed = asked(desk, request.POST), request.POST.get("name", "").strip()[:200]
    if not typed:
        return desk.to("console-members-payments")
    keeps = kept_by(desk.policy, desk.form)
    purpose = keeps.slug if keeps and keeps.slug in desk.who.scope.purposes else desk.purpose(way=DUES)
    try:
        found = search_unopened(
            Category.NAME,
            typed,
            purpose=purpose,
            actor=desk.who.actor,
            reason=Reason.SERVICE,
            now=desk.now,
            most=MOST,
            known=charters_of(request),
        )
    except TooShort:
        return _page(request, desk, here, typed=typed, wrong=_("Please write a little more of the name."))
    return _page(request, desk, here, typed=typed, people=found.people)


def _page(
    request: HttpRequest,
    desk: FormDesk,
    here: Asked,
    *,
    typed: str = "",
    people: Sequence[UUID] | None = None,
    wrong: str = "",
) -> HttpResponse:
    wanted = here.wanted if people is None else _of_people(here.wanted, people)
    back = returns(desk.form.slug, wanted, zone=desk.zone)
    found = payments(desk.form.slug, wanted)
    page = Paginator(found, PAGE if people is None else MOST).get_page(request.GET.get("page"))
    shown: list[Payment] = [*page.object_list]
    everybody = [*shown, *(one.payment for one in back)]
    named = by_name(request, desk, {each.submission_id: each.person_id for each in everybody})
    numbers = numbers_of(everybody)
    context = {
        "of": desk.form,
        "form": here.form,
        "years": fiscal_years(desk),
        "wanted": wanted,
        "given": here.given,
        "typed": typed,
        "wrong": wrong,
        "is_found": people is not None,
        "rows": [(each, *_payer(each, numbers, named.names), _way(each)) for each in shown],
        "back": [(each, *_payer(each.payment, numbers, named.names)) for each in back],
        "sums": sums(desk.form.slug, wanted, back),
        "page_obj": page,
        "query": f"{urlencode(here.given)}&" if here.given else "",
        "hand": named.hand,
        "refused": named.refused,
        "tab": "payments",
        **counted(desk),
    }
    return render(request, "members/books/page.html", context, status=422 if here.form.errors or wrong else 200)


def _of_people(wanted: Wanted, people: Sequence[UUID]) -> Wanted:
    within = people if wanted.people is None else [one for one in people if one in wanted.people]
    return Wanted(wanted.first, wanted.last, wanted.least, wanted.most, within)


def _payer(payment: Payment, numbers: Mapping[UUID, str], names: Mapping[UUID, str]) -> tuple[str, str, str]:
    """Their reference, their number as a member, and their name, where it was opened."""
    held = payment.submission_id
    return number(payment.person_id), numbers.get(held, ""), names.get(held, "")


def _way(payment: Payment) -> str:
    return str(WAYS_OF_PAYMENT[way_of_payment(payment, by_hand=Account.CASH)])


@post_only("console-members-payments", "slug")
@takes_out
@does(PAYMENTS)
def table(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """A file of what is asked for: a plain table with the payers' names, or journal entries for an accounting program,
    which have their numbers alone.
    """
    here, kind = asked(desk, request.POST), request.POST.get("kind", "")
    if here.form.errors or kind not in (PLAIN, YAYOI, FREEE):
        return desk.to("console-members-payments")
    wanted, name = here.wanted, f"{kind}-{here.wanted.first}-{here.wanted.last}.csv"
    if kind == PLAIN:
        pieces = csv_pieces(_lots(_plain(desk, wanted)), mark=True)
        return _sent(pieces, f"payments-{wanted.first}-{wanted.last}.csv", "utf-8")
    by_hand = _BY_HAND.get(request.POST.get("hand", ""), Account.CASH)
    made = entries(
        booked(desk.form.slug, wanted, by_hand=by_hand, zone=desk.zone), first=wanted.first, last=wanted.last
    )
    lines = [yayoi(each) for each in made] if kind == YAYOI else [[*FREEE_HEAD], *(freee(each) for each in made)]
    coded = (piece.decode().encode("cp932", errors="replace") for piece in csv_pieces(_lots(lines)))
    return _sent(coded, name, "Shift_JIS")


def _sent(pieces: Iterable[bytes], name: str, encoding: str) -> HttpResponse:
    kind = f"text/csv; charset={encoding}"
    return download_pieces(pieces, name, kind)  # type: ignore[return-value]  # every door passes it on as it is


def _plain(desk: FormDesk, wanted: Wanted) -> list[list[str]]:
    """The lines of the plain table. The names are opened for it, for each person whose payment stands in it."""
    found, back = list(payments(desk.form.slug, wanted)), returns(desk.form.slug, wanted, zone=desk.zone)
    everybody = [*found, *(one.payment for one in back)]
    keeps = kept_by(desk.policy, desk.form)
    purpose = keeps.slug if keeps and keeps.slug in desk.who.scope.purposes else ""
    held = {each.submission_id: each.submission for each in everybody}
    registrations, uses = list(held.values()), frozenset({Category.NAME})
    names = {
        one.submission: one.name
        for start in range(0, len(registrations), LOT)
        for one in addressees(desk, registrations[start : start + LOT], way=PAYMENTS, uses=uses, purpose=purpose)
    }
    numbers = numbers_of(everybody)
    head = [
        _("Day"), _("Entry"), _("Member number"), _("Name"), _("Received (yen)"), _("Returned (yen)"),
        _("Dues years"), _("Way of payment"), _("Receipts"), _("Recorded on"),
    ]  # fmt: skip
    lines = [
        [
            each.paid_on.isoformat(), number(each.id), numbers.get(each.submission_id, ""),
            names.get(each.submission_id, ""), str(each.amount), "", _years(each), _way(each), _receipts(each),
            each.recorded_at.astimezone(desk.zone).date().isoformat(),
        ]
        for each in found
    ]  # fmt: skip
    lines += [
        [
            one.day.isoformat(), number(one.payment.id), numbers.get(one.payment.submission_id, ""),
            names.get(one.payment.submission_id, ""), "", str(one.amount), "", _way(one.payment), "", "",
        ]
        for one in back
    ]  # fmt: skip
    return [head, *sorted(lines)]


def _years(payment: Payment) -> str:
    return " ".join(str(year) for year in sorted({part.invoice.dues_year for part in payment.allocations.all()}))


def _receipts(payment: Payment) -> str:
    void = _("void")
    made = payment.receipts.all()
    return " ".join(f"R-{each.number:06d}" + (f" ({void})" if each.voided_at else "") for each in made)


def _lots(lines: Sequence[Sequence[str]]) -> Iterator[Rows]:
    for start in range(0, len(lines), LOT):
        yield lines[start : start + LOT]
