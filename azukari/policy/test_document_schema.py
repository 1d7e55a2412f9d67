"""An editor that checks a policy by its schema refuses what the program refuses, and takes what the program takes."""

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta

from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, document, load, parse, schema
from azukari.policy.terms import Period

STARTING = document(load(STARTER))
KOTORI = "recipients.kotori-mail"
BOTH = {"ja": "文", "en": "words"}
type Draft = dict[str, Any]


def _edited(path: str, value: object) -> Draft:
    """The starter with one value put at its place; of a list, an item by its ``id`` or ``slug``."""
    draft = deepcopy(STARTING)
    here: Any = draft
    *above, last = path.split(".")
    for part in above:
        here = next(i for i in here if part in (i.get("id"), i.get("slug"))) if isinstance(here, list) else here[part]
    here[last] = value
    return draft


def _is_read(draft: Draft) -> bool:
    try:
        parse(json.dumps(draft))
    except PolicyError:
        return False
    return True


@pytest.fixture(scope="module")
def told() -> Draft:
    """The schema, made for these tests."""
    return schema.__wrapped__()


@pytest.fixture(scope="module")
def within(told: Draft) -> Draft202012Validator:
    return Draft202012Validator(told, validate_formats=True)


def test_it_is_a_schema_and_the_starter_keeps_to_it(told: Draft, within: Draft202012Validator) -> None:
    meta.validate(told)
    assert "2020-12" in told["$schema"]
    assert [*within.iter_errors(STARTING)] == []


@pytest.mark.parametrize("key", [*STARTING])
def test_what_must_not_be_left_out_is_the_same_for_both(within: Draft202012Validator, key: str) -> None:
    without = {name: value for name, value in STARTING.items() if name != key}
    assert within.is_valid(without) is _is_read(without)


@pytest.mark.parametrize(
    ("path", "good", "wrong"),
    [
        ("languages", ["ja", "en"], ["ja", "fr"]),
        ("lead", {"ja": "文", "en": "words"}, {"ja": ["文"]}),
        ("lead", {}, "words"),
        ("supplements", {"cookies": BOTH}, {"Cookies and more": BOTH}),
        ("supplements", {}, []),
        ("organisation.timezone", "Europe/Berlin", 9),
        ("organisation.email", "a@b.org", "office"),
        ("organisation.website", "http://b.org", "b.org"),
        ("categories", {**STARTING["categories"], "fax": BOTH}, {"birthdate": BOTH}),
        ("purposes.magazine.ground", "law", "interest"),
        ("purposes.magazine.needs", ["email", "name"], ["email", "birthdate"]),
        ("purposes.magazine.retention.period", "1年6か月", "half a year"),
        ("purposes.magazine.exceptional", True, "yes"),
        ("purposes.magazine.edition", 0, -1),
        ("purposes.magazine.title", BOTH, 5),
        ("forms.membership.kind", "volunteers", "raffle"),
        ("forms.membership.opens", "2026-11-24", "tomorrow"),
        ("forms.membership.consents", [], ["The Magazine"]),
        ("forms.membership.fields.name.id", "full_name", "Full Name"),
        ("forms.membership.fields.name.section", "you-and-us", "You and us"),
        ("forms.membership.fields.name.type", "kana", "date"),
        ("forms.membership.fields.name.show_if", {"field": "member_class", "values": ["a B"]}, {"field": "a-b"}),
        ("forms.membership.fields.name.show_if", {"field": "x", "values": []}, {"field": "x", "values": [""]}),
        ("forms.membership.fields.name.nonsense", None, "words"),
        ("forms.volunteers.sections.you.slug", "who-you-are", "Who you are"),
        ("confidentiality.secrecy.slug", "silence", "Keep silent"),
        (f"{KOTORI}.country", "DE", "Germany"),
        (f"{KOTORI}.contract.reference", "any words", ""),
        ("requests.hours.opens", "9:00", "9"),
        ("requests.hours.weekdays", ["mon", "sun"], ["monday"]),
        ("requests.hours.holidays", "FR", "France"),
        ("requests.hours.year_end", ["12-24", "01-06"], ["12-24", "1-6"]),
        ("requests.hours.year_end", ["12-24", "12-24"], ["12-24"]),
        ("requests.hours.year_end", None, ["W52-1", "01-06"]),
        ("requests.hours.year_end", ["02-29", "01-06"], ["12-24", "12-25", "12-26"]),
        ("statistics.sites", ["https://b.example.org:8080"], ["b.example.org"]),
        ("training.remind_days", [30, 7], [30, 7, 1]),
        ("unconfirmed_days", 0, -1),
        ("draft_days", 9, True),
        ("minors", {"age": 16, "text": BOTH}, {"age": 16}),
    ],
)
def test_what_one_of_them_takes_the_other_takes(
    within: Draft202012Validator, path: str, good: object, wrong: object
) -> None:
    if good is not None:
        assert (within.is_valid(_edited(path, good)), _is_read(_edited(path, good))) == (True, True)
    if wrong is not None:
        assert (within.is_valid(_edited(path, wrong)), _is_read(_edited(path, wrong))) == (False, False)


UNSAID: dict[str, object] = {
    "statistics.fold_below": 5,
    "statistics.public": False,
    "questionnaires.least": 5,
    "questionnaires.batch": 10,
    "questionnaires.crossings": 2,
    "supervision.records_kept": Period(years=3),
    "supervision.remind_days": (30, 7),
    "training.pass_percent": 80,
    "training.attempts": 5,
    "training.grace_days": 14,
    "training.remind_days": (30, 7),
    "requests.cases_kept": Period(years=3),
}
"""What holds where a policy does not say it."""


@pytest.mark.parametrize("path", UNSAID)
def test_what_a_policy_does_not_say_is_as_it_is_usual(path: str) -> None:
    part, _dot, key = path.partition(".")
    draft = deepcopy(STARTING)
    draft[part].pop(key, None)
    assert getattr(getattr(parse(json.dumps(draft)), part), key) == UNSAID[path]


def test_an_editor_shows_what_each_part_is(told: Draft) -> None:
    parts = told["$defs"]
    assert parts["Field"]["description"].startswith("One question of a form.")
    assert "\n" not in parts["Duty"]["description"], "The first line is enough."
