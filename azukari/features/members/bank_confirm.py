"""Confirming lines of a bank file: each becomes a payment once, and its payer is known from then on.

Two windows may give one line to two members: the register is locked before the books are looked at, and a line has its
place in the database once. Whoever seems to have paid already, or owes no more what is sure, is asked about again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from azukari.core.accounts.models import User
from azukari.core.forms.events import about
from azukari.core.forms.models import Submission
from azukari.core.vault.trail import record_about
from azukari.features.members.bank_lines import BookedLines, Entry, LineMarks
from azukari.features.members.bank_suggestion import DepositShare
from azukari.features.members.events import BANK_OVERRULED
from azukari.features.members.held import NotAMember, hold_many
from azukari.features.members.known_payers import remember
from azukari.features.members.models import BankLine, Invoice, InvoiceState, KnownPayer, Membership, MemberState
from azukari.features.members.payments import Paid, book_many, is_possible
from azukari.features.members.registers import hold_register
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor

BATCH = 100


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A line, as somebody confirms it.

    Args:
        amount: of the whole line, in yen; ``left``: what of it was not in the books.
        marks, turn: as the suggestion has them.
        digest: of the payer's name; ``b""`` where there was none.
    """

    day: date
    amount: int
    left: int
    marks: LineMarks
    turn: int = 1
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Whose a line is.

    Args:
        is_sure: it was ticked by us, so that what it settles must still be owed.
        entries: how many payments like it they were known to have.
        reason: one of `events.OVERRULES`, why it is booked though the books seem to have it; ``""`` for none.
    """

    line: DepositLine
    parts: tuple[DepositShare, ...]
    is_sure: bool = False
    entries: int = 0
    reason: str = ""


class Answer(Enum):
    """What became of a line that was confirmed."""

    BOOKED = auto()
    RECORDED = auto()  # it is in the books already
    ALIKE = auto()  # they have a payment of that day and amount, and nobody said why it is another one
    NOT_OWED = auto()  # it was sure, and is owed no more
    NOT_POSSIBLE = auto()  # its person is gone, or no such payment may stand in the books


@dataclass(slots=True)
class Outcome:
    """How many lines were answered how, and their yen."""

    counts: Counter[Answer] = field(default_factory=Counter)
    sums: Counter[Answer] = field(default_factory=Counter)

    def add(self, answer: Answer, amount: int) -> None:
        self.counts[answer] += 1
        self.sums[answer] += amount

    @property
    def lines(self) -> int:
        return self.counts.total()


def of_member(form: str, number: int) -> UUID:
    """The registration that pays for the member with this number: of a shared membership, that of whoever holds it.

    Raises:
        NotAMember: there is none.
    """
    found = Membership.objects.filter(form=form, number=number, state=MemberState.ADMITTED).first()
    if found is None:
        raise NotAMember
    return found.holder


def confirm(form: str, lines: Iterable[Confirmed], *, by: User | None, actor: Actor, now: datetime) -> Outcome:
    """Record what was confirmed, some in one transaction, what is sure first."""
    outcome = Outcome()
    for some in batched(sorted(lines, key=lambda each: not each.is_sure), BATCH):
        with transaction.atomic(durable=True):
            held = hold_many({part.submission for each in some for part in each.parts})
            hold_register(form)
            batch = _Batch(form, {id: one for id, one in held.items() if one.form == form}, some, now)
            for each in some:
                outcome.add(batch.take(each), sum(part.amount for part in each.parts))
            batch.write(by, actor)
    return outcome


class _Batch:
    """Lines that are booked together, by the books as they stand under the lock."""

    def __init__(self, form: str, held: Mapping[UUID, Submission], lines: Sequence[Confirmed], now: datetime) -> None:
        self.held, self.now = held, now
        self.books = BookedLines(form, {each.line.day for each in lines})
        owed = Invoice.objects.filter(submission__in=held, state=InvoiceState.OPEN).values_list("submission_id")
        self.owed: dict[UUID, int] = dict(owed.annotate(left=Sum(F("amount") - F("paid"))).order_by())
        self.taken: dict[tuple[bytes, ...], set[int]] = {}
        self.sent: set[tuple[tuple[bytes, ...], int]] = set()
        self.rows: list[tuple[BankLine, Paid]] = []
        self.told: list[tuple[Confirmed, Submission]] = []
        self.payers: list[tuple[Submission, bytes]] = []

    def take(self, each: Confirmed) -> Answer:
        """Book a line, or say why not."""
        line, parts = each.line, each.parts
        possible = (
            part.submission in self.held and is_possible(self.held[part.submission], line.day, part.amount, self.now)
            for part in parts
        )
        if not parts or not all(possible) or sum(part.amount for part in parts) > line.left:
            return Answer.NOT_POSSIBLE
        rest = self.books.same(line.day, line.amount, line.marks) if line.left < line.amount else None
        turn = line.turn if rest else self._turn(each)
        if not turn or (line.left < line.amount and (rest is None or rest.left != line.left)):
            return Answer.RECORDED
        if not each.reason and rest is None and any(self._alike(line, part) > each.entries for part in parts):
            return Answer.ALIKE
        if each.is_sure and any(self.owed.get(part.submission, 0) < part.amount for part in parts):
            return Answer.NOT_OWED
        self._book(each, rest, turn)
        return Answer.BOOKED

    def _turn(self, each: Confirmed) -> int:
        """The turn of a line that is not in the books; 0 if it is, in another window's name, or was sent twice."""
        line = each.line
        has_place = not each.reason and (bool(line.marks.serial) or line.marks.balance is not None)
        is_there = has_place and self.books.same(line.day, line.amount, line.marks)
        used = self.taken.setdefault(line.marks.cores, self.books.turns(line.marks))
        if is_there or (line.marks.cores, line.turn) in self.sent or (line.turn in used and not has_place):
            return 0
        turns: tuple[int, ...] = (line.turn, *range(1, len(used) + 2))
        return next(turn for turn in turns if turn not in used)

    def _alike(self, line: DepositLine, part: DepositShare) -> int:
        """How many payments of theirs may be this line."""
        alike = self.books.doubtful(line.day, part.amount, line.marks)
        return sum(part.submission in entry.shares for entry in alike)

    def _book(self, each: Confirmed, rest_of: Entry | None, turn: int) -> None:
        line = each.line
        id, first = (rest_of.id, rest_of.parts) if rest_of else (new_id(), 0)
        self.taken.setdefault(line.marks.cores, set()).add(turn)
        self.sent.add((line.marks.cores, line.turn))
        for n, part in enumerate(each.parts, first):
            held = self.held[part.submission]
            paid = Paid(held, line.day, part.amount)
            row = BankLine(
                payment_id=paid.id, person_id=held.person_id, line=id, amount=line.amount, turn=turn, part=n,
                core=line.marks.cores[0] if line.marks.cores else b"",
                text=line.marks.texts[0] if line.marks.texts else b"",
                account=line.marks.account, serial=line.marks.serial, balance=line.marks.balance,
                layout=line.marks.layout,
            )  # fmt: skip
            self.rows.append((row, paid))
            self.owed[part.submission] = self.owed.get(part.submission, 0) - part.amount
            if line.digest:
                self.payers.append((held, line.digest))
            if each.reason:
                self.told.append((each, held))

    def write(self, by: User | None, actor: Actor) -> None:
        """Write what was taken, in the caller's transaction."""
        book_many([paid for _row, paid in self.rows], by=by, actor=actor, now=self.now)
        BankLine.objects.bulk_create([row for row, _paid in self.rows], batch_size=BATCH)
        remember(_new_payers(self.payers), now=self.now)
        events = [
            about(BANK_OVERRULED, held, by=actor, day=each.line.day.isoformat(), reason=each.reason)
            for each, held in self.told
        ]
        record_about(events, now=self.now)


def _new_payers(payers: Collection[tuple[Submission, bytes]]) -> list[tuple[Submission, bytes]]:
    """Those that are not known yet."""
    known = KnownPayer.objects.filter(submission__in={held.id for held, _digest in payers})
    there = {(submission, bytes(digest)) for submission, digest in known.values_list("submission_id", "digest")}
    found = {(held.id, digest): held for held, digest in payers}
    return [(held, digest) for (id, digest), held in found.items() if (id, digest) not in there]
