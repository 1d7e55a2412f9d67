"""Weighted percents in a publication: raked to the questionnaire's targets, whole, and only of a sample so large that
they tell nothing of single people.

A weighted percent is a sum of small groups times weights that anybody can work out from the targets; exact ones would
give the groups away that counts hide. A whole percent leaves half a percent of the sample open: where that is as many
as k people of the largest weight, nobody's part in it can be told. Of a table that hides anything there are none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from azukari.features.questionnaires.learning.asked import Asked
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.learning.weighting import TargetTable, Weighing, weigh
from azukari.features.questionnaires.learning.weights import CannotWeightError

_OPEN = 0.005
"""Which part of the sample a whole percent leaves open."""


def weighed(
    people: Sequence[Mapping[str, Any]], tables: Sequence[Asked], targets: Sequence[TargetTable], sampling: Sampling
) -> Weighing:
    """The sample, weighted.

    Raises:
        ValidationError: it does not reach the targets.
    """
    try:
        return weigh(people, tables, targets, sampling=sampling)
    except CannotWeightError as error:
        raise ValidationError(
            _("The answers cannot be brought to the targets under Weighting. Mend them there, or take them away.")
        ) from error


def is_large_enough(found: Weighing, *, k: int) -> bool:
    """Whether whole percents hide k people of the largest weight."""
    return found.size * _OPEN >= k * found.highest


def written_weighing(found: Weighing, targets: Sequence[TargetTable], *, k: int) -> dict[str, Any]:
    """What a publication says of it, and the percents of each table by value."""
    if not is_large_enough(found, k=k):
        return {"too_small": True}
    return {
        "size": found.size,
        "effective": round(found.effective),
        "effect": round(found.effect, 2),
        "targets": [[dict(asked.label), source, day.isoformat()] for asked, _shares, source, day in targets],
        "percents": {table.asked.id: {row.value: round(row.weighted) for row in table.rows} for table in found.tables},
    }
