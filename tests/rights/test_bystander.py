"""What is done for one person leaves everybody else as they were: each deed is done for one of two who have the same of
everything, and afterwards every row that was there and is not about the first is compared, column by column.

A condition on whose rows they are, forgotten anywhere on the way, changes the other's.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.ending import end_registration, take_back_end
from azukari.core.forms.models import EndedAs, Submission
from azukari.core.mail import mailbox_score
from azukari.core.vault import address_change, index, list_lines, retention, suppression
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.erase_unheld import drop_proposals, forget
from azukari.core.vault.holders import holders
from azukari.core.vault.hooks import on_stopped
from azukari.core.vault.legal_holds import lift_hold, set_hold
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import SealedValue
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.withdraw import withdraw
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.returned import Reason
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service import session
from tests.console import desks
from tests.rights.one_row import one_row

pytestmark = pytest.mark.django_db
type Database = Mapping[tuple[str, str], Mapping[str, Any]]

STAFF = Actor(ActorKind.STAFF, "00000000-0000-0000-0000-000000000007", frozenset({"membership"}))
_SEALED = {"vault", "consent", "forms"}
"""What is no row by chance: the registrations have made theirs."""
_FORMS = ("membership", "magazine", "volunteers", "feedback")
_OF_NOBODY = {"ledger.Pending", "ledger.Progress", "people.Trail", "members.MonthlyCount"}


@dataclass(frozen=True)
class Somebody:
    """Who has one of everything.

    Args:
        person: their id.
        submissions: their registrations, by form.
    """

    person: UUID
    submissions: Mapping[str, UUID]

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.PERSON, str(self.person))

    def value(self, category: Category) -> SealedValue:
        return SealedValue.objects.get(submission_id=self.submissions["membership"], category=category)


def _somebody(address: str) -> Somebody:
    made = {form: desks.register(form, {"email": address}).submission for form in _FORMS}
    person = Submission.objects.get(id=made["membership"]).person_id
    assert {Submission.objects.get(id=id).person_id for id in made.values()} == {person}
    return Somebody(person, made)


def _keep(one: Somebody) -> None:
    """One row of theirs in each table besides."""
    for label in sorted(set[str]().union(*(holder.models for holder in holders()))):
        with suppress(IntegrityError), transaction.atomic():  # of some they have theirs already, the only one
            if label.partition(".")[0] not in _SEALED:
                one_row(label, person=one.person, submission=one.submissions["membership"])


def _database() -> Database:
    """Every row there is."""
    return {
        (model._meta.label, str(row["pk"])): row
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for row in model._base_manager.values("pk", *(field.attname for field in model._meta.concrete_fields))
    }


def _withdraws(one: Somebody) -> None:
    withdraw(one.person, purpose="magazine", actor=one.actor, now=desks.moment())


def _is_erased(one: Somebody) -> None:
    erase(one.person, actor=STAFF, now=desks.moment())
    assert not SealedValue.objects.filter(submission_id=one.submissions["magazine"]).exists()


def _is_erased_for_one_purpose(one: Somebody) -> None:
    erase(one.person, actor=STAFF, now=desks.moment(), purpose="volunteers")


def _is_forgotten(one: Somebody) -> None:
    forget([one.person], now=desks.moment())


def _has_had_their_time(one: Somebody) -> None:
    now = desks.moment()
    living = Grant.objects.filter(person_id=one.person, settled_at__isnull=True)
    living.update(begins_at=now - timedelta(days=9), ends_at=now - timedelta(hours=1))
    retention.expire(now)


def _corrects_their_name(one: Somebody) -> None:
    correct(one.value(Category.NAME).id, "Midori", person=one.person, actor=one.actor, now=desks.moment())


def _changes_their_address(one: Somebody) -> None:
    now = desks.moment()
    value = one.value(Category.EMAIL)
    until = now + timedelta(days=1)
    asked = propose(value.id, "midori-marker@example.org", person=one.person, now=now, until=until)
    assert asked.change
    assert adopt(asked.id, actor=one.actor, now=now)
    address_change.object_to(asked.change.id, actor=one.actor, now=now)


def _thinks_better_of_an_address(one: Somebody) -> None:
    now = desks.moment()
    value = one.value(Category.EMAIL)
    propose(value.id, "midori-marker@example.org", person=one.person, now=now, until=now + timedelta(days=1))
    drop_proposals([one.person], now=now)


def _is_held(one: Somebody) -> None:
    now, case = desks.moment(), new_id()
    set_hold(one.person, Hold.CLAIM, until=now + timedelta(days=9), actor=STAFF, now=now, case=case)
    assert lift_hold(one.person, Hold.CLAIM, actor=STAFF, now=now, case=case)


def _lets_data_be_passed_on_no_more(one: Somebody) -> None:
    assert sum(on_stopped.answers(one.person, "", STAFF, desks.moment()))


def _is_somebody_known_already(one: Somebody) -> None:
    twin = desks.register("membership", {"email": "twin-marker@example.org"}).person
    done = merge(twin, into=one.person, purpose="membership", actor=STAFF, now=desks.moment())
    part(done, actor=STAFF, now=desks.moment())


def _leaves_and_stays(one: Somebody) -> None:
    now, membership = desks.moment(), one.submissions["membership"]
    end_registration(membership, reason=EndedAs.LEFT, actor=STAFF, now=now)
    take_back_end(membership, actor=STAFF, now=now)


def _signs_in_and_out(one: Somebody) -> None:
    session.end(session.open_session(one.person, now=desks.moment()))
    session.end_all([one.person])


def _is_written_to_no_more(one: Somebody) -> None:
    address, now = "aoba-marker@example.org", desks.moment()
    suppression.suppress([address], actor=one.actor, now=now, person=one.person)
    suppression.lift([address], actor=one.actor, now=now, person=one.person)


def _has_a_mailbox_that_is_gone(one: Somebody) -> None:
    mailbox_score.note({one.person: Reason.GONE}, now=desks.moment())


def _leaves_the_search_and_the_lists(one: Somebody) -> None:
    index.leave_index([one.person])
    list_lines.drop_people([one.person])


_DEEDS: tuple[Callable[[Somebody], None], ...] = (
    _withdraws,
    _is_erased,
    _is_erased_for_one_purpose,
    _is_forgotten,
    _has_had_their_time,
    _corrects_their_name,
    _changes_their_address,
    _thinks_better_of_an_address,
    _is_held,
    _lets_data_be_passed_on_no_more,
    _is_somebody_known_already,
    _leaves_and_stays,
    _signs_in_and_out,
    _is_written_to_no_more,
    _has_a_mailbox_that_is_gone,
    _leaves_the_search_and_the_lists,
)


def _is_about(row: Mapping[str, Any], one: Somebody, theirs: set[UUID]) -> bool:
    return any(value == one.person or value in theirs for value in row.values() if isinstance(value, UUID))


@pytest.mark.parametrize("deed", _DEEDS, ids=lambda deed: deed.__name__.strip("_").replace("_", " "))
def test_everybody_else_stays_as_they_were(deed: Callable[[Somebody], None]) -> None:
    other, one = (_somebody(f"{colour}-marker@example.org") for colour in ("blue", "aoba"))
    for each in (other, one):  # theirs are the first rows that a query finds which forgot whose it wants
        _keep(each)
    before = _database()
    deed(one)
    after = _database()
    mine = {UUID(key) for (label, key), row in before.items() if _is_about(row, one, set()) and len(key) == 36}
    changed = [
        (label, [column for column in row if after.get((label, key), {}).get(column) != row[column]])
        for (label, key), row in before.items()
        if not _is_about(row, one, mine) and after.get((label, key)) != row
    ]
    assert not [each for each in changed if each[0] not in _OF_NOBODY]
    assert after != before, "The deed was done."
