"""Answers that are decided on instead of being corrected, such as the class of membership: which they are, and the
refusal of every correction, wherever it comes from.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from azukari.core.forms.kinds import Settled, of
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Charters, charters


def settled_of(submissions: Sequence[Submission], known: Charters | None = None) -> dict[UUID, Settled]:
    """The settled answers by registration, without those that have none. As many queries for one as for fifty.

    Args:
        known: the policies, where they are at hand; else they are asked for.
    """
    found: dict[UUID, Settled] = {}
    if submissions:
        known = known or charters()
        for kind in {one.kind for one in submissions}:
            found |= of(kind).settled([one for one in submissions if one.kind == kind], known)
    return found


def refuse_correction(fields: Collection[tuple[UUID, str]]) -> bool:
    """What the vault asks before it corrects anything (`vault.hooks.on_correcting`): whether one is settled."""
    found = settled_of([*Submission.objects.filter(id__in={id for id, _field in fields})])
    return any(field in found.get(id, {}) for id, field in fields)
