"""Numbers of a policy: good between their bounds and on them, and nowhere else; and which texts a document has."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from azukari.policy.parse import STARTER, load
from azukari.policy.rules import bounds, texts
from azukari.policy.terms import Minors, Period, Policy

POLICY = load(STARTER)
type Put = Callable[[int], Policy]


def _training(name: str) -> Put:
    return lambda n: replace(POLICY, training=replace(POLICY.training, **{name: n}))  # type: ignore[arg-type]


def _questionnaires(name: str) -> Put:
    return lambda n: replace(POLICY, questionnaires=replace(POLICY.questionnaires, **{name: n}))


def _valid(days: int) -> Policy:
    return replace(POLICY, training=replace(POLICY.training, valid=Period(days=days)))


@pytest.mark.parametrize(
    ("put", "low", "high"),
    [
        (_training("attempts"), 1, 20),
        (_training("pass_percent"), 50, 100),
        (_training("grace_days"), 0, 60),
        (_valid, 30, 731),
        (lambda n: replace(POLICY, minors=Minors(n, {})), 1, 20),
        (_questionnaires("least"), 3, POLICY.questionnaires.batch),
        (_questionnaires("batch"), POLICY.questionnaires.least, 200),
        (_questionnaires("crossings"), 0, 2),
    ],
    ids=["attempts", "per cent", "grace", "valid", "age", "least", "batch", "crossings"],
)
def test_a_number_is_good_on_its_bounds_and_not_beyond(put: Put, low: int, high: int) -> None:
    tried = {low - 1, low, low + 1, high - 1, high, high + 1}
    assert {n for n in tried if not [*bounds.numbers(put(n))]} == {n for n in tried if low <= n <= high}


def test_a_least_count_goes_no_further_than_fifty() -> None:
    wide = replace(POLICY.questionnaires, batch=200)
    good = [n for n in (49, 50, 51) if not [*bounds.numbers(replace(POLICY, questionnaires=replace(wide, least=n)))]]
    assert good == [49, 50]


@pytest.mark.parametrize(
    ("days", "good"),
    [
        ((2, 1), True),
        ((180, 1), True),
        ((181, 1), False),
        ((1, 1), False),
        ((30, 30), False),
        ((30, 0), False),
        ((7, 30), False),
    ],
)
def test_two_reminders_the_earlier_one_first(days: tuple[int, int], good: bool) -> None:
    staff = replace(POLICY, training=replace(POLICY.training, remind_days=days))
    outside = replace(POLICY, supervision=replace(POLICY.supervision, remind_days=days))
    assert (not [*bounds.reminders(staff)], not [*bounds.reminders(outside)]) == (good, good)


@pytest.mark.parametrize(
    ("offered", "missing"), [(("ja",), "en"), (("en",), "ja"), (("en", "ja"), ""), (("de",), "ja, en")]
)
def test_the_policy_stands_in_both_languages(offered: tuple[str, ...], missing: str) -> None:
    told = [found.remedy["en"] for found in texts.languages(replace(POLICY, languages=offered))]
    assert told == ([f"Add {missing}."] if missing else [])


def test_every_text_has_its_clause_and_an_empty_section_is_none() -> None:
    found = dict(texts.texts(POLICY))
    assert {"lead", "purposes.magazine.title", "categories.name", "forms.membership.fields.name.label"} <= set(found)
    assert "confidentiality.purpose-only.text" in found, "By its own name, and by no number."
    assert all(isinstance(words, str) for text in found.values() for words in text.values())
    for section in ("categories", "purposes", "forms", "duties", "recipients", "supplements"):
        without: Policy = replace(POLICY, **{section: {}})  # type: ignore[arg-type]
        assert section not in dict(texts.texts(without))
