"""`azukari clock`: nothing is erased by a clock that stands far ahead, until an operator says that it is right."""

import json
from datetime import UTC, datetime, timedelta

import pytest

_OVERDUE = """
from datetime import timedelta
from azukari.core.consent.models import Grant
from azukari.core.mail.models import Message
now = timezone.now()
Message.objects.all().delete()
Grant.objects.update(begins_at=now - timedelta(days=9), ends_at=now - timedelta(days=2), settled_at=None)
"""
_HELD = "from azukari.core.vault.models import SealedValue; print(SealedValue.objects.count())"
_TRUSTED = (
    "from azukari.core.ledger.models import Entry; "
    "print(Entry.objects.filter(kind='stewardship:clock:trusted').count())"
)


@pytest.fixture
def believed_a_year_ago(own_program, people):
    """People whose time is over; and a machine that was off since last year, as far as it knows."""
    people(own_program)
    own_program.python(_OVERDUE)
    last = (datetime.now(UTC) - timedelta(days=365)).isoformat()
    mark = own_program.root / "data" / "clock.json"
    mark.write_text(json.dumps({"at": last, "ticks": 0.0, "boot": "another start of this machine"}), "utf-8")
    return own_program


def _held(program) -> int:
    return int(program.python(_HELD))


def test_nothing_is_erased_until_somebody_says_that_the_clock_is_right(believed_a_year_ago):
    program = believed_a_year_ago
    before = _held(program)
    assert before
    assert program.azukari("worker", "--once").returncode == 0
    assert _held(program) == before
    shown = program.azukari("clock", "show", check=False)
    assert shown.returncode == 1
    assert "azukari clock trust" in shown.stdout
    refused = program.azukari("retention", "run", check=False)
    assert refused.returncode == 1
    assert "azukari clock trust" in refused.stderr
    found = {one["control"]: one for one in json.loads(program.azukari("doctor", "--json", check=False).stdout)}
    assert "nothing is erased" in found["clock"]["findings"][0]

    program.azukari("clock", "trust")
    told = json.loads(program.azukari("clock", "show", "--json").stdout)
    assert (told["in_doubt"], told["ahead_seconds"]) == (False, 0)
    assert program.azukari("worker", "--once").returncode == 0
    assert _held(program) < before
    assert program.python(_TRUSTED).strip() == "1"


_ONLY_WAITING = """
from datetime import timedelta
from django.db import transaction
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.shells.worker.events import RETENTION_RUN
from azukari.core.ledger.models import Entry, Pending
from tests.ledger.unlocked import unlocked
old = f"{timezone.now() - timedelta(days=365):%Y-%m-%dT%H:%M:%S.%fZ}"
with unlocked():
    assert Pending.objects.update(at=old) and not Entry.objects.exists()
with transaction.atomic():
    record(Event(RETENTION_RUN, {"count": 0}), now=timezone.now())
"""


def test_a_ledger_of_which_everything_waits_for_its_place_knows_the_time_too(own_program, people):
    people(own_program)
    own_program.python(_OVERDUE)
    own_program.python(_ONLY_WAITING)
    (own_program.root / "data" / "clock.json").unlink(missing_ok=True)
    before = _held(own_program)
    assert before
    for _ in range(2):  # what is recorded by the doubted clock, and finds its place, does not vouch for it
        own_program.azukari("worker", "--once", check=False)
        assert _held(own_program) == before
    assert own_program.azukari("clock", "show", check=False).returncode == 1
