"""An address under a stand-in: a person who is nobody, with one grant that lets one mail be sent, and nothing else."""

from datetime import datetime
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert_all
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.store import NewValue, seal
from azukari.policy.terms import CONFIRMATION, Category, Ground


def stand_in_for(address: str, *, field: str, id: UUID, now: datetime, until: datetime) -> Person:
    """Seal an email address for its confirmation under a new stand-in, in the caller's transaction.

    Args:
        address: normalised.
        id: of what it is about, which takes the place of a submission.
        until: when the grant ends, after which the address is erased.
    """
    stand_in = Person.objects.create(created_at=now)
    value = NewValue(field, Category.EMAIL, (CONFIRMATION,), address)
    insert_all(seal([value], person=stand_in.id, submission=id, now=now).rows)
    Grant.objects.create(
        person=stand_in,
        submission_id=id,
        purpose=CONFIRMATION,
        ground=Ground.CONTRACT,
        charter_id=current().number,
        begins_at=now,
        ends_at=until,
    )
    return stand_in
