"""`bin/messages read`: each text stands on a surface, in both languages, and what the public reads is easy to read."""

import pytest

from azukari.site import messages, reading

LONGEST, HIGHEST = 40, 8.0
"""Characters of a Japanese sentence in the median, and the grade of the English; docs/style/words.md."""


def test_each_text_is_on_a_surface() -> None:
    places = {place for use in messages.used().values() for place in use.places}
    assert {reading.surface_of(place) for place in places} == reading.SURFACES.keys()
    shown = {text.en for surface in reading.SURFACES for text in reading.texts_of(surface)}
    assert {key[1] for key in messages.used()} == shown


@pytest.mark.parametrize(
    ("place", "surface"),
    [
        ("core/forms/templates/forms/form.html:3", "public"),
        ("core/forms/receipt_letter.py:12", "mail"),
        ("shells/self_service/templates/own/end.html:7", "own"),
        ("features/records/templates/console/people.html:1", "daily"),
        ("features/policy/guide.py:4", "yearly"),
        ("features/members/desk/payments.py:4", "daily"),
        ("site/api_page.py:4", "api"),
    ],
)
def test_where_a_text_is_met(place: str, surface: str) -> None:
    assert reading.surface_of(place) == surface


@pytest.mark.parametrize("surface", ["public", "mail", "own"])
def test_what_people_read_is_easy(surface: str) -> None:
    its = reading.readability(reading.texts_of(surface))
    assert its.length <= LONGEST
    assert its.grade <= HIGHEST


def test_figures_tell_long_words_and_long_sentences_from_short_ones() -> None:
    easy = reading.readability([reading.Text("", "We send you an email today.", "今日、メールを送ります。")])
    hard = reading.readability(
        [reading.Text("", "Notification dissemination necessitates prior organisational authorisation.",
                      "当該通知の送付に際しては、あらかじめ組織としての承認手続と所要の文書化を完了していることが前提となります。")]
    )  # fmt: skip
    assert easy.grade < 4 < 12 < hard.grade
    assert easy.length < 15 < LONGEST < hard.length
    assert easy.kanji < hard.kanji


def test_a_surface_is_printed_page_by_page_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert reading.main(["own"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "== shells/self_service/templates/own/end.html" in lines
    at = next(at for at, line in enumerate(lines) if line.endswith("  It has ended. Everything else stays unchanged."))
    assert lines[at + 1].strip()
    assert reading.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(reading.SURFACES)
    assert reading.main(["attic"]) == 2
