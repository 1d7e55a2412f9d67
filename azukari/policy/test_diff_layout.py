"""What changes for people when a form is divided, asks some of them only, is capped, or asks guardians."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from azukari.policy.diff import diff, widens_existing
from azukari.policy.parse import STARTER, document, load, parse
from azukari.policy.terms import Policy

type Draft = dict[str, Any]

STARTING = document(load(STARTER))
OLD = parse(json.dumps(STARTING))
HELD = {"field": "activities", "values": ["translation", "schools"]}


def changed(change: Callable[[Draft], object]) -> Policy:
    draft = deepcopy(STARTING)
    change(draft)
    return parse(json.dumps(draft))


def field(draft: Draft, id: str, form: str = "volunteers") -> Draft:
    named: Draft = next(f for f in draft["forms"][form]["fields"] if f["id"] == id)
    return named


@pytest.mark.parametrize(
    ("clause", "effect", "change"),
    [
        ("forms.volunteers.fields.languages.show_if", "widened", lambda d: field(d, "languages").pop("show_if")),
        ("forms.volunteers.fields.languages.show_if", "widened", lambda d: field(d, "languages").update(show_if=HELD)),
        ("forms.volunteers.fields.message.show_if", "narrowed", lambda d: field(d, "message").update(show_if=HELD)),
        ("forms.volunteers.sections", "neutral", lambda d: d["forms"]["volunteers"]["sections"][1].update(page=False)),
        ("forms.volunteers.fields.message.section", "neutral", lambda d: field(d, "message").update(section="you")),
        ("forms.volunteers.cap", "neutral", lambda d: d["forms"]["volunteers"].update(cap=30)),
        ("minors.age", "narrowed", lambda d: d["minors"].update(age=18)),
        ("minors.age", "widened", lambda d: d["minors"].update(age=13)),
        ("forms.volunteers.minors", "narrowed", lambda d: d["forms"]["volunteers"].update(minors=True)),
        ("forms.plastic-free-river.minors", "widened", lambda d: d["forms"]["plastic-free-river"].update(minors=False)),
    ],
)
def test_it_is_told_in_a_sentence_of_its_own(clause: str, effect: str, change: Callable[[Draft], object]) -> None:
    found = diff(OLD, changed(change))
    assert {(each.clause, each.kind) for each in found} == {(clause, effect)}
    assert not widens_existing(found)  # none of it touches what people have left already
    for each in found:
        assert each.sentence["ja"].endswith("。")
        assert each.sentence["en"].endswith(".")


def _rich(draft: Draft) -> None:
    """All that a policy may say besides is said."""
    draft["purposes"]["magazine"].update(exceptional=True, second_person=True, edition=2, oldest_edition=2)
    draft["duties"]["magazine"].update(passkey=True, sealed=["campaign"])
    draft["forms"]["volunteers"].update(minors=True, cap=30)
    draft["statistics"].update(public=True, sites=["https://b.example.org"])
    draft["requests"].update(complaints={"ja": "文", "en": "words"})
    field(draft, "message").update(show_if=HELD, section="you")


def test_what_stays_as_it_is_is_not_told() -> None:
    def other_words(draft: Draft) -> None:
        _rich(draft)
        draft["security"] = {"ja": "文", "en": "words"}

    assert [each.clause for each in diff(changed(_rich), changed(other_words))] == ["security"]
    there, back = diff(OLD, changed(_rich)), diff(changed(_rich), OLD)
    assert len({each.clause for each in there}) == len(there)
    assert {each.clause for each in there} == {each.clause for each in back}
