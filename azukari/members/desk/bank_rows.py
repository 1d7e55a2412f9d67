"""Lines of a bank file as the page shows them, and as they come back confirmed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.desk.form_desk import FormDesk
from azukari.desk.submission_rows import number
from azukari.forms.models import Submission
from azukari.lib.width import narrow
from azukari.members.bank_confirm import Confirmed, DepositLine, of_invoice, of_member
from azukari.members.bank_file import deposits
from azukari.members.bank_match import Suggestion, Why, suggest
from azukari.members.held import NotAMember
from azukari.members.known_payers import token
from azukari.members.payments import may_stand
from azukari.policy.terms import Category
from azukari.vault.reasons import Method, Reason
from azukari.vault.refusal import Refused
from azukari.vault.release import release

_WHY: Mapping[Why, Promise] = {
    Why.NUMBER: _("The payment number and the amount fit."),
    Why.KNOWN: _("This payer was confirmed before, and the amount fits."),
    Why.NAME: _("The name and the amount fit one member alone."),
    Why.CUT: _("The bank cut the name off; what there is of it, and the amount, fit one member alone."),
    Why.AMOUNT_DIFFERS: _("The payment number fits; the amount is another one."),
    Why.KNOWN_DIFFERS: _("This payer was confirmed before; the amount is another one."),
    Why.NEAR: _("The amount fits, and the name nearly. Please look at it."),
    Why.FEE: _("The name fits; as much is missing as a bank takes for a transfer."),
    Why.SEVERAL: _("It fits several members. Please write the number of the right one."),
    Why.MEMBER: _("The member number and the amount fit. Please look at the name."),
    Why.SETTLED: _("The invoice with this number is paid or cancelled."),
    Why.AMOUNT: _("Only one open invoice has this amount. Please look at the name."),
    Why.NOTHING: _("Nothing fits. Write the number of the member, if you know whose it is."),
    Why.DONE: _("It is in the books already."),
    Why.OUTSIDE: _(
        "It cannot be recorded: its day lies ahead or more than ten years back, or the amount is too large."
    ),
}


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the page.

    Args:
        value: what its tick stands for; ``""`` where there is nothing to tick.
        line: what it is, for whoever writes a member's number beside it.
    """

    suggestion: Suggestion
    why: Promise
    people: Sequence[tuple[UUID, str]]
    value: str
    line: str

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to decide about it."""
        return self.suggestion.why in {Why.DONE, Why.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of the names: of how many they were opened, and whether the policy refused it."""

    rows: Sequence[BankRow]
    opened: int
    is_refused: bool


def read_rows(desk: FormDesk, upload: "UploadedFile[Any]", *, by_name: bool) -> Compared:
    """Whose each payment in the file seems to be.

    Args:
        by_name: whether names of those who owe may be opened, to compare them.

    Raises:
        NotABankFile: see there.
    """
    today = desk.today
    found = deposits(b"".join(upload.chunks()), today=today)
    names = _Names(desk)
    may = [may_stand(deposit.day, deposit.amount, today=today) for deposit in found]
    told = iter(suggest(desk.form.slug, [*compress(found, may)], names if by_name else None))
    rows = [
        _row(next(told) if is_possible else Suggestion(deposit, Why.OUTSIDE))
        for deposit, is_possible in zip(found, may, strict=True)
    ]
    return Compared(rows, names.opened, names.is_refused)


class _Names:
    """Opens the names of some registrations for a purpose of the form, which each of them can see."""

    def __init__(self, desk: FormDesk) -> None:
        self.desk, self.opened, self.is_refused = desk, 0, False

    def __call__(self, submissions: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
        desk = self.desk
        people = Submission.objects.filter(id__in=submissions).values_list("person_id", flat=True)
        try:
            opened = release(
                {*people},
                purpose=desk.purpose(),
                categories=frozenset({Category.NAME}),
                actor=desk.who.actor,
                reason=Reason.SERVICE,
                method=Method.LIST,
                now=desk.now,
                submissions=submissions,
            )
        except Refused:
            self.is_refused = True
            return {}
        found: dict[UUID, list[str]] = {}
        for value in (value for values in opened.values() for value in values):
            found.setdefault(value.submission, []).append(value.text)
        self.opened = len(opened)
        return found


def _row(suggestion: Suggestion) -> BankRow:
    deposit = suggestion.deposit
    digest = token(deposit.payer)
    line = f"{deposit.day} {deposit.amount} {digest.hex() if digest else '-'}"
    parts = [f"{part.invoice.id} {deposit.day} {part.amount} {part.turn}" for part in suggestion.parts]
    value = ";".join([*parts, digest.hex() if digest else "-"]) if parts else ""
    people = dict.fromkeys(part.invoice.person_id for part in suggestion.parts)
    return BankRow(suggestion, _WHY[suggestion.why], [(person, number(person)) for person in people], value, line)


def confirmed(form: str, data: QueryDict) -> Iterator[Confirmed]:
    """What was ticked, and what somebody wrote a member's number beside, which counts before the tick. What makes no
    sense is left out.
    """
    lines = [*zip(data.getlist("line"), data.getlist("value"), data.getlist("to"), strict=False)]
    by_hand = [(line, value, typed) for line, value, typed in lines if typed.strip()]
    given = {value for _line, value, _typed in by_hand}
    for value in data.getlist("take"):
        if value not in given:
            with suppress(ValueError, NotAMember):
                yield from _ticked(form, value)
    for line, _value, typed in by_hand:
        with suppress(ValueError, NotAMember):
            day, amount, digest = line.split(" ")
            yield Confirmed(_deposit(day, amount, digest), of_member(form, int(narrow(typed).strip())), 0)


def has_unknown(form: str, data: QueryDict) -> bool:
    """Whether somebody wrote a number that no member has."""
    for typed in filter(str.strip, data.getlist("to")):
        try:
            of_member(form, int(narrow(typed).strip()))
        except (ValueError, NotAMember):
            return True
    return False


def _ticked(form: str, value: str) -> Iterator[Confirmed]:
    *parts, digest = value.split(";")
    for part in parts:
        invoice, day, amount, turn = part.split(" ")
        yield Confirmed(_deposit(day, amount, digest), of_invoice(form, UUID(invoice)), max(1, int(turn)))


def _deposit(day: str, amount: str, digest: str) -> DepositLine:
    return DepositLine(date.fromisoformat(day), int(amount), b"" if digest == "-" else bytes.fromhex(digest))
