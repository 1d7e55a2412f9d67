"""`azukari retention run` and `azukari rights`: what would go and why, and who waits for an answer."""

import json

import pytest

from tests.live import Program

_ASKED = """
from datetime import UTC, datetime
from azukari.core.accounts.staff import invite
from azukari.policy.casework import CaseChannel, CaseKind, ReplyBy
from azukari.policy.terms import Actor, ActorKind
from azukari.core.cases.lifecycle import Request, open_case
from azukari.core.vault.notes import NoteKind
who, now = Actor(ActorKind.SYSTEM, "operator"), datetime.now(UTC)
for duty in ("privacy", "membership"):
    invite(f"{duty}@example.org", duty, duties=[duty], known={duty}, actor=who, now=now)
request = Request(CaseKind.QUESTION, CaseChannel.PHONE, "en", ReplyBy.PHONE, words={NoteKind.SAID: "Secret words"})
open_case(request, actor=who, now=now)
"""


@pytest.fixture
def populated(own_program: Program, people) -> Program:
    people(own_program)
    return own_program


def test_a_day_to_come_can_be_looked_at_and_nothing_is_erased_before_its_time(populated: Program):
    look = ("retention", "run", "--as-of", "2046-11-24", "--dry-run", "--json")
    told = json.loads(populated.azukari(*look).stdout)
    assert told["dry_run"] is True
    assert {going["purpose"] for going in told["going"]} >= {"confirmation", "questionnaire"}
    assert all(going["clause"] for going in told["going"])
    early = populated.azukari("retention", "run", "--as-of", "2046-11-24", check=False)
    assert early.returncode == 2
    assert "add --dry-run" in early.stderr
    swept = json.loads(populated.azukari("retention", "run", "--json").stdout)["swept"]
    assert not [one for one in swept if one["error"]]


def test_requests_by_number_without_their_words(populated: Program):
    populated.python(_ASKED)
    (listed,) = json.loads(populated.azukari("rights", "list", "--json").stdout)
    assert (listed["kind"], listed["standing"]) == ("question", "calm")
    shown = populated.azukari("rights", "show", listed["number"], "--json").stdout
    assert [step["event"] for step in json.loads(shown)["steps"]] == ["received"]
    assert "Secret" not in shown
    guessed = populated.azukari("rights", "show", "R-20261124-00000000", check=False)
    assert (guessed.returncode, "no request with that number" in guessed.stderr) == (1, True)
