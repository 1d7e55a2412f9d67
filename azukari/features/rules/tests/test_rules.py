"""Rule packs: each row shows what it says, a gap is a gap, and what is only announced begins by its date."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from azukari.features.rules import bundle
from azukari.features.rules.desk import pages
from azukari.features.rules.laws import RowState, packs, shown
from azukari.features.rules.oscal import documents
from azukari.lib.control import ControlResult, ControlState, controls
from azukari.lib.control_outcomes import noted
from azukari.policy.parse import STARTER, load
from azukari.policy.ruleset import BadPack, RuleStanding, read_pack
from tests.cast import NOW
from tests.console import desks

ROOT = Path(__file__).parents[4]
ROWS = [row for pack in packs().values() for row in pack.rows]
DAY = date(2026, 11, 27)
_ROW = """
slug = "x"
name = { ja = "あ", en = "X" }
source = ""
[[rows]]
id = "one"
from = 2026-01-01
until = 2027-01-01
clause = "X 1"
duty = { ja = "あ", en = "X" }
met = { ja = "あ", en = "X" }
tests = ["x"]
"""


def test_every_control_that_a_row_names_exists():
    known = {control.name for control in controls()}
    assert {name for row in ROWS for name in row.controls} - known == set()


def test_every_test_that_a_row_names_exists():
    assert [name for row in ROWS for name in row.tests if not (ROOT / name).is_file()] == []


def test_the_law_is_there_article_by_article():
    clauses = " ".join(row.clause for row in packs()["appi"].rows)
    assert [n for n in range(17, 41) if f"APPI {n}" not in clauses] == []
    functions = " ".join(row.clause for row in packs()["nist-pf"].rows)
    assert all(name in functions for name in ("Identify-P", "Govern-P", "Control-P", "Communicate-P", "Protect-P"))
    assert all(f"JIS Q 15001 {n}" in " ".join(r.clause for r in packs()["jis-q-15001"].rows) for n in range(4, 11))


def test_what_is_announced_begins_by_its_date_and_what_ended_is_shown_only_where_it_is_asked_for():
    gdpr, appi = packs()["gdpr"], packs()["appi"]
    [coming] = gdpr.at(DAY, standing=RuleStanding.ANNOUNCED)
    assert coming.standing(coming.begins - timedelta(days=1)) is RuleStanding.ANNOUNCED
    assert coming.standing(coming.begins) is RuleStanding.MANUAL
    assert "rules-7-3-old" not in {row.id for row in appi.at(DAY)}
    assert [row.id for row in appi.at(DAY, standing=RuleStanding.ENDED)] == ["rules-7-3-old"]
    [before] = [row for row in appi.rows if row.id == "rules-7-3-old"]
    assert before.standing(date(2024, 3, 31)) is RuleStanding.MET
    assert before.standing(date(2024, 4, 1)) is RuleStanding.ENDED


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('duty = { ja = "あ", en = "X" }', 'duty = { en = "X" }'),
        ('tests = ["x"]', "tests = []"),
        ("until = 2027-01-01", "until = 2026-01-01"),
        ('[[rows]]\nid = "one"', _ROW[_ROW.index("[[rows]]") :] + '[[rows]]\nid = "one"'),
    ],
)
def test_a_pack_that_shows_nothing_is_refused(was: str, becomes: str):
    assert read_pack(_ROW).rows[0].id == "one"
    with pytest.raises(BadPack):
        read_pack(_ROW.replace(was, becomes))


@pytest.mark.django_db
def test_an_auditor_walks_a_pack_filters_it_and_sees_gaps_as_gaps(officer):
    auditor = desks.browser(desks.staff("auditor"))
    said = auditor.get(reverse("console-rules")).content.decode()
    assert "this is not legal advice" in said
    gaps = auditor.get(reverse("console-rule-pack", args=["gdpr"]), {"state": "gap"}).content.decode()
    assert "GDPR 35" in gaps
    assert "What is missing:" in gaps
    assert "GDPR 34" not in gaps
    whole = auditor.get(reverse("console-rule-pack", args=["gdpr"])).content.decode()
    assert "In force from Fri 2 Apr 2027" in whole
    assert "not known yet" in whole, "no control has run, and nobody says that it is kept"
    assert auditor.get(reverse("console-rule-pack", args=["nothing"])).status_code == 404
    assert desks.browser(desks.staff("membership")).get(reverse("console-rules")).status_code == 403


@pytest.mark.django_db
def test_the_counts_of_a_pack_add_up_to_all_that_its_page_has(officer):
    auditor = desks.browser(desks.staff("auditor"))
    for pack, cells in auditor.get(reverse("console-rules")).context["lines"]:
        count = auditor.get(reverse("console-rule-pack", args=[pack.slug])).context["count"]
        assert sum(number for _state, _words, number in cells) == count == len(pack.rows)


@pytest.mark.parametrize(
    ("hours", "findings", "doubts", "state"),
    [(0, (), (), "kept"), (0, ("x",), (), "broken"), (0, (), ("x",), "unknown"), (99, (), (), "unknown"),
     (99, ("x",), (), "unknown")],
)  # fmt: skip
def test_what_a_control_does_not_know_is_nowhere_told_as_kept(hours, findings, doubts, state, monkeypatch):
    [control] = [each for each in controls() if each.name == "charter"]
    at = NOW - timedelta(hours=hours)
    [said] = noted([ControlResult(control, findings, doubts, at=at)], {}, at)
    for module in ("laws", "bundle"):
        monkeypatch.setattr(f"azukari.features.rules.{module}.last_known", lambda: {said.name: said})
    rows = [one for line in shown(packs()["appi"], DAY, now=NOW, lang="ja") for one in line.controls]
    assert {one.state for one in rows if one.name == "charter"} == {state}
    assert bundle._controls(NOW)["controls"]["charter"]["state"] == state
    assert bundle._controls(NOW)["controls"]["keys"]["state"] == "unknown", "It has not run."
    results = documents(load(STARTER), day=DAY, now=NOW)["assessment-results.json"]["assessment-results"]
    [seen] = [each for each in results["results"][0]["observations"] if each["title"] == "charter"]
    assert seen["props"][0]["value"] == state
    assert seen["collected"] == (NOW - timedelta(hours=hours)).isoformat(timespec="seconds")


def test_a_control_that_did_not_run_is_unknown_and_not_kept(monkeypatch):
    monkeypatch.setattr("azukari.features.rules.laws.last_known", dict)
    found = [control for line in shown(packs()["appi"], DAY, now=NOW, lang="ja") for control in line.controls]
    assert found
    assert {(control.state, control.at) for control in found} == {(ControlState.UNKNOWN, None)}
    assert pages.STATES.keys() == set(RowState)
    assert {*RuleStanding} <= {*RowState}, "A row is told as the pack says, or as its controls do."


@pytest.mark.django_db
def test_a_page_tells_no_row_as_met_while_a_control_of_it_is_not_known_to_hold():
    desks.publish()
    client = desks.browser(desks.staff("auditor"))
    page = client.get(reverse("console-rule-pack", args=["appi"])).content.decode()
    assert "Not confirmed now" in page
    rows = page.split("<section")[1:]
    assert all("badge kept" not in row for row in rows if "not known yet" in row)
    assert "tests/promises" not in page, "Files are for developers."
