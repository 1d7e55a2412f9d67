"""What the provider tells goes to the feature whose it is, and to nobody else; the rest is taken as well."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from azukari.core.payments import told
from azukari.core.payments.order import CURRENCY, Collected, MoneyKind, Progress, Returned

NOW = datetime(2026, 12, 7, 3, tzinfo=UTC)
MONEY = Collected(uuid4(), "cs_1", 3000, CURRENCY, NOW, "pi_1")
BACK = Returned(MoneyKind.REFUND, "re_1", "pi_1", 3000, CURRENCY, Progress.GONE, False, NOW, NOW)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the one who takes the rest was told, with nobody else plugged in."""
    rest: list[object] = []
    monkeypatch.setattr(told.on_collected, "known", [])
    monkeypatch.setattr(told.on_returned, "known", [])
    monkeypatch.setattr(told.on_rest, "known", [lambda what, _now: rest.append(what)])
    return rest


@pytest.mark.parametrize("what", [MONEY, BACK])
def test_what_nobody_knows_is_taken_with_the_rest(heard, what):
    told.on_collected(lambda _what, _now: False)
    told.on_returned(lambda _what, _now: False)
    told.take(what, now=NOW)
    assert heard == [what]


def test_what_one_feature_takes_goes_to_nobody_else(heard):
    taken: list[object] = []

    def mine(what: object, _now: datetime) -> bool:
        taken.append(what)
        return True

    told.on_collected(mine)
    told.on_returned(mine)
    told.on_collected(lambda _what, _now: pytest.fail("asked after somebody took it"))
    told.take(MONEY, now=NOW)
    told.take(BACK, now=NOW)
    assert (taken, heard) == ([MONEY, BACK], [])
