"""Questions that slices add to the checklists of audits, each about the duties that have an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from azukari.lib.listeners import Listeners
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


register = Listeners[[date], Sequence[AuditQuestion]]()
"""Adds questions: what is to be asked on a day."""


def asked_on(day: date) -> dict[str, AuditQuestion]:
    """Everything that is to be asked on a day, by slug."""
    return {question.slug: question for questions in register.answers(day) for question in questions}
