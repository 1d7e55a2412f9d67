"""Whom an incident concerns, out of the ledger: whose data was shown or handed over through one place in that time.

The ledger names nobody; the trail says whom an entry is about. Of an account, whatever it opened; of a recipient,
whatever was handed over to it; of an exported list, whatever was opened for it between its order and its fetching.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.database.rows import insert
from azukari.core.forms.models import Submission
from azukari.core.ledger.catalogue import find
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.reading import Recorded, matching, recorded
from azukari.core.people.lock import lock_people
from azukari.core.vault.events import TRANSFER_MADE, VALUE_RELEASED
from azukari.core.vault.trail import people_in
from azukari.features.incidents.events import TRACED
from azukari.features.incidents.models import Affected, By, Incident, Trace
from azukari.features.incidents.register import tell
from azukari.lib.identifier import new_ids
from azukari.policy.terms import Act, Actor

ASKED, FETCHED = "staff:list:asked", "staff:list:fetched"
_BATCH = 2_000
_BACK, _MOST = timedelta(days=365), 100


def ordered_lists(now: datetime) -> list[Recorded]:
    """What staff ordered to take out in the last year, newest first: which ``list``, and by which ``actor``."""
    ids = [
        id
        for query in matching([find(ASKED)], mentioning=[], since=now - _BACK, until=now + timedelta(minutes=1))
        for id in query.order_by("-id").values_list("id", flat=True)[:_MOST]
    ]
    return recorded(ids)[:_MOST]


def concerned(by: By, reference: str, *, since: datetime, until: datetime) -> frozenset[UUID]:
    """Everybody whose data went through it, who is still here.

    Args:
        reference: of the account (a staff reference), of the recipient (its slug), or of the list (its id).
        until: the first moment that does not count.
    """
    match by:
        case By.ACCOUNT:
            held = [f'"actor":"staff:{reference}"']
            return people_in([VALUE_RELEASED], mentioning=held, since=since, until=until)
        case By.RECIPIENT:
            held = [f'"recipient":"{reference}"']
            return people_in([TRANSFER_MADE], mentioning=held, since=since, until=until)
        case By.EXPORT:
            return frozenset().union(*_of_list(reference, since, until))


def _of_list(list_id: str, since: datetime, until: datetime) -> Iterator[frozenset[UUID]]:
    """What its maker opened, to take it out for that purpose, from the order of this list to its fetching."""
    orders = matching([find(ASKED)], mentioning=[f'"list":"{list_id}"'], since=since, until=until)
    ids = [id for query in orders for id in query.values_list("id", flat=True)]
    for order in recorded(ids):
        fetched = matching([find(FETCHED)], mentioning=[f'"list":"{list_id}"'], since=order.at, until=until)
        ends = [entry.at for entry in recorded([id for query in fetched for id in query.values_list("id", flat=True)])]
        held = [
            f'"actor":"{order.payload["actor"]}"',
            f'"act":"{Act.EXPORT.value}"',
            f'"purpose":"{order.payload["purpose"]}"',
        ]
        yield people_in([VALUE_RELEASED], mentioning=held, since=order.at, until=max(ends, default=until))


def trace(
    incident: Incident, by: By, reference: str, *, since: datetime, until: datetime, actor: Actor, now: datetime
) -> Trace:
    """Ask, and add whoever is found to those whom the incident concerns; asking again adds nobody twice."""
    people = concerned(by, reference, since=since, until=until)
    with transaction.atomic():
        Incident.objects.select_for_update().get(id=incident.id)
        row = Trace.objects.create(
            incident=incident,
            by=by,
            reference=reference,
            since=since,
            until=until,
            found=len(people),
            made_at=now,
            actor=actor_reference(actor),
        )
        _add(incident, people)
        tell(TRACED, incident, actor, now, by=by.value, count=len(people))
    return row


def _add(incident: Incident, people: frozenset[UUID]) -> None:
    new = sorted(people - {*incident.affected.values_list("person_id", flat=True)})
    for start in range(0, len(new), _BATCH):
        some = new[start : start + _BATCH]
        there = lock_people(some)
        spoken = dict(
            Submission.objects.filter(person_id__in=some).order_by("created_at").values_list("person_id", "lang")
        )
        left = [person for person in some if person in there]
        insert(
            Affected,
            [
                (id, incident.id, person, spoken.get(person) or "ja", None)
                for id, person in zip(new_ids(len(left)), left, strict=True)
            ],
        )
