"""What a recipient finds when they open it: lines of JSON. The first says what this is, then comes one for each person,
and the last says how many there were, so that a file that was cut off is noticed.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import Transfer
from azukari.core.vault.release import Opened

VERSION = 1


def header(transfer: Transfer) -> bytes:
    """From whom, for what, on which ground."""
    organisation = current().policy.organisation
    return _line(
        {
            "format": "azukari-disclosure",
            "version": VERSION,
            "transfer": str(transfer.id),
            "organisation": dict(organisation.name),
            "contact": organisation.email,
            "recipient": transfer.recipient_id,
            "purpose": transfer.purpose,
            "ground": transfer.ground,
            "categories": transfer.categories.split(),
            "policy": transfer.charter_id,
            "approved": transfer.approved_at.isoformat() if transfer.approved_at else None,
        }
    )


def line(handle: UUID, values: Sequence[Opened]) -> bytes:
    """One person, by the handle under which this recipient knows them; instructions to come name it."""
    return _line({"person": str(handle), "values": by_category(values)})


def by_category(values: Sequence[Opened]) -> dict[str, dict[str, str]]:
    """What is handed over of one person: for each category the fields with their texts."""
    told: dict[str, dict[str, str]] = {}
    for value in values:
        told.setdefault(value.category.value, {})[value.field] = value.text
    return told


def trailer(people: int) -> bytes:
    return _line({"end": True, "people": people})


def _line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
