"""P32: clause by clause of the law stands how it is met, by which controls and tests; what is broken is not met."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from azukari.features.audits.manual import attest
from azukari.features.audits.observe import keep, keep_one, known, standing
from azukari.features.rules.laws import packs
from azukari.lib.control import Control, ControlResult, ControlState, controls
from azukari.policy.ruleset import BadPack, read_pack
from tests.console import desks

ROOT = Path(__file__).resolve().parents[2]
LAW = packs()["appi"]


def test_each_clause_names_controls_that_run_and_tests_that_exist_or_says_what_is_missing():
    named = {control.name for control in controls()}
    for row in LAW.rows:
        assert row.controls or row.tests or row.manual or row.gap, row.id
        assert set(row.controls) <= named, row.id
        assert all((ROOT / test).is_file() for test in row.tests), row.id


def test_a_clause_that_nothing_checks_is_not_read():
    text = """
slug = "x"
name = { ja = "法", en = "Act" }
source = ""
[[rows]]
id = "one"
clause = "1"
from = 2022-04-01
duty = { ja = "あ", en = "X" }
met = { ja = "あ", en = "X" }
controls = ["keys"]
"""
    assert read_pack(text).rows
    with pytest.raises(BadPack):
        read_pack(text.replace('controls = ["keys"]', ""))


def _state() -> ControlState:
    return standing(known().values(), timezone.now())[32][0]


def _round(now: datetime, **broken: str) -> None:
    keep([ControlResult(each, (broken[each.name],) if each.name in broken else (), at=now)
          for each in controls() if not each.derived] + _derived(now), now)  # fmt: skip


def _derived(now: datetime) -> list[ControlResult]:
    return [ControlResult(each, (), at=now) for each in controls() if each.derived]


@pytest.mark.usefixtures("charter")
def test_the_law_is_broken_on_the_page_as_soon_as_a_control_of_a_clause_is():
    now = timezone.now()
    _round(now)
    assert _state() is ControlState.KEPT
    [first] = [row.controls[0] for row in LAW.rows if row.controls][:1]
    _round(now + timedelta(minutes=1), **{first: "It is broken."})
    assert _state() is ControlState.BROKEN
    shown = Client().get("/en/promises.json", secure=True).json()["promises"]
    assert next(row["state"] for row in shown if row["promise"] == "P32") == "broken"


@pytest.mark.usefixtures("charter")
def test_one_click_makes_it_not_kept():
    """The attestation that somebody read the law is one of three parts; alone it leaves the promise unknown."""
    now, officer = timezone.now(), desks.OPERATOR
    attest("law-review", in_order=True, words="Nothing changed.", evidence=None, actor=officer, now=now)
    review: Control = next(each for each in controls() if each.name == "law-review")
    keep_one(ControlResult(review, (), at=now), now)
    assert _state() is ControlState.UNKNOWN
