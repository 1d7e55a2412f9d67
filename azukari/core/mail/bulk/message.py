"""A message on its way: what is leased, what is ready to go, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from azukari.policy.mailing import MessageState
from azukari.policy.returned import Reason


@dataclass(frozen=True, slots=True)
class InHand:
    """A row that this sender has leased. ``limited``: it waited for its moment, which is reserved."""

    id: UUID
    person: UUID
    lang: str
    attempts: int
    limited: bool


@dataclass(slots=True)
class Ready:
    """A message that may go, with its address in the clear: it lives in memory alone.

    Args:
        address: as the vault has it.
        recipient: as the mail server has to be told.
        values: what stands in the slots.
        return_path: the envelope's sender, by which it is known if it comes back.
    """

    row: InHand
    address: str = field(repr=False)
    recipient: str = field(repr=False)
    name: str = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    return_path: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message.

    Args:
        code: why, in a word or a mail server's number.
        due_at: when it is tried again, if it is.
        tried: whether a mail server was asked about it.
        doubtful: whether it may have gone although nobody said so.
        reason: why a server did not take it, for good.
    """

    row: InHand
    state: MessageState
    code: str = ""
    due_at: datetime | None = None
    tried: int = 0
    doubtful: bool = False
    reason: Reason | None = None
