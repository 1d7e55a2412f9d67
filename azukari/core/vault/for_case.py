"""What the rights desk may see of a person while a case of theirs is open: how to reach them, which record is meant.

Only staff whose duty is to answer requests get here, and to no more than the step at hand takes: the numbers held, to
call one back; name and address, to post a letter. It is recorded with the case, on the person's own trail. Whether the
case is about that person is the caller's to see to.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.vault.events import VALUE_RELEASED, VALUE_SEARCHED
from azukari.core.vault.index_token import token_of
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import insist_on
from azukari.core.vault.release import Opened, open_all
from azukari.core.vault.reread import reread
from azukari.core.vault.trail import record_about
from azukari.policy.terms import OWN_ACCESS, Act, Actor, Category

MOST = 5


def find_for_case(category: Category, typed: str, *, case: UUID, actor: Actor, now: datetime) -> list[UUID]:
    """People who confirmed an address and gave exactly this email address or telephone number; recorded, whoever is
    found.

    Raises:
        Refused: the actor's duties do not include answering requests, or they may open nothing today. Recorded first.
    """
    insist_on(Act.RIGHTS, person=None, actor=actor, now=now)
    token = token_of(category, typed)
    found = SealedValue.objects.filter(
        token__in=token.every if token else (), category=category, person__confirmed_at__isnull=False
    )
    people = sorted(set(found.values_list("person_id", flat=True)))[:MOST]
    about = {"categories": [category.value], "reason": Reason.ANSWER.value, "case": case, "count": len(people)}
    with transaction.atomic(durable=True):
        record_about([done_by(actor, VALUE_SEARCHED, purpose=OWN_ACCESS, **about)], now=now)
    return people


def release_for_case(
    person: UUID, categories: frozenset[Category], *, case: UUID, actor: Actor, now: datetime
) -> tuple[Opened, ...]:
    """Open these kinds of data of the person whom the case is about.

    Raises:
        Refused: as `find_for_case`.
    """
    insist_on(Act.RIGHTS, person=person, actor=actor, now=now)
    return reread(lambda: _open(person, categories, case=case, actor=actor, now=now))


def _open(
    person: UUID, categories: frozenset[Category], *, case: UUID, actor: Actor, now: datetime
) -> tuple[Opened, ...]:
    values = SealedValue.objects.filter(person_id=person, category__in=categories).order_by("id")
    opened = open_all(list(values)).get(person, ())
    about = {"categories": sorted(categories), "reason": Reason.ANSWER.value, "case": case}
    with transaction.atomic(durable=True):
        record_about([done_by(actor, VALUE_RELEASED, person, purpose=OWN_ACCESS, **about)], now=now)
    return opened
