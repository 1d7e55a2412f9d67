"""`azukari rights` for another program, member by member; and which requests it names, carries out and refuses."""

import argparse
from datetime import timedelta
from typing import Any

import pytest

from azukari.core.cases.clocks import clock_of
from azukari.core.cases.lifecycle import answer, number, step, take_back
from azukari.core.cases.models import Case
from azukari.core.policy_versions.current import NoCharter
from azukari.features.rights import command
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.verb import Refusal
from azukari.policy.casework import CaseKind, CaseState, Outcome
from tests.cast import NOW
from tests.rights.casework import ask, grant

LATER = NOW + timedelta(hours=1)


class Terminal:
    """What was said: data for programs, lines for people."""

    def __init__(self) -> None:
        self.data: Any = None
        self.lines: list[str] = []


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    said = Terminal()
    monkeypatch.setattr(command, "say_json", lambda told: setattr(said, "data", told))
    monkeypatch.setattr(command, "say", said.lines.append)
    monkeypatch.setattr(command, "clock", lambda: LATER)
    return said


def rights(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    return command.run(parser.parse_args(["rights", *words]))


def plain(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    at = clock_of(case, LATER)
    return {
        "number": number(case),
        "kind": case.kind,
        "channel": "phone",
        "state": str(case.state),
        "outcome": case.outcome or None,
        "law": "appi",
        "received": NOW.isoformat(),
        "target": at.target.isoformat(),
        "due": at.due.isoformat(),
        "standing": at.standing.value,
        "owner": str(case.owner.reference),
        "deputy": str(case.deputy.reference),
        "failure": case.failure or None,
    }


@pytest.fixture
def waiting(officer, membership_desk) -> Case:
    return ask(CaseKind.QUESTION, actor=officer.actor, now=NOW)


@pytest.fixture
def answered(officer, membership_desk, hanako) -> Case:
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=NOW, person=hanako.id)
    grant(case, actor=officer.actor, now=NOW)
    answer(case, actor=officer.actor, now=NOW)
    return case


def test_open_requests_are_listed_and_with_all_the_closed_ones_after_them(terminal, answered, waiting):
    assert rights("list", "--json") == 0
    assert terminal.data == [plain(waiting)]
    assert rights("list", "--json", "--all") == 0
    assert terminal.data == [plain(waiting), plain(answered)]
    assert terminal.data[1]["outcome"] == "granted"
    assert terminal.lines == []


def test_of_what_was_taken_back_no_step_says_answered(terminal, waiting, officer):
    take_back(waiting, actor=officer.actor, now=NOW)
    step(waiting, "answered", actor=officer.actor, now=NOW)  # as was once written down
    rights("show", number(waiting), "--json")
    assert [told["event"] for told in terminal.data["steps"]] == ["received", "taken-back"]


def test_for_people_a_line_each_and_a_sentence_where_there_is_none(terminal, answered, charter):
    assert rights("list") == 0
    assert terminal.lines == ["No request is open."]
    terminal.lines.clear()
    rights("list", "--all")
    (line,) = terminal.lines
    assert line.startswith(f"{number(answered)}  release ")
    assert "NOT DONE" not in line


@pytest.mark.parametrize("words", [(), ("burn",), ("show",)])
def test_what_is_not_said_or_not_known_is_misuse(terminal, charter, words):
    with pytest.raises(SystemExit) as misuse:
        rights(*words)
    assert misuse.value.code == 2


@pytest.mark.parametrize("words", [["list"], ["run"]])
def test_before_there_is_a_policy_it_is_said_that_there_is_none(terminal, words, monkeypatch):
    def none_yet() -> None:
        raise NoCharter("There is no policy yet.")

    monkeypatch.setattr(command, "current", none_yet)
    with pytest.raises(Refusal, match="no policy yet"):
        rights(*words)
    assert (terminal.lines, terminal.data) == ([], None)


def test_what_stopped_stands_out(terminal, waiting):
    Case.objects.update(failure="no-value")
    rights("list")
    assert terminal.lines[0].endswith("  NOT DONE (no-value)")


def test_one_request_is_shown_with_its_steps_and_parts(terminal, answered, waiting):
    assert rights("show", number(answered).lower(), "--json") == 0
    steps = [
        {"event": step.event, "at": step.at.isoformat(), "actor": step.actor}
        for step in answered.steps.order_by("at", "id")
    ]
    parts = list(answered.parts.values("purpose", "ground", "result"))
    assert terminal.data == {**plain(answered), "steps": steps, "parts": parts}
    assert len(steps) > 1
    assert len(parts) == 1
    assert rights("show", number(answered)) == 0
    assert terminal.lines[0] == f"{number(answered)}  release  closed  granted"
    assert len(terminal.lines) == 1 + len(steps) + len(parts)


@pytest.mark.parametrize("wrong", ["R-20261124-00000000", "R-20200101-{tail}", "{tail}", ""])
def test_a_number_that_is_not_quite_it_names_none(terminal, waiting, wrong):
    tail = number(waiting).rpartition("-")[2]
    with pytest.raises(Refusal, match="no request with that number"):
        rights("show", wrong.format(tail=tail), "--json")
    assert terminal.data is None


def test_what_was_decided_is_carried_out_and_counted(terminal, waiting, officer, hanako):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=NOW, person=hanako.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=NOW)
    assert rights("run", "--json") == 0
    assert terminal.data == {"done": 1, "passed_on": 0, "failed": 0}
    assert rights("run") == 0
    assert terminal.lines == ["0 requests were carried out, 0 passed on; 0 could not be carried out."]


def test_what_could_not_be_carried_out_fails_the_command(terminal, waiting, monkeypatch):
    monkeypatch.setattr(command, "carry_out", lambda _now: 0)
    Case.objects.update(failure="no-value")
    assert rights("run", "--json") == 0, "what is not decided waits for somebody and has not failed"
    Case.objects.update(state=CaseState.DECIDED, outcome="granted", failure="")
    assert rights("run", "--json") == 0, "what is decided and not done yet has not failed either"
    Case.objects.update(failure="no-value")
    assert rights("run", "--json") == 1
    assert terminal.data == {"done": 0, "passed_on": 0, "failed": 1}
