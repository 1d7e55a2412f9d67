"""Every sentence that tells of an event, word for word, to the person and to staff: none changes unseen."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from azukari.core.ledger.catalogue import Kind, find
from azukari.core.ledger.reading import Recorded
from azukari.core.vault.events import VALUE_CORRECTED, VALUE_REFUSED, VALUE_RELEASED
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Policy
from azukari.shells.self_service.fold import fold
from azukari.shells.self_service.subject_timeline import story
from azukari.shells.staff.staff_timeline import in_words

SAMPLES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@cache
def policy() -> Policy:
    return load(STARTER)


def _recorded(sample: dict[str, Any]) -> list[Recorded]:
    return [
        Recorded(UUID(int=9 - number), NOW - timedelta(minutes=number), find(entry["kind"]), entry["payload"], None)
        for number, entry in enumerate(sample["entries"])
    ]


def to_the_person(entries: list[Recorded], lang: str) -> list[list[str]]:
    with translation.override(lang):
        items = story(entries, policy=policy(), lang=lang)
        return [[item.kind, item.icon, item.title, item.detail] for item in items]


def to_staff(entries: list[Recorded], lang: str) -> list[list[str]]:
    with translation.override(lang):
        items = in_words(entries, policy=policy(), purposes=frozenset(policy().purposes))
        return [[item.kind, item.icon, item.title, item.detail] for item in items]


@pytest.mark.django_db
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["entries"][0]["kind"])
def test_the_sentence_is_as_it_was(sample: dict[str, Any]):
    entries = _recorded(sample)
    for lang in ("en", "ja"):
        assert to_the_person(entries, lang) == sample["person"][lang]
        assert to_staff(entries, lang) == sample["staff"][lang]


_LIST: dict[str, Any] = {"actor": "staff:1", "purpose": "membership", "reason": "service", "method": "list"}


def _steps(*entries: tuple[Kind, dict[str, Any], timedelta]) -> list[int]:
    """How many entries each step of the person's trail stands for."""
    told = [Recorded(UUID(int=1), NOW - before, kind, payload, None) for kind, payload, before in entries]
    return [step.times for step in fold(told)]


def test_page_after_page_of_one_list_is_one_step_of_a_week():
    shown = [(VALUE_RELEASED, _LIST, timedelta(days=day)) for day in (0, 3, 6.99, 7, 8)]
    assert _steps(*shown) == [3, 2]
    day = {**_LIST, "method": "work"}
    assert _steps(*((VALUE_RELEASED, day, timedelta(hours=hours)) for hours in (0, 23.99, 24))) == [2, 1]
    refused = [(VALUE_REFUSED, {**_LIST, "code": code}, timedelta(days=1)) for code in ("a", "a", "b")]
    assert _steps(*refused) == [2, 1]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (VALUE_RELEASED, {**_LIST, "actor": "staff:2"}),
        (VALUE_RELEASED, {**_LIST, "purpose": "magazine"}),
        (VALUE_RELEASED, {**_LIST, "reason": "check"}),
        (VALUE_RELEASED, {**_LIST, "method": "search"}),
        (VALUE_RELEASED, {**_LIST, "categories": ["phone"]}),
        (VALUE_RELEASED, {**_LIST, "submission": "another"}),
        (VALUE_REFUSED, _LIST),
    ],
)
def test_another_work_is_a_step_of_its_own(kind: Kind, payload: dict[str, Any]):
    other = (kind, payload, timedelta(hours=1))
    assert _steps((VALUE_RELEASED, _LIST, timedelta()), other, (VALUE_RELEASED, _LIST, timedelta(hours=2))) == [2, 1]


def test_nothing_else_is_told_together():
    alone = {name: value for name, value in _LIST.items() if name != "method"}
    for kind, payload in ((VALUE_RELEASED, alone), (VALUE_REFUSED, alone), (VALUE_CORRECTED, _LIST)):
        assert _steps((kind, payload, timedelta()), (kind, payload, timedelta(minutes=1))) == [1, 1]
