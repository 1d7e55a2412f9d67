"""Five years of an organisation, drawn by chance: each of its numbers equals a recount that imports nothing of ours.

The widest run (`tests/sizes.py`) has 20,000 members.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from azukari.charter.current import Current
from azukari.cli.sample import SETTER, VISITORS, fill_in
from azukari.forms.ending import end_registration
from azukari.forms.models import EndedAs, Submission
from azukari.members.admit import admit
from azukari.members.counts import Counts
from azukari.members.desk.numbers import by_class, owed_by_year
from azukari.members.holder import MembersHolder
from azukari.members.marks import mark
from azukari.members.models import (
    Application,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MemberState,
    Payment,
    Term,
)
from azukari.members.models.counts import What
from azukari.members.payments import record_payment, take_back
from azukari.members.renew import count_due, due_for_renewal, renew
from azukari.members.term import TermKind, TooEarly
from azukari.members.tests.recount import Kind, Recount
from azukari.members.upkeep import lapse
from azukari.policy.terms import FormKind
from tests.cast import NOW
from tests.sizes import how_many

FORM, ZONE, YEARS = "membership", ZoneInfo("Asia/Tokyo"), 5
KINDS = {
    "Regular": Kind(3000, "fiscal", prorated=True, lapses=60),
    "Supporting": Kind(10000, "date", lapses=90),
    "Plain": Kind(1000, "date"),
    "Friend": Kind(0, "endless"),
    "Free": Kind(0, "date", lapses=30),
}


class World:
    """An organisation, driven by chance through the verbs that staff and members use; it notes what it did."""

    def __init__(self, charter: Current, seed: int, people: int) -> None:
        self.charter, self.chance = charter, random.Random(seed)  # noqa: S311 - a generator of tests
        self.form = next(f for f in charter.policy.forms.values() if f.kind is FormKind.MEMBERSHIP)
        self.events: list[tuple] = []
        self.held: dict[int, Submission] = {}
        self.to_come = people
        self.classes = {}
        for name, kind in KINDS.items():
            self.classes[name] = MemberClass.objects.create(
                form=FORM, name_ja=name, name_en=name, fee=kind.fee, term=TermKind(kind.term),
                is_prorated=kind.prorated, lapses_days=kind.lapses,
            )  # fmt: skip

    def live(self) -> None:
        first = NOW.astimezone(ZONE).date()
        day, end = first, first.replace(year=first.year + YEARS)
        months = YEARS * 12
        while day < end:
            for _ in range(-(-self.to_come // months)):
                self._come(day)
            months -= 1
            for who in [*self.held]:
                if self.chance.random() < 0.3:
                    self._do(who, day + timedelta(days=self.chance.randrange(25)))
            last = day + timedelta(days=27)
            self._note(last, "lapse")
            lapse(_at(last))
            day += timedelta(days=30) if self.chance.random() < 0.5 else timedelta(days=31)
        self.today = self._rare(day)

    def _rare(self, day: date) -> date:
        """What chance seldom brings: a renewal on the last day that still follows, one on the first that does not, and
        one whose payment was a mistake. Returns the last day.
        """
        days = []
        for late, regrets in ((92, False), (93, False), (0, True)):
            self.to_come += 1
            who = len(self.held)
            self._come(day, "Plain")
            self._pay_all(who, day)
            ends = Term.objects.get(membership=self.held[who].id).ends
            assert ends
            after = ends + timedelta(days=late)
            self._note(after, "renew", who)
            renew(self.held[who].id, actor=SETTER, now=_at(after))
            self._pay_all(who, after)
            if regrets:
                newest = Payment.objects.filter(submission=self.held[who].id).order_by("-recorded_at")[0]
                take_back(newest.id, submission=self.held[who].id, actor=SETTER, now=_at(after))
                self._note(after, "undo", who)
            days.append(after)
        return max(days)

    def _pay_all(self, who: int, day: date) -> None:
        id = self.held[who].id
        owed = sum(i.owed for i in Invoice.objects.filter(submission=id, state=InvoiceState.OPEN))
        record_payment(id, paid_on=day, amount=owed, by=None, actor=SETTER, now=_at(day))
        self._note(day, "pay", who, owed)

    def _note(self, *event) -> None:
        self.events.append(event)

    def _come(self, day: date, name: str = "") -> None:
        if not self.to_come:
            return
        self.to_come -= 1
        who = len(self.held)
        visitor = replace(VISITORS[0], mailbox=f"member{who}", kinds=(FormKind.MEMBERSHIP,))
        submission = fill_in(visitor, self.form, self.charter, now=_at(day))
        assert submission is not None
        self.held[who] = submission
        name = name or self.chance.choice([*KINDS])
        admit(submission.id, into=self.classes[name].id, actor=SETTER, now=_at(day))
        self._note(day, "admit", who, name)

    def _do(self, who: int, day: date) -> None:
        id, now = self.held[who].id, _at(day)
        member = Membership.objects.filter(pk=id).first()
        owed = sum(i.owed for i in Invoice.objects.filter(submission=id, state=InvoiceState.OPEN))
        dice = self.chance.random()
        if member is None or member.state != MemberState.ADMITTED:
            if member is not None and dice < 0.05:
                MembersHolder().erase([self.held[who].person_id])
                self._note(day, "erase", who)
            return
        if owed and dice < 0.7:
            amount = owed if dice < 0.6 else self.chance.randint(1, owed)
            record_payment(id, paid_on=day, amount=amount, by=None, actor=SETTER, now=now)
            self._note(day, "pay", who, amount)
        elif dice < 0.73:
            newest = Payment.objects.filter(submission=id).order_by("-recorded_at").first()
            if newest:
                take_back(newest.id, submission=id, actor=SETTER, now=now)
                self._note(day, "undo", who)
        elif dice < 0.77:
            end_registration(id, reason=EndedAs.LEFT, actor=SETTER, now=now)
            self._note(day, "leave", who)
        else:
            self._note(day, "renew", who)
            try:
                renew(id, actor=SETTER, now=now)
            except TooEarly:
                return


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=ZONE)


@pytest.mark.parametrize("seed", [2])
def test_every_number_equals_a_recount_from_the_events(charter, seed):
    world = World(charter, seed, how_many("AZUKARI_MEMBERS"))
    world.live()
    told, counts = Recount(KINDS, world.events), Counts(FORM)
    names = {each.id: name for name, each in world.classes.items()}
    ours = {(w.value, names[id], month): n for (w, id, month), n in counts.by_class.items() if w != What.PAID and n}
    assert ours == {key: n for key, n in told.months.items() if n}
    assert {m: n for (w, m), n in counts.of.items() if w == What.PAID and n} == {
        m: n for m, n in told.received.items() if n
    }
    assert {c.year: list(c.stayed) for c in counts.cohorts(world.today.year)} == told.stayed(world.today.year)
    assert {y: (n, owed) for y, n, owed, _late in owed_by_year(FORM, world.today)} == told.open_dues()
    assert Counter({name: now for name, now, _sums in by_class(FORM, counts, NOW.date(), "en")}) == told.members_now()
    assert count_due(FORM, world.today) == len(due_for_renewal(FORM, world.today))
    marks = {m.pk: (m.renewable_from, m.owes) for m in Membership.objects.all()}
    mark(*marks)
    assert marks == {m.pk: (m.renewable_from, m.owes) for m in Membership.objects.all()}, "kept by each verb"
    assert not Application.objects.exists(), "everybody was decided"
    seen = {event[1] for event in world.events}
    assert seen >= {"admit", "pay", "renew", "lapse", "leave", "undo", "erase"}, "chance did everything"
