"""Questions that slices add to the checklists of audits, each about the duties that have an act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from azukari.policy.terms import Act, Text


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """
    Args:
        slug: short and stable, kept with the answer.
        asks: what the auditor finds out.
        acts: it is asked about a duty that has one of these.
    """

    slug: str
    asks: Text
    acts: frozenset[Act]


type AuditProvider = Callable[[date], Sequence[AuditQuestion]]
"""What is to be asked on a day."""

_providers: list[AuditProvider] = []


def register(provider: AuditProvider) -> AuditProvider:
    """Add questions; called when a feature is loaded."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def asked_on(day: date) -> dict[str, AuditQuestion]:
    """Everything that is to be asked on a day, by slug."""
    return {question.slug: question for provider in _providers for question in provider(day)}
