"""Progress of a mailing: its messages by state, and what every page that shows one tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from azukari.core.mail.mailing import tally
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.policy.mailing import OPEN, MessageState


@dataclass(frozen=True, slots=True)
class Progress:
    """
    Args:
        counts: how many messages stand in which state.
        in_doubt: how many were under way when sending broke off; `mail/part/in_doubt.html` says it.
    """

    counts: Mapping[MessageState, int]
    in_doubt: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        return self.counts.get(MessageState.SENT, 0)

    @property
    def waiting(self) -> int:
        """How many may still go."""
        return sum(count for state, count in self.counts.items() if state in OPEN)

    @property
    def unreached(self) -> int:
        """How many were left out, or not delivered."""
        return self.total - self.sent - self.waiting


def progress(mailing: Mailing) -> Progress:
    """How far it is, exactly. Two queries."""
    return Progress(tally(mailing), MailingMessage.objects.filter(mailing=mailing, doubtful=True).count())


def progress_of(id: UUID | None) -> Progress | None:
    """The same by the mailing's id; None where there is no such mailing yet, or any more."""
    found = Mailing.objects.filter(id=id).first() if id else None
    return progress(found) if found else None
