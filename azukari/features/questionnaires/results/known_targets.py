"""What is known of a sample besides its answers: how people came into it, and the targets that weigh them."""

from collections.abc import Sequence

from azukari.features.questionnaires.learning.asked import Asked
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.learning.weighting import TargetTable
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.results.models import Draft, Target


def known_targets(poll: Poll, tables: Sequence[Asked]) -> list[TargetTable]:
    """In the order of the tables; those without targets are left out. One query."""
    known = {target.question: target for target in Target.objects.filter(poll=poll)}
    found = [(table, known[table.id]) for table in tables if table.id in known]
    return [TargetTable(table, target.shares, target.source, target.day) for table, target in found]


def sampling_of(poll: Poll) -> Sampling:
    """How people came into the sample, as its publication says or will say."""
    draft = Draft.objects.filter(poll=poll).first()
    return Sampling(draft.sampling) if draft else Sampling.SELF_SELECTED
