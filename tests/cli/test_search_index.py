"""`azukari keys index` and `keys rotate index`: what a search cannot find is found again, also under a new key."""

import json
from typing import Any

import pytest

from tests.live import Program

_EMPTY = "from azukari.core.vault.models import SearchCode\nprint(SearchCode.objects.all().delete()[0])"
_STATE = (
    "from azukari.core.vault.models import SearchCode, SearchIndex\n"
    "print(SearchCode.objects.count(), [(i.number, i.key) for i in SearchIndex.objects.all()])"
)


def _control(program: Program) -> dict[str, Any]:
    outcomes = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return next(outcome for outcome in outcomes if outcome["control"] == "search")


@pytest.fixture
def populated(own_program: Program, people) -> Program:
    people(own_program)
    return own_program


def test_missing_codes_are_found_and_made(populated: Program):
    assert _control(populated)["passed"]
    assert int(populated.python(_EMPTY)) > 0
    (finding,) = _control(populated)["findings"]
    assert "azukari keys index" in finding
    assert "values were given codes" in populated.azukari("keys", "index").stdout
    assert _control(populated)["passed"]


def test_a_new_key_takes_the_place_of_the_old_one(populated: Program):
    populated.azukari("keys", "rotate", "index")
    said = populated.azukari("keys", "rotate", "index").stdout
    assert "index-2 was used by nothing any more and is removed" in said
    keys = populated.root / "keys"
    assert [path.name for path in keys.glob("index*")] == ["index-3"]
    assert (keys / "index-3").stat().st_mode & 0o777 == 0o600
    assert populated.python(_STATE).strip().endswith("[(3, 3)]")
    assert _control(populated)["passed"]
