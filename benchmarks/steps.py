"""What is done to one person: opened for a purpose by staff, corrected and erased by themselves."""

from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid4

from azukari.core.policy_versions.current import current
from azukari.core.vault.correct import correct as correct_value
from azukari.core.vault.erase import erase as erase_person
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release as release_values
from azukari.demo.people import train
from azukari.policy.terms import Actor, ActorKind, Category

STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000001", frozenset({"membership"}))
_WANTED = frozenset({Category.NAME, Category.EMAIL, Category.ADDRESS, Category.PHONE})


def release(person: UUID) -> None:
    """Staff open the person for the purpose of membership."""
    _train()
    opened = release_values(
        [person], purpose="membership", categories=_WANTED, actor=STAFF, reason=Reason.SERVICE, now=datetime.now(UTC)
    )
    assert opened[person]


@cache
def _train() -> None:
    """They have passed their lessons, without which nothing opens."""
    train(UUID(STAFF.reference), STAFF.duties, current(), at=datetime.now(UTC))


def correct(person: UUID) -> None:
    """The person corrects their telephone number."""
    value = SealedValue.objects.filter(person_id=person, field="phone").values_list("id", flat=True)[:1][0]
    actor = Actor(ActorKind.PERSON, str(person))
    correct_value(value, f"+8180{uuid4().int % 10**8:08}", person=person, actor=actor, now=datetime.now(UTC))


def erase(person: UUID) -> None:
    """The person erases everything."""
    erase_person(person, actor=Actor(ActorKind.PERSON, str(person)), now=datetime.now(UTC))
