"""Targets of a questionnaire, with the tables that they belong to, as weighting takes them."""

from collections.abc import Sequence

from azukari.questionnaires.learning.asked import Asked
from azukari.questionnaires.learning.weighting import TargetTable
from azukari.questionnaires.models import Poll
from azukari.questionnaires.results.models import Target


def known_targets(poll: Poll, tables: Sequence[Asked]) -> list[TargetTable]:
    """In the order of the tables; those without targets are left out. One query."""
    known = {target.question: target for target in Target.objects.filter(poll=poll)}
    found = [(table, known[table.id]) for table in tables if table.id in known]
    return [(table, target.shares, target.source, target.day) for table, target in found]
