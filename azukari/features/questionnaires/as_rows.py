"""Linked answers that count as they come in, as rows: that they were given, and what they add to the tallies."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Model

from azukari.core.database.rows import Row
from azukari.core.forms.kinds import AsRows, TakenIn
from azukari.features.questionnaires.asked_version import Judged, while_it_stands
from azukari.features.questionnaires.cells import Cell, cells_of
from azukari.features.questionnaires.models import Response, Tally
from azukari.features.questionnaires.tallies import at_hand
from azukari.lib.identifier import new_id

_MOST = 4000  # cells: those of some twenty questionnaires of a hundred options


def as_rows(one: TakenIn, now: datetime) -> AsRows | None:
    """What `tallies.note_taken_in` does of one that was judged by what is remembered, and the condition
    that it is still so; None where that is not all there is to do.
    """
    judged = one.answers.judged_by
    if not isinstance(judged, Judged) or not judged.version.poll.answered:
        return None
    version, rows = judged.version, dict[type[Model], Sequence[Row]]()
    for id, (_number, answers) in at_hand([one], one.policy, one.submission.form, now).items():
        rows[Response] = [(id, one.submission.person_id, version.id)]
        rows[Tally] = [(*_tally(version.id, cell), more) for cell, more in cells_of(version, answers).items()]
    return AsRows(rows, while_it_stands(version))


@lru_cache(maxsize=_MOST)
def _tally(version: UUID, cell: Cell) -> tuple[UUID, UUID, str, str]:
    """What stands before the number: an id, which only the first who counts there gives it, is drawn once."""
    return new_id(), version, *cell
