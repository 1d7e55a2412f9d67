"""The catalogue has each promise in both languages, each is watched by a control, and the page says what is known."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from azukari.features.audits.marks import DOUBTS
from azukari.features.audits.models import Observation
from azukari.features.audits.observe import keep, known, standing, watched
from azukari.features.audits.promises import groups, promises
from azukari.features.rules.laws import packs
from azukari.lib.control import ControlResult, ControlState, controls
from azukari.lib.watched_day import worst

pytestmark = pytest.mark.usefixtures("charter")


def _outcomes(**said: tuple[str, ...]) -> list[ControlResult]:
    """Every control kept, but those that say something."""
    return [ControlResult(control, said.get(control.name, ())) for control in controls() if control.name != "controls"]


def test_each_of_the_47_is_said_in_both_languages_in_words_of_its_own():
    assert sorted(promises()) == list(range(1, 48))
    texts = [text[lang] for each in promises().values() for text in (each.says, each.how) for lang in ("ja", "en")]
    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert sum(len(group.promises) for group in groups()) == 47


def test_each_promise_is_watched_by_a_control():
    assert [number for number, watching in watched().items() if not watching] == []


LAW = {name for row in packs()["appi"].rows for name in row.controls}


@pytest.mark.parametrize("control", [each.name for each in controls() if each.promises and not each.derived])
def test_one_break_breaks_its_promises_and_no_others_but_that_of_the_law_that_rests_on_it(control):
    now = timezone.now()
    keep([ControlResult(c, ("It is broken. Mend it.",) if c.name == control else ()) for c in controls()], now)
    mine = next(each for each in controls() if each.name == control)
    states = standing(known().values(), now)
    broken = {n for n, (state, _since) in states.items() if state is ControlState.BROKEN}
    assert broken - {32} == set(mine.promises) - {32}
    assert (32 in broken) == (32 in mine.promises or control in LAW)


def test_unknown_is_never_kept():
    assert worst([]) is ControlState.UNKNOWN
    assert worst([ControlState.KEPT, ControlState.UNKNOWN]) is ControlState.UNKNOWN
    assert worst([ControlState.UNKNOWN, ControlState.BROKEN]) is ControlState.BROKEN


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_says_what_is_known_now_and_when_it_is_too_old(lang):
    now = timezone.now()
    keep(_outcomes(mail=("The mail server refuses. Look at it.",)), now)
    told = json.loads(Client().get(f"/{lang}/promises.json").content)
    states = {each["promise"]: each["state"] for each in told["promises"]}
    assert states["P08"] == "broken"
    assert states["P27"] == "kept"
    page = Client().get(f"/{lang}/promises").content.decode()
    assert page.count('class="vow"') == 47
    assert "The mail server refuses" not in page, "What is wrong in detail helps whoever wants to break in."
    Observation.objects.update(at=now - timedelta(days=400))
    later = json.loads(Client().get(f"/{lang}/promises.json").content)
    assert {each["state"] for each in later["promises"]} == {"unknown"}
    words = {"ja": "最後に見たときは、守られていませんでした", "en": "It was broken when it was last observed"}[lang]
    assert words in Client().get(f"/{lang}/promises").content.decode(), "Who looks no more has not mended it."


def test_with_nothing_known_nothing_is_kept():
    told = json.loads(Client().get("/en/promises.json").content)
    assert {each["state"] for each in told["promises"]} == {"unknown"}
    badge = Client().get("/en/promises.svg")
    assert badge.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "0 of 47 kept" in badge.content.decode()


@pytest.mark.parametrize(
    ("lang", "reasons"),
    [
        (
            "en",
            (
                "it has not been checked",
                "nothing to check yet",
                "could not run",
                "too old",
                "no independent person",
                "depends on something unknown",
            ),
        ),
        (
            "ja",
            (
                "まだ誰も見ていない",
                "まだ確かめる材料がない",
                "動かなかった",
                "時間が経ちすぎた",
                "仕事をしている人しか",
                "もとになる点検",
            ),
        ),
    ],
)
def test_what_unknown_means_covers_each_reason_that_the_rows_give(lang, reasons):
    said = Client().get(f"/{lang}/promises").content.decode()
    assert len(DOUBTS) == 8, "Another reason: say it in the sentence too."
    assert [reason for reason in reasons if reason not in said] == []


def test_neither_page_nor_badge_sets_a_cookie():
    for path in ("/ja/promises", "/ja/promises.json", "/ja/promises.svg", "/ja/improvements"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert not answer.cookies


def test_the_files_of_tests_that_the_page_names_are_there():
    folder = Path(__file__).parents[4] / "tests" / "promises"
    named = {name: number for number, each in promises().items() for name in each.tests}
    assert [name for name in named if not (folder / f"{name}.py").exists()] == []
    assert [name for name, number in named.items() if not name.startswith(f"test_p{number:02d}_")] == []
