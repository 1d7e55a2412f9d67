"""Lives by chance: people register, join, are merged and parted, correct, withdraw, are disclosed, held and erased in
any order, and no certificate lies.

Few runs every time; the thousands that the promise was tried with:

    bin/test --widest --only sqlite tests/proofs/test_random_lives.py
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.transfers import spool
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import KeptByLaw, erase
from azukari.core.vault.inspect import orphans
from azukari.core.vault.legal_holds import NothingToHold, lift_hold, set_hold
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import Erasure, Merge, SealedValue
from azukari.core.vault.ownership import strays
from azukari.core.vault.refusal import Refused
from azukari.core.vault.retention import expire
from azukari.core.vault.verify_erasure import contradictions
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.demo.people import VISITORS, fill_in
from azukari.features.rights.decision import DecisionPart
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseKind, Hold
from azukari.policy.terms import Actor, ActorKind, Category, Ground
from tests.cast import NOW
from tests.disclosure import office
from tests.rights.casework import ask, grant
from tests.sizes import how_many

RUNS = how_many("AZUKARI_LIVES")
FORMS = ("membership", "volunteers", "feedback", "magazine", "plastic-free-river")
DEEDS = (
    *("register", "register", "register", "correct", "withdraw", "erase"),
    *("erase-purpose", "case", "hold", "lift", "wait", "merge", "part", "disclose"),
)


class Life:
    """One run: a few people, a clock that goes on, and every certificate that was given."""

    def __init__(self, charter: Any, officer: Any) -> None:
        self.charter, self.officer, self.now = charter, officer, NOW

    def people(self) -> list[UUID]:
        return list(Person.objects.filter(confirmed_at__isnull=False).order_by("id").values_list("id", flat=True))

    def do(self, deed: str, which: int) -> None:
        self.now += timedelta(hours=1)
        if deed == "register":
            form = self.charter.policy.forms[FORMS[which % len(FORMS)]]
            with suppress(Refused):  # a campaign closes
                fill_in(VISITORS[which % 4], form, self.charter, now=self.now)
            return
        people = self.people()
        if people:
            getattr(self, deed.replace("-", "_"))(people[which % len(people)], which)

    def correct(self, person: UUID, which: int) -> None:
        values = SealedValue.objects.filter(person_id=person, category=Category.NAME).order_by("id")
        if values:
            correct(values[which % len(values)].id, "架空 名", person=person, actor=me(person), now=self.now)

    def withdraw(self, person: UUID, which: int) -> None:
        given = Grant.objects.filter(person_id=person, ground=Ground.CONSENT)
        consents = sorted({*given.values_list("purpose", flat=True)})
        if consents:
            try:
                withdraw(person, purpose=consents[which % len(consents)], actor=me(person), now=self.now)
            except NotAConsent:
                return

    def erase(self, person: UUID, which: int) -> None:
        erase(person, actor=me(person), now=self.now)

    def erase_purpose(self, person: UUID, which: int) -> None:
        purposes = sorted({*Grant.objects.filter(person_id=person).values_list("purpose", flat=True)})
        try:
            erase(person, actor=me(person), now=self.now, purpose=purposes[which % len(purposes)])
        except KeptByLaw:
            return

    def case(self, person: UUID, which: int) -> None:
        kind = (CaseKind.ELIMINATION, CaseKind.STOP_USE)[which % 2]
        case = ask(kind, actor=self.officer.actor, now=self.now, person=person)
        assert grant(case, DecisionPart(), actor=self.officer.actor, now=self.now).failure == ""

    def hold(self, person: UUID, which: int) -> None:
        try:
            until = self.now + timedelta(days=1 + which)
            set_hold(person, Hold.CLAIM, until=until, actor=self.officer.actor, now=self.now, case=UUID(int=1))
        except NothingToHold:
            return

    def merge(self, person: UUID, which: int) -> None:
        others = [other for other in self.people() if other != person]
        if others:
            into = others[which % len(others)]
            merge(person, into=into, purpose="membership", actor=self.officer.actor, now=self.now)

    def part(self, person: UUID, which: int) -> None:
        merges = Merge.objects.order_by("id")
        if merges:
            try:
                part(merges[which % len(merges)].id, actor=self.officer.actor, now=self.now)
            except Refused:
                return

    def disclose(self, person: UUID, which: int) -> None:
        try:
            transfer = office.carried(office.wish(), now=self.now)
        except (Refused, InvalidTransition):
            return
        spool.remove(transfer.id)

    def lift(self, person: UUID, which: int) -> None:
        lift_hold(person, Hold.CLAIM, actor=self.officer.actor, now=self.now, case=UUID(int=1))

    def wait(self, person: UUID, which: int) -> None:
        self.now += timedelta(days=which * 11)
        expire(self.now)


def me(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def lies(now: datetime, checked: set[UUID]) -> list[str]:
    """What the scan finds against the certificates that are new."""
    new = set(Erasure.objects.values_list("id", flat=True)) - checked
    checked |= new
    return [found for id in new for found in contradictions(id, now=now)]


def elsewhere() -> list[UUID]:
    """Grants that lie with another person than the submission that they are for."""
    of = dict(Submission.objects.values_list("id", "person_id"))
    grants = Grant.objects.values_list("id", "submission_id", "person_id")
    return [id for id, submission, person in grants if of.get(submission, person) != person]


def test_no_certificate_is_contradicted(charter, officer, membership_desk):
    office.engaged(now=NOW)

    @settings(
        max_examples=RUNS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(some.lists(some.tuples(some.sampled_from(DEEDS), some.integers(0, 40)), min_size=4, max_size=12))
    def lived(deeds: list[tuple[str, int]]) -> None:
        attempt: Any = transaction.atomic()
        attempt._from_testcase = True
        with attempt:
            life, checked = Life(charter, officer), set[UUID]()
            told = "; ".join(f"{deed} {which}" for deed, which in deeds)
            for deed, which in deeds:
                life.do(deed, which)
                assert lies(life.now, checked) == [], told
                assert elsewhere() == [], told
                assert list(strays()) == [], told
            expire(life.now)
            assert list(orphans(life.now + timedelta(hours=25))) == [], told
            transaction.set_rollback(True)

    lived()
