"""Saved and gone on with elsewhere: without an account, by a link that is shown once, and opened by nobody else."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.vault.models import Draft
from azukari.features.questionnaires.models import MixedAnswers, PooledAnswers
from azukari.features.questionnaires.tests.guests import LATER, Guest, draw, invited, link_of
from azukari.features.questionnaires.tests.visitor import Visitor, opened, panel_policy
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


class Resumed(Visitor):
    """Another browser, at the page behind a link."""

    def __init__(self, path: str, questionnaire: str = "riverside", lang: str = "en") -> None:
        super().__init__(path)
        self.path = f"/{lang}/questionnaires/{questionnaire}"


def _saved(visitor: Visitor, **answers: str) -> str:
    """The path of the link to what was typed."""
    visitor.press("save", **answers)
    assert visitor.response.status_code == 303
    return str(visitor.response.headers["Location"]).removesuffix("/link")


def _end(visitor: Visitor) -> None:
    visitor.press(visits="never")
    visitor.press("next")
    visitor.press("send")


def test_left_in_one_browser_and_ended_in_another_in_the_other_language(charter):
    opened()
    visitor = Visitor()
    visitor.press(visits="never", age="41")
    link = _saved(visitor, nps="9", more="Very private words")
    shown = Client().get(f"{link}/link").content.decode()
    assert link in shown
    raw = bytes(Draft.objects.get().sealed)
    assert b"private" not in raw
    other = Resumed(link.replace("/en/", "/ja/"), lang="ja")
    assert "Very private words" in other.html
    other.press("next")
    other.press("send")
    assert other.response.status_code == 303
    assert PooledAnswers.objects.get().answers == {"visits": "never", "age": 41, "nps": 9, "more": "Very private words"}
    assert not Draft.objects.exists()
    assert Client().get(link).status_code == 404


def test_saving_again_keeps_the_link_and_throwing_it_away_ends_it(charter):
    opened()
    visitor = Visitor()
    link = _saved(visitor, visits="weekly")
    again = Resumed(link)
    assert _saved(again, visits="weekly", age="9") == link
    assert re.search(r'name="age"[^>]*value="9"', Resumed(link).html)
    assert Client().get(link).status_code == 200  # a scanner of links changes nothing
    assert "no longer works" in Client().post(f"{link}/throw-away").content.decode()
    assert (Client().get(link).status_code, Draft.objects.count()) == (404, 0)


def test_whoever_was_invited_goes_on_with_their_ticket(amelia, monkeypatch):
    invited()
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    guest = Guest(draw(link_of(amelia.submission.person_id)))
    link = _saved(guest, visits="never")
    other = Resumed(link)
    _end(other)
    assert other.response.status_code == 303, other.text
    assert PooledAnswers.objects.count() + MixedAnswers.objects.count() == 1


def test_linked_answers_are_gone_on_with_under_the_notice_that_rules_then(charter):
    panel_policy()
    opened(linked=True)
    link = _saved(Visitor(), visits="never", age="41")
    other = Resumed(link)
    assert {"notice", "stamp"} <= set(other.inputs)
    other.press()
    assert "41" in other.press("back").html


@pytest.mark.parametrize("link", ["x", "A" * 43, "%00"])
def test_a_link_of_nobody_opens_nothing(charter, link):
    opened()
    for end in ("", "/link"):
        assert Client().get(f"/en/questionnaires/saved/{link}{end}").status_code == 404
