"""What is done to one person: opened for a purpose by staff, corrected and erased by themselves."""

from datetime import UTC, datetime
from functools import cache
from uuid import UUID, uuid4

from azukari.charter.current import current
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.policy.training import lessons_of
from azukari.stewardship.training.models import Pass
from azukari.vault.correct import correct as correct_value
from azukari.vault.erase import erase as erase_person
from azukari.vault.models import SealedValue
from azukari.vault.reasons import Reason
from azukari.vault.release import release as release_values

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
    charter, holder = current(), UUID(STAFF.reference)
    lessons = {lesson for duty in STAFF.duties for lesson in lessons_of(charter.policy, duty)}
    known = {"charter": charter.number, "questions": "0" * 64, "score": 4, "asked": 4, "whole": True}
    for lesson in sorted(lessons):
        Pass.objects.get_or_create(holder=holder, lesson=lesson, defaults={**known, "passed_at": datetime.now(UTC)})


def correct(person: UUID) -> None:
    """The person corrects their telephone number."""
    value = SealedValue.objects.filter(person_id=person, field="phone").values_list("id", flat=True)[:1][0]
    actor = Actor(ActorKind.PERSON, str(person))
    correct_value(value, f"+8180{uuid4().int % 10**8:08}", person=person, actor=actor, now=datetime.now(UTC))


def erase(person: UUID) -> None:
    """The person erases everything."""
    erase_person(person, actor=Actor(ActorKind.PERSON, str(person)), now=datetime.now(UTC))
