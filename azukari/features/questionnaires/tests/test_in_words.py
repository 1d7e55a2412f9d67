"""Conditions as sentences, in both languages, with the words of the questions and options."""

import pytest

from azukari.features.questionnaires.document import read, write
from azukari.features.questionnaires.logic.in_words import condition_in_words

_SAID = [
    ('visits != "never"', "「川辺へ」が「行かない」ではない", "“Visits” is not “Never”"),
    ('"fishing" in uses', "「すること」で「釣り」を選んだ", "“Uses” includes “Fishing”"),
    (
        'visits in ["weekly", "never"]',
        "「川辺へ」が「毎週」、「行かない」のどれか",
        "“Visits” is one of “Weekly”, “Never”",
    ),
    (
        "age >= 18 && has(visits)",
        "「年齢」が18以上、かつ「川辺へ」に回答がある",
        "“Age” is 18 or more, and “Visits” is answered",
    ),
    ("!has(visits)", "「川辺へ」に回答がない", "“Visits” is not answered"),
    ("visits == null", "「川辺へ」に回答がない", "“Visits” is not answered"),
    ("size(uses) > 1", "「すること」で選んだ数が1より大きい", "the number of answers to “Uses” is more than 1"),
    (
        'age < 10 || age > 90 && visits == "weekly"',
        "「年齢」が10より小さい、または(「年齢」が90より大きい、かつ「川辺へ」が「毎週」)",
        "“Age” is less than 10, or (“Age” is more than 90, and “Visits” is “Weekly”)",
    ),
    (
        '!(content.light == "good")',
        "「「満足：明かり」が「よい」」ではない",
        "it is not so that “Content: Light” is “Good”",
    ),
    ("no condition", "no condition", "no condition"),
]


def _text(ja: str, en: str) -> dict[str, str]:
    return {"ja": ja, "en": en}


def _option(value: str, ja: str, en: str) -> dict[str, object]:
    return {"value": value, "label": _text(ja, en)}


_WEEKLY, _NEVER = _option("weekly", "毎週", "Weekly"), _option("never", "行かない", "Never")
_QUESTIONNAIRE = read(
    {
        "slug": "river",
        "title": _text("川", "River"),
        "linked": False,
        "pages": [
            {
                "slug": "one",
                "questions": [
                    {"id": "visits", "type": "single", "label": _text("川辺へ", "Visits"),
                     "options": [_WEEKLY, _NEVER]},
                    {"id": "uses", "type": "multiple", "label": _text("すること", "Uses"),
                     "options": [_option("fishing", "釣り", "Fishing"), _option("walk", "散歩", "A walk")]},
                    {"id": "age", "type": "number", "label": _text("年齢", "Age")},
                    {"id": "content", "type": "matrix", "label": _text("満足", "Content"),
                     "rows": [_option("light", "明かり", "Light")], "options": [_option("good", "よい", "Good")]},
                ],
            }
        ],
    }
)  # fmt: skip


@pytest.mark.parametrize(("source", "ja", "en"), _SAID)
def test_a_condition_is_said_in_the_words_of_its_questions(source: str, ja: str, en: str) -> None:
    assert condition_in_words(source, _QUESTIONNAIRE, "ja") == ja
    assert condition_in_words(source, _QUESTIONNAIRE, "en") == en


def test_a_row_follows_a_question_that_ends_with_a_stop_as_it_does_on_pages():
    document = write(_QUESTIONNAIRE)
    for question in document["pages"][0]["questions"]:
        question["label"]["en"] += "?"
    assert condition_in_words('content.light == "good"', read(document), "en") == "“Content? – Light” is “Good”"
