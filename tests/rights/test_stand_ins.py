"""A new address that waits for its confirmation opens to the person whose wish it is, and to nobody else."""

from datetime import timedelta

import pytest

from azukari.core.people.models import Person
from azukari.core.vault.models import Proposal
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.lib.identifier import new_id
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category
from tests.cast import NOW

LATER = NOW + timedelta(hours=12)


def test_the_waiting_address_of_somebody_else_stays_closed(hanako, amelia) -> None:
    waiting = Person.objects.create(id=new_id(), created_at=NOW)
    Proposal.objects.create(
        person_id=hanako.id,
        stand_in=waiting,
        replaces=new_id(),
        field="email",
        created_at=NOW,
        expires_at=LATER + timedelta(days=1),
    )

    def ask(person) -> None:
        actor = Actor(ActorKind.PERSON, str(person.id))
        email = frozenset({Category.EMAIL})
        release(
            [person.id, waiting.id], purpose=OWN_ACCESS, categories=email, actor=actor, reason=Reason.OWN, now=LATER
        )

    ask(hanako)
    with pytest.raises(Refused):
        ask(amelia)
