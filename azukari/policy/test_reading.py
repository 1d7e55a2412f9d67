"""What an author is told of a document that cannot be read as it stands: each fault once, at its place, in order."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest

from azukari.policy.finding import Finding, PolicyError
from azukari.policy.parse import STARTER, document, load, parse, parse_with_lines, to_yaml
from azukari.policy.reading import join_lines
from azukari.policy.source import MAX_CHARACTERS

TEXT = STARTER.read_text("utf-8")
STARTING = document(load(STARTER))


def _faults(text: str) -> tuple[Finding, ...]:
    with pytest.raises(PolicyError) as caught:
        parse(text, file="draft.yaml")
    return caught.value.findings


def _told(**values: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.clause) for fault in _faults(json.dumps(deepcopy(STARTING) | values))]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("川を\n見守る", "川を見守る"),
        ("川の\nNPO", "川のNPO"),
        ("NPO\nの会", "NPOの会"),
        ("SSL\nTLS", "SSL TLS"),
        ("a\nb\nc", "a b c"),
        ("川\n\n\n\n森", "川\n\n森"),
        ("\n\n川\n", "川"),
        ("  川  \r\n  森  ", "川森"),
        ("", ""),
    ],
)
def test_lines_are_joined_with_a_space_between_latin_letters_alone(text: str, joined: str) -> None:
    assert join_lines(text, lang="ja") == joined


def test_in_english_lines_are_joined_with_a_space() -> None:
    assert join_lines("we keep\n“our” river\n会", lang="en") == "we keep “our” river 会"


def test_two_values_that_cannot_be_read_are_two_faults_and_not_one_value_that_stands_twice() -> None:
    assert _told(languages=["ja", "en", "fr", "de"]) == [
        ("shape.value", "languages.3"),
        ("shape.value", "languages.4"),
    ]


def test_two_names_that_cannot_be_read_are_two_faults_and_one_that_stands_twice_is_one() -> None:
    text = {"ja": "文", "en": "words"}
    assert _told(supplements={"Cookies!": text, "Breaches!": text}) == [
        ("shape.value", "supplements.Cookies!"),
        ("shape.value", "supplements.Breaches!"),
    ]
    twice = json.dumps(STARTING | {"supplements": "HERE"}).replace(
        '"HERE"', json.dumps({"cookies": text})[:-1] + f', "cookies": {json.dumps(text)}}}'
    )
    assert [(fault.code, fault.clause) for fault in _faults(twice)] == [("shape.twice", "supplements.cookies")]


def test_a_text_stands_once_in_each_language_and_says_something() -> None:
    whole = json.dumps(STARTING | {"lead": "LEAD"})
    twice = whole.replace('"LEAD"', '{"ja": "一", "en": "one", "ja": "二"}')
    assert [(fault.code, fault.clause) for fault in _faults(twice)] == [("shape.language", "lead.ja")]
    assert _told(lead={"ja": None, "en": "one"}) == [("shape.kind", "lead.ja")]
    assert _told(lead={"ja": ["一"], "en": "one"}) == [("shape.kind", "lead.ja")]
    assert _told(lead="words") == [("shape.kind", "lead")]


def test_a_policy_in_one_language_has_no_text_in_another() -> None:
    japanese = json.loads(re.sub(r', "en": "(?:[^"\\]|\\.)*"', "", json.dumps(STARTING | {"languages": ["ja"]})))
    assert parse(json.dumps(japanese)).languages == ("ja",)
    faults = _faults(json.dumps(japanese | {"lead": {"ja": "文", "en": "words"}}))
    assert [(fault.code, fault.clause) for fault in faults] == [("shape.language", "lead.en")]
    assert faults[0].remedy["en"] == "Write ja only, each once."


def test_nothing_where_something_has_to_stand_is_told_as_nothing_and_else_it_is_left_out() -> None:
    assert _told(unconfirmed_days=None) == [("shape.kind", "unconfirmed_days")]
    policy = parse(json.dumps(STARTING | {"minors": None, "draft_days": None, "supplements": None}))
    assert (policy.minors, policy.draft_days, policy.supplements) == (None, 0, {})
    without = {key: value for key, value in STARTING.items() if key != "supplements"}
    assert parse(json.dumps(without)).supplements == {}


def test_what_stands_there_is_said_in_the_sentence() -> None:
    said = {
        kind: _faults(json.dumps(STARTING | {"unconfirmed_days": value}))[0].sentence["en"]
        for kind, value in {"list": [7], "mapping": {"days": 7}, "nothing": None, "yes": True}.items()
    }
    assert said == {
        "list": "Here stands a list, where a whole number, not below zero is needed.",
        "mapping": "Here stands a mapping, where a whole number, not below zero is needed.",
        "nothing": "Here stands nothing, where a whole number, not below zero is needed.",
        "yes": "Here stands “true”, where a whole number, not below zero is needed.",
    }
    assert _faults(json.dumps(STARTING | {"supplements": False}))[0].sentence["en"].startswith("Here stands “false”")


def test_faults_stand_in_the_order_of_the_lines() -> None:
    """What is missing is told at the line of what lacks it, before faults that stand further down."""
    text = TEXT.replace("    ground: contract\n", "", 1).replace("period: 1 year}", "period: a year}", 1)
    text = text.replace("  timezone: Asia/Tokyo", "  timezone: Asia/Edo").replace("days: 7\n", "days: soon\n", 1)
    lines = [fault.line for fault in _faults(text)]
    assert len(lines) == 4
    assert lines == sorted(lines, key=lambda line: line or 0)
    missing = next(fault for fault in _faults(text) if fault.code == "purpose.without-ground")
    assert missing.line == text[: text.index("\n  membership:\n")].count("\n") + 3, "The first line of what lacks it."


def test_each_item_of_a_list_knows_its_line_by_its_own_name() -> None:
    lines = parse_with_lines(TEXT).lines
    for clause, words in {
        "forms.magazine.fields.email": "- id: email",
        "confidentiality.secrecy": "- slug: secrecy",
    }.items():
        assert words in TEXT.splitlines()[lines[clause] - 1], clause


@pytest.mark.parametrize("name", [[], {}, [["a"]], {"ja": "a"}])
def test_an_item_whose_name_is_no_word_is_told_of_by_its_number(name: object) -> None:
    draft = json.loads(json.dumps(STARTING))
    draft["confidentiality"][1]["slug"] = name
    clauses = {fault.clause for fault in _faults(json.dumps(draft))}
    assert "confidentiality.2.slug" in clauses


def test_a_document_may_be_a_million_characters_long_and_no_longer() -> None:
    text = TEXT + "#" * (MAX_CHARACTERS - len(TEXT))
    assert len(text) == 1_000_000
    assert parse(text) == load(STARTER)
    [fault] = _faults(text + "#")
    assert fault.code == "source.too-long"


def test_a_policy_is_written_as_its_authors_write() -> None:
    """Two spaces for each level, texts of several paragraphs as blocks, each line of text on a line of its own."""
    written = to_yaml(load(STARTER)).splitlines()
    assert written[:3] == ["languages:", "  - ja", "  - en"]
    assert "  kotori-mail:" in written
    assert "      reference: SN-2026-03" in written
    assert "      - id: email" in written
    assert "        category: email" in written
    assert any(line.endswith(("ja: |", "ja: |-")) for line in written)
    assert not [line for line in written if "\\u" in line]
