"""People register, are merged and parted, correct, withdraw and erase in any order, and two things always hold: no
purpose reads what it had no right to, and everything belongs to whom it should.
"""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import Merge, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks
from tests.merge.owners import join, take_apart

FORMS = ("membership", "volunteers", "magazine")
ADDRESSES = tuple(f"marker{n}@example.org" for n in range(3))
PURPOSES = ("membership", "dues-record", "volunteers", "magazine")
CATEGORIES = frozenset({Category.NAME, Category.EMAIL, Category.PHONE, Category.ADDRESS})


class Lives(RuleBasedStateMachine):
    """A small organisation. ``owner`` is who should own each submission, ``allowed`` what may read each value."""

    def __init__(self) -> None:
        super().__init__()
        around: Any = transaction.atomic()
        around._from_testcase = True
        around.__enter__()
        self.around = around
        self.owner: dict[UUID, UUID] = {}
        self.address: dict[UUID, str] = {}
        self.allowed: dict[UUID, frozenset[str]] = {}
        self.merges: dict[UUID, tuple[UUID, frozenset[UUID], frozenset[str]]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    def _someone(self, chance: int) -> UUID | None:
        people = sorted({*self.owner.values()})
        return people[chance % len(people)] if people else None

    def _forget_gone(self) -> None:
        """Retention and erasure decide what is left; this follows them."""
        left = set(SealedValue.objects.values_list("submission_id", flat=True))
        self.owner = {id: person for id, person in self.owner.items() if id in left}
        self.merges = {id: known for id, known in self.merges.items() if Merge.objects.filter(id=id).exists()}

    @rule(form=st.sampled_from(FORMS), address=st.sampled_from(ADDRESSES))
    def register(self, form: str, address: str) -> None:
        known = confirmed_person(address)
        got = desks.register(form, {"email": address})
        if known is not None:
            assert got.person == known
        self.owner[got.submission], self.address[got.submission] = got.person, address
        granted = set(Grant.objects.filter(submission_id=got.submission).values_list("purpose", flat=True))
        for id, purposes in SealedValue.objects.filter(submission_id=got.submission).values_list("id", "purposes"):
            self.allowed[id] = frozenset(granted & {*purposes.split()})

    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def merge(self, one: int, other: int) -> None:
        into, merged = self._someone(one), self._someone(other)
        if into is None or merged is None or into == merged:
            return
        going = frozenset(id for id, person in self.owner.items() if person == merged)
        addresses = {self.address[id] for id in going}
        own = {self.address[id] for id, person in self.owner.items() if person == into}
        self.merges[join(merged, into)] = (merged, going, frozenset(addresses - own))
        self.owner.update(dict.fromkeys(going, into))

    @rule(which=st.integers(0, 9))
    def part(self, which: int) -> None:
        if not self.merges:
            return
        id = sorted(self.merges)[which % len(self.merges)]
        merged, going, theirs = self.merges.pop(id)
        found = Merge.objects.get(id=id)
        survivor = found.survivor_id
        since = {
            s.id for s in Submission.objects.filter(person_id=survivor, created_at__gt=found.at) if s.id not in going
        }
        try:
            take_apart(id)
        except Refused:  # only a law keeps this person
            return
        for submission, person in self.owner.items():
            back = submission in going or (submission in since and self.address[submission] in theirs)
            if person == survivor and back:
                self.owner[submission] = merged
        self._forget_gone()

    @rule(who=st.integers(0, 9))
    def correct(self, who: int) -> None:
        person = self._someone(who)
        value = SealedValue.objects.filter(person_id=person, field="name").first() if person else None
        if value and person:
            correct(value.id, "Marker", person=person, actor=_own(person), now=desks.moment())

    @rule(who=st.integers(0, 9))
    def withdraw(self, who: int) -> None:
        person = self._someone(who)
        if person is None:
            return
        try:
            withdraw(person, purpose="magazine", actor=_own(person), now=desks.moment())
        except NotAConsent:
            return
        self._forget_gone()

    @rule(who=st.integers(0, 9))
    def erase(self, who: int) -> None:
        person = self._someone(who)
        if person is None:
            return
        erase(person, actor=_own(person), now=desks.moment())
        self._forget_gone()

    @invariant()
    def everything_belongs_to_whom_it_should(self) -> None:
        assert dict(Submission.objects.values_list("id", "person_id")) == self.owner
        for model in (SealedValue, Grant):
            for submission, person in model._default_manager.values_list("submission_id", "person_id"):
                assert self.owner[submission] == person
        assert {*Person.objects.values_list("id", flat=True)} == {*self.owner.values()}

    @invariant()
    def nothing_lies_about(self) -> None:
        assert list(orphans(desks.moment())) == []

    @invariant()
    def no_purpose_reads_what_it_had_no_right_to(self) -> None:
        people, policy = [*{*self.owner.values()}], current().policy
        for purpose in PURPOSES if people else ():
            try:
                found = release(
                    people,
                    purpose=purpose,
                    categories=CATEGORIES & policy.purposes[purpose].categories,
                    actor=Actor(ActorKind.SYSTEM, "worker"),
                    reason=Reason.CONTROL,
                    now=desks.moment(),
                )
            except Refused:
                continue
            for person, opened in found.items():
                for value in opened:
                    assert purpose in self.allowed[value.id]
                    assert self.owner[value.submission] == person


def _own(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


@pytest.mark.django_db
def test_in_any_order():
    desks.publish()
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
