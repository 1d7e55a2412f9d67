"""Counts of answers as staff see them, taken anew in batches of at least k, so that no two differ by a few answers.

Linked answers are tallied as they come (`tallies`), and staff do not see those tallies: whoever looked before and after
one answer would read it from the difference.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.batch_field import Lost
from azukari.core.vault.batch_keys import Sealing
from azukari.features.questionnaires.learning.asked import Cells, cells_of
from azukari.features.questionnaires.models import MixedAnswers, Tally, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.models import Counted
from azukari.features.questionnaires.sealed_answers import sealing_of
from azukari.features.questionnaires.terms import terms_of

_AT_ONCE = 2000


def refresh_all(now: datetime) -> int:
    """Count what has grown enough; returns how many versions were counted."""
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    versions = Version.objects.filter(poll__answered=True).select_related("counted", "poll")
    return sum(_refresh(version, today) for version in versions)


def _refresh(version: Version, today: object) -> bool:
    known = version.counted.size if hasattr(version, "counted") else 0
    size, least = number_of_answers(version), terms_of(version.poll).least
    if abs(size - known) < least:
        return False
    with transaction.atomic(durable=True):
        counts = _tallied(version) if version.linked else _counted(version)
        if counts.get(("", ""), 0) < least:  # so many were erased that the rest would be shown alone
            counts = {}
        cells = [[question, value, number] for (question, value), number in sorted(counts.items())]
        kept = cells if version.linked else sealing_of(version.poll_id).seal(cells)
        held = {"size": counts.get(("", ""), 0), "cells": kept, "day": today}
        Counted.objects.update_or_create(version=version, defaults=held)
    return True


def seal_counts(poll: str, by: Sealing) -> None:
    """Seal the counts of unlinked answers by the key that these are sealed by, in the caller's transaction."""
    for counted in Counted.objects.filter(version__poll=poll, version__linked=False):
        if isinstance(counted.cells, Lost):  # they are counted again
            counted.delete()
            continue
        counted.cells = by.seal(counted.cells)
        counted.save(update_fields=["cells"])


def number_of_answers(version: Version) -> int:
    """How many there are, counted or not. One query."""
    if version.linked:
        everybody = Tally.objects.filter(version=version, question="", value="").first()
        return everybody.count if everybody else 0
    return int(answers_of(version).count())


def _counted(version: Version) -> Cells:
    return Counter(cell for answers in without_texts(version) for cell in cells_of(answers))


def _tallied(version: Version) -> Cells:
    rows = Tally.objects.filter(version=version, count__gt=0).values_list("question", "value", "count")
    return {(question, value): number for question, value, number in rows}


def answers_of(version: Version) -> Any:
    """The answers that may be counted, as a query, in the order of their random ids."""
    return MixedAnswers.objects.filter(version=version, is_test=False).order_by("id")


def each_of(version: Version) -> Iterator[tuple[UUID, Mapping[str, Any]]]:
    """The same, one by one: their ids, and what they say. Those that do not open any more are left out."""
    for id, answers in answers_of(version).values_list("id", "answers").iterator(chunk_size=_AT_ONCE):
        if not isinstance(answers, Lost):
            yield id, answers


def without_texts(version: Version) -> Iterator[Mapping[str, Any]]:
    """What was answered but for free text, one a person."""
    texts = questionnaire_of(version).free_keys
    for _id, answers in each_of(version):
        yield {key: value for key, value in answers.items() if key not in texts}
