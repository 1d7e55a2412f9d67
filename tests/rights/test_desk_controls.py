"""What `doctor` says of the desk of requests: who cannot answer, what is late, and what was not done; and nothing where
all is well.
"""

from datetime import timedelta

import pytest

from azukari.core.accounts.models import User
from azukari.core.cases import clocks, staffing
from azukari.core.cases.clocks import clock_of
from azukari.core.cases.models import Case
from azukari.core.policy_versions.current import NoCharter
from azukari.features.rights import controls
from azukari.features.rights.controls import CONTROLS
from azukari.lib.control import examine
from azukari.policy.casework import CaseKind, CaseState
from tests.cast import NOW
from tests.rights.casework import ask

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LATER = NOW + timedelta(hours=12)
BY_NAME = {control.name: control for control in CONTROLS}


def said(name: str, now=LATER) -> list[str]:
    return [str(finding) for finding in examine(BY_NAME[name], now).findings]


@pytest.fixture
def waiting(officer, membership_desk) -> Case:
    return ask(CaseKind.QUESTION, actor=officer.actor, now=LATER)


@pytest.mark.parametrize("name", ["department", "requests-in-time"])
def test_before_there_is_a_policy_nothing_is_asked_of_anybody(db, monkeypatch, name):
    def none():
        raise NoCharter

    for module in (clocks, staffing):
        monkeypatch.setattr(module, "current", none)
    monkeypatch.setattr(controls, "ruling_charter", lambda: None)
    found = examine(BY_NAME[name], LATER)
    assert found.passed
    assert list(found.findings) == []


def test_before_there_is_a_policy_messages_that_wait_are_told_all_the_same(officer, monkeypatch):
    def none():
        raise NoCharter

    monkeypatch.setattr(staffing, "current", none)
    monkeypatch.setattr(controls, "ruling_charter", lambda: None)
    monkeypatch.setattr(controls, "left_since", lambda _moment: 2)
    (finding,) = said("requests-done")
    assert finding.startswith("2 messages about the sender’s own data")


def test_while_the_installation_is_set_up_nobody_is_missing_and_then_two_are(charter):
    assert not User.objects.exists()
    assert said("department") == []
    User.objects.create(email="one@example.org", name="Aoi", created_at=NOW)
    (finding,) = said("department")
    assert finding.startswith("A request needs two members of staff")
    assert "wait" not in finding


def test_two_of_whom_one_answers_requests_are_enough(officer, membership_desk):
    assert said("department") == []


@pytest.mark.parametrize("which", ["owner", "deputy"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_request_whose_owner_or_deputy_has_left_is_told_while_it_is_open(waiting, volunteer_desk, which, closed):
    assert said("department") == []
    if closed:
        Case.objects.update(state=CaseState.CLOSED, outcome="answered", kept_until=LATER)
    if which == "owner":
        Case.objects.update(owner=volunteer_desk.user)
    else:
        User.objects.filter(id=waiting.deputy_id).update(is_active=False)
    assert ["1 requests belong to somebody who no longer answers them" in one for one in said("department")] == (
        [] if closed else [True]
    )


def test_requests_over_the_time_of_the_law_are_counted_from_that_moment(waiting, officer):
    due = clock_of(waiting, LATER).due
    ask(CaseKind.QUESTION, actor=officer.actor, now=LATER + 9 * DAY)
    assert said("requests-in-time", due - SECOND) == []
    (finding,) = said("requests-in-time", due)
    assert finding.startswith("1 requests have passed the time that the law gives")


def test_each_erasure_without_a_certificate_and_each_table_with_a_trace_is_told(db, monkeypatch):
    class Rows:
        def values_list(self, *names, flat):
            assert (names, flat) == (("id",), True)
            return [1, 2]

    monkeypatch.setattr(controls, "uncertified", Rows)
    monkeypatch.setattr(
        controls, "contradictions", lambda erasure, now: [f"table_{erasure}: 1 found", "other: 2 found"]
    )
    monkeypatch.setattr(controls, "still_there", lambda now: {"mail_message": 3, "people_person": 1})
    found = said("certificates")
    assert ["(table_1: 1 found; other: 2 found)" in found[0], "(table_2: 1 found; other: 2 found)" in found[1]] == [
        True,
        True,
    ]
    assert ["3 rows of mail_message" in found[2], "1 rows of people_person" in found[3]] == [True, True]
    assert len(found) == 4


def test_texts_not_looked_at_and_searches_of_more_than_a_day_are_told(db, monkeypatch):
    asked = []

    def unfinished(moment):
        asked.append(moment)
        return 2

    monkeypatch.setattr(controls, "overdue", lambda now: 0)
    monkeypatch.setattr(controls, "unfinished", lambda moment: 0)
    assert said("mentions") == []
    monkeypatch.setattr(controls, "overdue", lambda now: 3)
    (late,) = said("mentions")
    assert late.startswith("3 texts that may name somebody")
    monkeypatch.setattr(controls, "unfinished", unfinished)
    _late, slow = said("mentions")
    assert slow.startswith("2 searches for mentions")
    assert {*asked} == {LATER - DAY}


def test_each_control_stands_for_a_promise_in_words_of_its_own():
    assert {name: control.promises for name, control in BY_NAME.items()} == {
        "mentions": (41,),
        "department": (46,),
        "requests-in-time": (44,),
        "certificates": (41,),
        "requests-done": (40, 41, 42),
    }
    assert len({str(control.claim) for control in CONTROLS}) == len(CONTROLS)
