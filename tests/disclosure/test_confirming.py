"""The token by which a program confirms an instruction: good for that one, to the second of its end, once."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.conf import settings

from azukari.core.ledger.models import Pending
from azukari.core.transfers import confirming
from azukari.core.transfers.confirming import acknowledge_by_token, content
from azukari.core.transfers.events import INSTRUCTION_ACKNOWLEDGED
from azukari.core.transfers.instruct import acknowledge
from azukari.core.transfers.models import Instruction
from azukari.lib import instance_secret
from azukari.lib.instance_secret import Secret
from azukari.lib.token import TokenError, make
from tests.cast import NOW
from tests.disclosure import office
from tests.disclosure.rows import instruction, somebody, went

pytestmark = pytest.mark.django_db
SECOND, YEAR, FORTNIGHT = timedelta(seconds=1), timedelta(days=365), timedelta(days=14)
OLD, NEW = (bytes([number]) * 32 for number in (1, 2))
type Told = tuple[Instruction, str]


@pytest.fixture
def told(kotori: office.Company) -> Told:
    """What was told, and the token that came along."""
    row = instruction(somebody(went(NOW)), NOW)
    return row, json.loads(content(row))["token"]


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(TokenError):
        act()
    assert not Instruction.objects.exclude(acknowledged_at=None).exists()
    assert not Pending.objects.filter(kind=INSTRUCTION_ACKNOWLEDGED.name).exists()


def test_what_is_right_now_is_to_be_read_without_a_program_too(told: Told) -> None:
    row, _token = told
    values = {"name": {"name": "読者"}}
    assert "読者".encode() in content(row, values)
    assert json.loads(content(row, values))["values"] == values
    assert "values" not in json.loads(content(row))


def test_it_confirms_once_and_says_when_that_was(told: Told) -> None:
    row, token = told
    assert acknowledge_by_token(row.id, token, now=NOW) == NOW
    assert acknowledge_by_token(row.id, token, now=NOW + SECOND) == NOW
    assert Instruction.objects.get(id=row.id).acknowledged_at == NOW
    [entry] = Pending.objects.filter(kind=INSTRUCTION_ACKNOWLEDGED.name)
    assert f'"actor":"recipient:{office.KOTORI}"' in entry.payload


def test_of_another_instruction_it_confirms_nothing(told: Told) -> None:
    row, token = told
    other = instruction(somebody(went(NOW)), NOW)
    refused(lambda: acknowledge_by_token(other.id, token, now=NOW))
    refused(lambda: acknowledge_by_token(UUID(int=7), token, now=NOW))
    another_use = make(instance_secret.newest(settings.AZUKARI), "another", row.id, NOW + YEAR)
    for wrong in (another_use, token[:-2], ""):
        refused(partial(acknowledge_by_token, row.id, wrong, now=NOW))
    Instruction.objects.filter(id=row.id).delete()
    refused(lambda: acknowledge_by_token(row.id, token, now=NOW))


def test_a_year_after_the_day_of_the_answer_it_is_good_no_more(told: Told) -> None:
    row, token = told
    end = (row.answer_by + YEAR).replace(microsecond=0)
    refused(lambda: acknowledge_by_token(row.id, token, now=end))
    assert acknowledge_by_token(row.id, token, now=end - SECOND) == end - SECOND


def test_one_of_before_the_secret_was_changed_is_good_as_long_as_any_can_be(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _token = told
    rotated = NOW - timedelta(days=10)
    known = [Secret(2, NEW, None), Secret(1, OLD, rotated)]
    monkeypatch.setattr(instance_secret, "versions", lambda _instance: known)
    token = make(OLD, "acknowledge", row.id, NOW + 9 * YEAR)
    end = rotated + FORTNIGHT + YEAR
    refused(lambda: acknowledge_by_token(row.id, token, now=end))
    assert acknowledge_by_token(row.id, token, now=end - SECOND) == end - SECOND


def test_who_confirms_at_the_same_moment_is_told_when_it_was(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    row, token = told
    plain = acknowledge

    def twice(id: UUID, *, actor, now: datetime) -> object:
        plain(id, actor=office.ASKER, now=NOW)  # a member of staff was first
        return plain(id, actor=actor, now=now)

    monkeypatch.setattr(confirming, "acknowledge", twice)
    assert acknowledge_by_token(row.id, token, now=NOW + SECOND) == NOW
