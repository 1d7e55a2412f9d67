"""An organisation of some years, driven by chance through the verbs that staff, members and the worker use; it notes
what was done, for a recount. What a register does in sets (a file of the bank, the dues of a year, the applications of
a month) is done in sets here as well.
"""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import batched
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Sum

from azukari.core.forms.ending import end_registration
from azukari.core.forms.many import Newcomer, Visit, take_in_many
from azukari.core.forms.models import EndedAs, Submission
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER, VISITORS, answers_of
from azukari.features.members.admit import admit, admit_many
from azukari.features.members.bank_confirm import Answer, Confirmed, DepositLine, confirm
from azukari.features.members.bank_lines import LineMarks
from azukari.features.members.bank_suggestion import DepositShare
from azukari.features.members.holder import MembersHolder
from azukari.features.members.models import Invoice, InvoiceState, MemberClass, Membership, MemberState, Payment, Term
from azukari.features.members.pause import NotPaused, end_pause, pause
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.reinstate import NotReinstated, reinstate
from azukari.features.members.renew import BATCH, renew, renew_many
from azukari.features.members.term import TermKind, TooEarly
from azukari.features.members.tests.recount import Kind
from azukari.features.members.upkeep import lapse
from azukari.policy.terms import FormKind
from tests.cast import NOW

FORM, ZONE, YEARS = "membership", ZoneInfo("Asia/Tokyo"), 5
KINDS = {
    "Regular": Kind(3000, "fiscal", prorated=True, lapses=60),
    "Supporting": Kind(10000, "date", lapses=90),
    "Plain": Kind(1000, "date"),
    "Friend": Kind(0, "endless"),
    "Free": Kind(0, "date", lapses=30),
}
_ALONE = 200
"""Of a larger organisation, so many do something by themselves in a month, besides what is done in sets."""


class World:
    """The organisation; ``events`` is what happened, in its order."""

    def __init__(self, charter: Current, seed: int, people: int) -> None:
        self.charter, self.chance = charter, random.Random(seed)
        self.form = next(f for f in charter.policy.forms.values() if f.kind is FormKind.MEMBERSHIP)
        self.events: list[tuple[Any, ...]] = []
        self.held: list[Submission] = []
        self.to_come = people
        self.classes = {
            name: MemberClass.objects.create(
                form=FORM, name_ja=name, name_en=name, fee=kind.fee, term=TermKind(kind.term),
                is_prorated=kind.prorated, lapses_days=kind.lapses,
            )
            for name, kind in KINDS.items()
        }  # fmt: skip

    def live(self) -> None:
        """All years, month by month."""
        first = NOW.astimezone(ZONE).date()
        day, end, months = first, first.replace(year=first.year + YEARS), YEARS * 12
        while day < end:
            self._apply(-(-self.to_come // max(1, months)), day)
            months -= 1
            self._renew_some(day + timedelta(days=3))
            self._pay_some(day + timedelta(days=8))
            able = range(len(self.held))
            for who in self.chance.sample(able, min(len(able) // 3, _ALONE)):
                self._do(who, day + timedelta(days=self.chance.randrange(8, 25)))
            last = day + timedelta(days=27)
            self._note(last, "lapse")
            lapse(at(last))
            day += timedelta(days=30) if self.chance.random() < 0.5 else timedelta(days=31)
        self.today = self._rare(day)

    def _note(self, *event: Any) -> None:
        self.events.append(event)

    def _apply(self, count: int, day: date, *, name: str = "") -> None:
        """So many apply, and are admitted, class by class."""
        count = min(count, self.to_come)
        self.to_come -= count
        first, visitor = len(self.held), replace(VISITORS[0], kinds=(FormKind.MEMBERSHIP,))
        for some in batched(range(first, first + count), BATCH):
            newcomers = []
            for who in some:
                answers = _sure(answers_of(replace(visitor, mailbox=f"member{who}"), self.form, self.charter, turn=0))
                newcomers.append(Newcomer("ja", (Visit(self.form, answers, at(day)),)))
            self.held += [own[0] for own in take_in_many(newcomers, charter=self.charter, now=at(day))]
        chosen: dict[str, list[int]] = {}
        for who in range(first, first + count):
            chosen.setdefault(name or self.chance.choice([*KINDS]), []).append(who)
        for kind, those in chosen.items():
            for who in those:
                self._note(day, "admit", who, kind)
            ids, into = [self.held[who].id for who in those], self.classes[kind].id
            if len(ids) == 1:
                admit(ids[0], into=into, actor=SETTER, now=at(day))
            else:
                _sure(admit_many(dict.fromkeys(ids, into), actor=SETTER, now=at(day)) == len(ids))

    def _some(self, ids: Collection[Any], share: float) -> list[int]:
        """Of these registrations some, by who they are."""
        wanted = {*ids}
        return [who for who, one in enumerate(self.held) if one.id in wanted and self.chance.random() < share]

    def _renew_some(self, day: date) -> None:
        """As the button over the open dues does, though not for everybody; and for some who are not due."""
        due = Membership.objects.filter(state=MemberState.ADMITTED, renewable_from__lte=day)
        those = self._some(due.values_list("pk", flat=True), 0.7)
        those += self.chance.sample(range(len(self.held)), min(3, len(self.held)))
        those = [*dict.fromkeys(those)]
        for who in those:
            self._note(day, "renew", who)
        for some in batched(those, BATCH):
            renew_many([self.held[who].id for who in some], actor=SETTER, now=at(day))

    def _pay_some(self, day: date) -> None:
        """A file of the bank."""
        owed = Invoice.objects.filter(state=InvoiceState.OPEN).values_list("submission")
        sums: dict[UUID, int] = dict(owed.annotate(yen=Sum(F("amount") - F("paid"))).order_by())
        running = {*Membership.objects.filter(pk__in=sums, state=MemberState.ADMITTED).values_list("pk", flat=True)}
        lines = []
        for who in self._some(running, 0.6):
            id = self.held[who].id
            amount = sums[id] if self.chance.random() < 0.9 else self.chance.randint(1, sums[id])
            marks = LineMarks((f"{who} {day} {amount}".encode()[:20],))
            lines.append(Confirmed(DepositLine(day, amount, amount, marks), (DepositShare(id, amount),)))
            self._note(day, "pay", who, amount)
        found = confirm("membership", lines, by=None, actor=SETTER, now=at(day))
        _sure(found.counts[Answer.BOOKED] == len(lines))

    def _do(self, who: int, day: date) -> None:
        """What one of them does alone."""
        id, now, dice = self.held[who].id, at(day), self.chance.random()
        member = Membership.objects.filter(pk=id).first()
        owed = sum(i.owed for i in Invoice.objects.filter(submission=id, state=InvoiceState.OPEN))
        if member is None or member.state != MemberState.ADMITTED:
            if member is not None and dice < 0.2:
                MembersHolder().erase([self.held[who].person_id])
                self._note(day, "erase", who)
            elif member is not None and dice < 0.5:
                self._reinstate(who, day)
            return
        if owed and dice < 0.5:
            amount = owed if dice < 0.3 else self.chance.randint(1, owed)
            record_payment(id, paid_on=day, amount=amount, by=None, actor=SETTER, now=now)
            self._note(day, "pay", who, amount)
        elif dice < 0.6:
            newest = Payment.objects.filter(submission=id).order_by("-recorded_at").first()
            if newest:
                take_back(newest.id, submission=id, actor=SETTER, now=now)
                self._note(day, "undo", who)
        else:
            self._move(who, day, dice)

    def _move(self, who: int, day: date, dice: float) -> None:
        """A member leaves, rests, comes back from a rest, or renews."""
        id, now = self.held[who].id, at(day)
        if dice < 0.65:
            end_registration(id, reason=EndedAs.LEFT, actor=SETTER, now=now)
            self._note(day, "leave", who)
        elif dice < 0.78:
            self._pause(who, day)
        elif dice < 0.9:
            if end_pause(id, actor=SETTER, now=now):
                self._note(day, "resume", who)
        else:
            self._note(day, "renew", who)
            try:
                renew(id, actor=SETTER, now=now)
            except TooEarly:
                return

    def _pause(self, who: int, day: date) -> None:
        """As far as it can be paused so."""
        first = day + timedelta(days=self.chance.randrange(40))
        last = first + timedelta(days=self.chance.randrange(300))
        try:
            pause(self.held[who].id, begins=first, ends=last, actor=SETTER, now=at(day))
        except NotPaused:
            return
        self._note(day, "pause", who, first, last)

    def _reinstate(self, who: int, day: date) -> None:
        try:
            reinstate(self.held[who].id, actor=SETTER, now=at(day))
        except NotReinstated:
            return
        self._note(day, "reinstate", who)

    def _rare(self, day: date) -> date:
        """What chance seldom brings: a renewal on the last day that still follows, one on the first that does not, each
        renewed once more, and one whose payment was a mistake. Returns the last day.
        """
        days = []
        for late, regrets in ((92, False), (93, False), (0, True)):
            self.to_come, who = 1, len(self.held)
            self._apply(1, day, name="Plain")
            self._pay_all(who, day)
            ends = _sure(Term.objects.get(membership=self.held[who].id).ends)
            after = ends + timedelta(days=late)
            self._note(after, "renew", who)
            renew(self.held[who].id, actor=SETTER, now=at(after))
            self._pay_all(who, after)
            if regrets:
                newest = Payment.objects.filter(submission=self.held[who].id).order_by("-recorded_at")[0]
                take_back(newest.id, submission=self.held[who].id, actor=SETTER, now=at(after))
                self._note(after, "undo", who)
            else:  # once more: it counts from where the last one began
                after = _sure(Term.objects.filter(membership=self.held[who].id).latest("begins").ends)
                self._note(after, "renew", who)
                renew_many([self.held[who].id], actor=SETTER, now=at(after))
            days.append(after)
        return max(days)

    def _pay_all(self, who: int, day: date) -> None:
        id = self.held[who].id
        owed = sum(i.owed for i in Invoice.objects.filter(submission=id, state=InvoiceState.OPEN))
        record_payment(id, paid_on=day, amount=owed, by=None, actor=SETTER, now=at(day))
        self._note(day, "pay", who, owed)


def _sure[Thing](thing: Thing | None) -> Thing:
    if not thing:
        raise AssertionError("A verb did not do what it was asked for.")
    return thing


def at(day: date) -> datetime:
    """Noon of a day where the organisation is."""
    return datetime.combine(day, time(12), tzinfo=ZONE)
