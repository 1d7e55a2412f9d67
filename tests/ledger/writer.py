"""Events to put into a ledger, and a way past its triggers, as whoever has the database file in their hands."""

import os
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from azukari.core.forms.events import SUBMISSION_RECEIVED
from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Checkpoint, Cosignature
from azukari.core.ledger.record import record_many
from azukari.core.ledger.shapes import Value
from azukari.lib import cosignature
from tests.ledger.unlocked import unlocked as lift

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SEED = bytes(range(32))


class Writer:
    """Records events, every second one about a person, and remembers the keys."""

    def __init__(self) -> None:
        self.keys: dict[UUID, bytes] = {}
        self.ids: list[UUID] = []
        self.now = NOW

    def write(self, count: int) -> list[UUID]:
        events, self.now = [], self.now + timedelta(milliseconds=1)
        for n in range(count):
            payload: dict[str, Value] = {
                "submission": str(uuid4()),
                "form": "membership",
                "charter": n,
                "consents": ["magazine", "membership"],
            }
            subject = uuid4() if n % 2 else None
            events.append((Event(SUBMISSION_RECEIVED, payload, subject), os.urandom(32) if subject else None))
        with transaction.atomic():
            ids = record_many(events, now=self.now)
        self.keys |= {id: key for id, (_event, key) in zip(ids, events, strict=True) if key}
        self.ids += ids
        return ids

    def keys_of(self, entries: Collection[UUID]) -> dict[UUID, bytes]:
        return {entry: self.keys[entry] for entry in entries if entry in self.keys}

    def cosign(self, name: str = "witness.example.org") -> None:
        """A witness states what it sees of the latest checkpoint."""
        latest = Checkpoint.objects.order_by("-size")[0]
        text = latest.note.partition("\n\n")[0] + "\n"
        line = cosignature.cosign(text, name=name, seed=SEED, at=self.now)
        key = str(cosignature.of_seed(name, SEED))
        Cosignature.objects.create(size=latest.size, witness=name, key=key, line=line)

    def integrate(self, count: int) -> list[UUID]:
        ids = self.write(count)
        assert integrate_all(self.now).entries == count
        return ids


@pytest.fixture
def writer(db):
    return Writer()


@pytest.fixture
def unlocked(db):
    """The database without its triggers, for the length of a test."""
    with lift():
        yield
