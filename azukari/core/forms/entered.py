"""Entry by staff: who wrote a form down for somebody, and how that person knows what its notice says."""

from dataclasses import dataclass
from datetime import date

from azukari.core.forms.importing.basis import NoticeMethod
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.shapes import Value
from azukari.policy.terms import Actor


@dataclass(frozen=True, slots=True)
class Entered:
    """That staff write down for somebody what came by another way than the form's page.

    Args:
        actor: who writes it down.
        told_by: how the person learnt what the notice says; the answers came the same way.
        told_on: on which day.
    """

    actor: Actor
    told_by: NoticeMethod
    told_on: date

    @property
    def recorded(self) -> dict[str, Value]:
        """What the ledger keeps of it, besides what it keeps of every submission."""
        return {
            "actor": actor_reference(self.actor),
            "method": self.told_by.value,
            "day": self.told_on.isoformat(),
        }
