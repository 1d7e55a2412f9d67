"""Every sentence that tells of an event, word for word, to the person and to staff: none changes unseen."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from azukari.desk.staff_timeline import in_words
from azukari.ledger.catalogue import find
from azukari.ledger.reading import Recorded
from azukari.own.subject_timeline import story
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Policy

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
