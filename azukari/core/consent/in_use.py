"""Uses in force: for which purposes each value may be used now, by the living grants and the charters behind them.

The own page, the archive in all its forms and the receipt say what something is used for by what this answers, which is
what the vault's release answers when somebody opens it: the same cover, asked for every purpose at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.consent.covered import Cover, cover
from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Charters
from azukari.policy.terms import Category


@dataclass(frozen=True, slots=True)
class InUse:
    """What the living grants cover, purpose by purpose, in the order in which they were given."""

    covers: Mapping[str, Cover]

    def purposes_of(
        self, *, submission: UUID, field: str, category: Category, purposes: Collection[str]
    ) -> tuple[str, ...]:
        """The slugs of the purposes that may use a value now.

        Args:
            purposes: those that the value was collected for.
        """
        return tuple(
            slug
            for slug, found in self.covers.items()
            if found.opens(submission=submission, field=field, category=category, purposes=purposes)
        )


def in_use(grants: Iterable[Grant], *, charters: Charters, now: datetime) -> InUse:
    """What these grants let be used now. No query; charters stay in memory.

    Args:
        grants: of one person, living or not.
    """
    living: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.is_living(now):
            living.setdefault(grant.purpose, []).append(grant)
    return InUse({slug: cover(given, slug, charters=charters) for slug, given in living.items()})
