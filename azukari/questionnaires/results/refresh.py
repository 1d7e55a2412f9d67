"""Counts of unlinked answers, taken anew in batches of at least k: so no two of them differ by the answers of a few."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from azukari.charter.current import ruling_policy
from azukari.questionnaires.learning.asked import cells_of
from azukari.questionnaires.models import MixedAnswers, Version
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.results.models import Counted
from azukari.questionnaires.terms import terms_of

_AT_ONCE = 2000


def refresh_all(now: datetime) -> int:
    """Count what has grown enough; returns how many versions were counted."""
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    versions = Version.objects.filter(linked=False, poll__answered=True).select_related("counted", "poll")
    return sum(_refresh(version, today) for version in versions)


def _refresh(version: Version, today: object) -> bool:
    known = Counted.objects.filter(version=version).values_list("size", flat=True).first() or 0
    if answers_of(version).count() < known + terms_of(version.poll).least:
        return False
    with transaction.atomic(durable=True):
        counts = Counter(cell for answers in without_texts(version) for cell in cells_of(answers))
        cells = [[question, value, number] for (question, value), number in sorted(counts.items())]
        held = {"size": counts["", ""], "cells": cells, "day": today}
        Counted.objects.update_or_create(version=version, defaults=held)
    return True


def answers_of(version: Version) -> Any:
    """The answers that may be counted, as a query, in the order of their random ids."""
    return MixedAnswers.objects.filter(version=version, is_test=False).order_by("id")


def without_texts(version: Version) -> Iterator[Mapping[str, Any]]:
    """What was answered but for free text, one a person."""
    texts = questionnaire_of(version).free_keys
    for answers in answers_of(version).values_list("answers", flat=True).iterator(chunk_size=_AT_ONCE):
        yield {key: value for key, value in answers.items() if key not in texts}
