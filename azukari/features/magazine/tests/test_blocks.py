"""Writing an issue: a button as a block, what an editor types shown at once and kept nowhere, and colours that are read
(P08)."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from azukari.core.appearance.palette import ACCENT, ACCENT_DARK, Shade, shade
from azukari.core.appearance.theme import Appearance
from azukari.features.magazine import checking
from azukari.features.magazine.markdown import for_mail, for_page, links, plain
from azukari.features.magazine.models import IssueText
from azukari.features.magazine.tests.issues import BODIES, SUBJECTS, draft
from tests.console import desks
from tests.links.stored import database

BUTTON = "[[Join us]](https://river.example/join)"
HARD = "hard to read"


def _mail(text: str) -> str:
    return for_mail(text, accent="#112233", on_accent="#FFEEDD", base_url="")


def test_a_link_in_brackets_on_a_line_of_its_own_is_a_button():
    html = _mail(BUTTON)
    assert "background:#112233" in html
    assert "color:#FFEEDD" in html
    assert ">Join us</a>" in html
    assert 'class="button"' in for_page(BUTTON)
    assert plain(BUTTON) == "Join us <https://river.example/join>\n"
    assert [(link.href, link.words) for link in links(BUTTON)] == [("https://river.example/join", "Join us")]


@pytest.mark.parametrize("text", [f"Please: {BUTTON}", "[Join us](https://river.example/join)"])
def test_any_other_link_is_a_link(text):
    assert "background" not in _mail(text)
    assert "button" not in for_page(text)


@pytest.mark.django_db(transaction=True)
class TestShownWhileItIsWritten:
    @pytest.fixture
    def at(self, of, moment) -> str:
        issue = draft(of, moment)
        return reverse("console-magazine-preview", args=["magazine", issue.id, "en"])

    def test_what_is_typed_is_shown_and_not_kept(self, at):
        editor = desks.browser(desks.staff("magazine"))
        editor.get(at)
        before = database()
        typed = {"subject_en": "Typed", "body_en": "Just **typed**, {{ name }}", "layout": "journal"}
        page = editor.post(at, typed).content.decode()
        assert "<strong>typed</strong>, reader" in page
        assert "Typed</h1>" in page, "the layout that is chosen now, with its large title"
        assert "ayu" not in page
        assert database() == before
        assert {*IssueText.objects.values_list("subject", flat=True)} == {*SUBJECTS.values()}
        assert "ayu" in editor.get(at).content.decode()
        assert "There is no text yet" in editor.post(at, {"body_en": "no subject"}).content.decode()

    def test_nobody_else_can_have_it_shown(self, at):
        user = desks.staff("magazine")
        forged = desks.browser(user)
        forged.handler.enforce_csrf_checks = True
        assert forged.post(at, {"subject_en": "x", "body_en": BODIES["en"]}).status_code == 403
        assert Client().post(at, {}).status_code == 302
        assert desks.browser(desks.staff("membership")).post(at, {}).status_code in (403, 404)


# --- Colours ---------------------------------------------------------------------------------------------------------


def _found(monkeypatch, theme) -> bool:
    monkeypatch.setattr(checking, "current_theme", lambda: theme)
    with translation.override("en"):
        return any(HARD in found.sentence for found in checking._of_colours())


def test_colours_that_can_be_read_are_not_spoken_of(monkeypatch):
    assert not _found(monkeypatch, Appearance())


@pytest.mark.parametrize("theme", [Appearance(accent="#8A8A8A"), Appearance(accent_dark="#3A3A3A")])
def test_an_accent_that_is_hard_to_read_as_a_link_is_told(monkeypatch, theme):
    assert _found(monkeypatch, theme)


@pytest.mark.parametrize("by_night", [False, True])
@pytest.mark.parametrize(
    ("ratio", "on_accent", "hard"), [(7.0, "#FFFFFF", False), (7.0, "#6A7A9A", True), (4.4, "#FFFFFF", True)]
)
def test_words_on_a_button_and_on_the_band_are_looked_at_as_well(monkeypatch, by_night, ratio, on_accent, hard):
    good, other = shade(ACCENT, dark=False), Shade("#274A78", on_accent, "#EEEEEE", ratio)
    theme = SimpleNamespace(light=good, dark=other) if by_night else SimpleNamespace(light=other, dark=good)
    assert _found(monkeypatch, theme) is hard
    assert shade(ACCENT_DARK, dark=True).ratio > 4.5
