"""Everything that is held about a person, as one JSON document to take along (P42, GDPR 15 and 20).

It says what the database says: values, grants, what each holder keeps, the trail with its ledger proofs, and the signed
receipts. `SCHEMA` describes it; a test compares it with the rows, opened without this code.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.charter.current import at, current
from azukari.consent.models import Grant
from azukari.forms.models import State, Submission
from azukari.forms.receipts import held, signed
from azukari.ledger import tree
from azukari.ledger.events import Event, Kind, Value
from azukari.ledger.proof import NotIntegrated
from azukari.ledger.reading import Recorded
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor
from azukari.rights.own_data import OwnData, own_data
from azukari.rights.story import entries_of
from azukari.vault.former import Former, former_values
from azukari.vault.holders import holders
from azukari.vault.prove import NotTheirs, prove_to
from azukari.vault.release import Opened
from azukari.vault.trail import record_about

VERSION = 1
_EVERYTHING = 1_000_000


def take(person: UUID, *, actor: Actor, lang: str, now: datetime) -> dict[str, Any]:
    """Make the archive. That it was taken is recorded first.

    Raises:
        Refused: the actor is somebody else.
    """
    data = own_data(person, actor=actor, lang=lang, now=now)
    id = new_id()
    with transaction.atomic(durable=True):
        payload: dict[str, Value] = {"actor": "person", "archive": str(id), "count": len(data.opened)}
        record_about([Event(Kind.ARCHIVE_TAKEN, payload, person)], now=now)
    return build(person, data, former_values(person, actor=actor, now=now), id=id, now=now)


def build(person: UUID, data: OwnData, former: Sequence[Former], *, id: UUID, now: datetime) -> dict[str, Any]:
    """The document itself, of values that have been released."""
    organisation = current().policy.organisation
    return {
        "$schema": f"{settings.AZUKARI.base_url}/en/me/archive.schema.json",
        "format": "azukari-archive",
        "version": VERSION,
        "archive": str(id),
        "made": now.isoformat(),
        "organisation": {
            "name": dict(organisation.name),
            "address": dict(organisation.address),
            "email": organisation.email,
        },
        "person": str(person),
        "values": [_value(value) for value in data.opened],
        "corrections": [_former(was) for was in former],
        "proposed_address": _value(data.proposed) if data.proposed else None,
        "grants": _grants(person),
        "held": {holder.name: holder.export(person) for holder in holders()},
        "trail": [_entry(person, entry) for entry in entries_of(person, most=_EVERYTHING)],
        "receipts": _receipts(person),
        "ledger_key": str(tree.verifier()),
    }


def _value(value: Opened) -> dict[str, Any]:
    return {
        "id": str(value.id),
        "submission": str(value.submission),
        "field": value.field,
        "category": value.category.value,
        "value": value.text,
        "purposes": sorted(value.purposes),
        "received": value.created_at.isoformat(),
        "corrected": value.corrected_at.isoformat() if value.corrected_at else None,
    }


def _former(was: Former) -> dict[str, Any]:
    return {
        "value": str(was.value),
        "field": was.field,
        "category": was.category.value,
        "before": was.text,
        "asked_by": was.channel,
        "corrected": was.corrected_at.isoformat(),
        "kept_until": was.until.isoformat(),
    }


def _grants(person: UUID) -> list[dict[str, Any]]:
    found = []
    for grant in Grant.objects.filter(person_id=person).order_by("id"):
        purpose = at(grant.charter_id).policy.purposes.get(grant.purpose)
        found.append(
            {
                "id": str(grant.id),
                "submission": str(grant.submission_id),
                "purpose": grant.purpose,
                "title": dict(purpose.title) if purpose else {},
                "ground": grant.ground,
                "law": dict(purpose.retention.law) if purpose and purpose.retention.law else None,
                "charter": grant.charter_id,
                "begins": grant.begins_at.isoformat(),
                "ends": grant.ends_at.isoformat() if grant.ends_at else None,
                "end_reason": grant.end_reason or None,
            }
        )
    return found


def _entry(person: UUID, entry: Recorded) -> dict[str, Any]:
    try:
        proof: str | None = prove_to(person, entry.id) if entry.index is not None else None
    except (NotIntegrated, NotTheirs):
        proof = None
    return {
        "entry": str(entry.id),
        "at": entry.at.isoformat(),
        "kind": entry.kind.value,
        "payload": dict(entry.payload),
        "index": entry.index,
        "proof": proof,
    }


def _receipts(person: UUID) -> list[dict[str, Any]]:
    accepted: Iterable[Submission] = (
        Submission.objects.select_related("notice").filter(person_id=person, state=State.ACCEPTED).order_by("id")
    )
    return [signed(held(s, confirmed=s.accepted_at != s.created_at)) for s in accepted]
