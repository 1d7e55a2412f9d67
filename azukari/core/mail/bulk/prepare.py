"""A batch is prepared: the gate, the release of the addresses, the suppressed, the limits, the record of handing over.

Each is a constant number of statements. Whoever may not be written to has their result at once, with the reason; of the
others the address lives in memory until their message has gone.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from azukari.core.mail.bulk.lease import LIMITED
from azukari.core.mail.bulk.message import InHand, Ready, Result
from azukari.core.mail.bulk.rates import moments
from azukari.core.mail.bulk.standing import SUPPRESSED, WITHDRAWN, Stopped, living
from azukari.core.mail.incoming import return_path
from azukari.core.mail.mailbox_score import closed_since
from azukari.core.mail.mailing_kind import LinkMaker, mailing_kind
from azukari.core.mail.models import Mailing
from azukari.core.transfers.mail_gate import may_send, pass_on
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.suppression import suppressed
from azukari.core.vault.value_row import given_at, newest
from azukari.lib.email import mailbox, wire
from azukari.policy.disclose import MAILED
from azukari.policy.mailing import MessageState
from azukari.policy.terms import POSTMAN, Category

READER = {"ja": "読者の皆", "en": "reader"}
"""What stands in the place of a name that was not given: before 様, and after "Dear"."""

MAILBOX_GONE = "mailbox-gone"
_NO_ADDRESS, _NOT_AGREED, _NOT_HANDED_OVER = "no-address", "use.not-agreed", "disclose.not-agreed"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch, parted into what goes and what does not.

    Args:
        asked: when it was asked who may be written to, by the monotonic clock.
    """

    ready: list[Ready]
    results: list[Result]
    asked: float


def prepare(
    mailing: Mailing, rows: Sequence[InHand], *, categories: frozenset[Category], links: LinkMaker, now: datetime
) -> Prepared:
    """Ask for everybody in a batch, and open the addresses of those who may be written to.

    Args:
        categories: the address, and what stands in slots.

    Raises:
        Stopped: no mail for this purpose may leave now. Recorded first.
    """
    asked = time.monotonic()
    _ask_the_gate(mailing, categories, now)
    batch = _Parting(list(rows))
    allowed = living([row.person for row in rows], mailing.purpose, now)
    batch.leave_out(MessageState.WITHDRAWN, WITHDRAWN, lambda row: row.person not in allowed)
    opened = _opened(batch, mailing, categories, now)
    batch.leave_out(MessageState.REFUSED, _NOT_AGREED, lambda row: row.person not in opened)
    found = {row.id: _newest(opened[row.person], Category.EMAIL) for row in batch.rows}
    batch.leave_out(MessageState.REFUSED, _NO_ADDRESS, lambda row: not found[row.id])
    closed = closed_since([row.person for row in batch.rows])
    batch.leave_out(MessageState.REFUSED, MAILBOX_GONE, lambda row: _is_closed(row.person, closed, opened))
    silent = suppressed([found[row.id] for row in batch.rows])
    batch.leave_out(MessageState.REFUSED, SUPPRESSED, lambda row: found[row.id] in silent)
    _wait_for_room(batch, found, now)
    people = [row.person for row in batch.rows]
    going = pass_on(people, purpose=mailing.purpose, categories=categories, now=now) if people else frozenset()
    batch.leave_out(MessageState.REFUSED, _NOT_HANDED_OVER, lambda row: row.person not in going)
    path = partial(return_path.maker(now), return_path.Sort.MAILING)
    ready = [_ready(row, found[row.id], opened[row.person], links, path) for row in batch.rows]
    return Prepared(ready, batch.results, asked)


class _Parting:
    """Those who are still in a batch, and what became of the others."""

    def __init__(self, rows: list[InHand]) -> None:
        self.rows = rows
        self.results: list[Result] = []

    def leave_out(self, state: MessageState, code: str, condition: Callable[[InHand], bool]) -> None:
        stays: list[InHand] = []
        for row in self.rows:
            if condition(row):
                self.results.append(Result(row, state, code))
            else:
                stays.append(row)
        self.rows = stays


def _ask_the_gate(mailing: Mailing, categories: frozenset[Category], now: datetime) -> None:
    verdict = may_send(mailing.purpose, categories & MAILED, now=now)
    if verdict is None or verdict:
        return
    try:
        pass_on((), purpose=mailing.purpose, categories=categories, now=now)  # records the refusal
    except Refused as refused:
        raise Stopped(refused.verdict.code) from refused
    raise Stopped(verdict.code)


def _opened(
    batch: _Parting, mailing: Mailing, categories: frozenset[Category], now: datetime
) -> Mapping[UUID, tuple[Opened, ...]]:
    if not batch.rows:
        return {}
    try:
        return release(
            [row.person for row in batch.rows],
            purpose=mailing.purpose,
            categories=categories,
            actor=POSTMAN,
            reason=Reason.DELIVERY,
            now=now,
            options=ReleaseOptions(letter=mailing.kind, way=mailing_kind(mailing.kind).way),
        )
    except Refused as refused:
        code = refused.verdict.code[:64]
        batch.leave_out(MessageState.REFUSED, code, lambda _row: True)
        return {}


def _wait_for_room(batch: _Parting, found: Mapping[UUID, str], now: datetime) -> None:
    """Who has no room within a limit gets a moment; who has waited for theirs goes."""
    asking = [row for row in batch.rows if not row.limited]
    when = dict(zip(asking, moments([_domain(found[row.id]) for row in asking], now=now), strict=True))
    later = {row: moment for row, moment in when.items() if moment > now}
    batch.results += [Result(row, MessageState.HELD, LIMITED, moment) for row, moment in later.items()]
    batch.rows = [row for row in batch.rows if row not in later]


def _ready(row: InHand, address: str, opened: Sequence[Opened], links: LinkMaker, path: Callable[[UUID], str]) -> Ready:
    name = _newest(opened, Category.NAME)
    values = {"name": name or READER[row.lang], **links(row.id, row.person, row.lang)}
    return Ready(row, address, _recipient(address), name, values, path(row.id))


def _is_closed(person: UUID, closed: Mapping[UUID, datetime], opened: Mapping[UUID, Sequence[Opened]]) -> bool:
    """Whether mail to the newest address of somebody came back too often; one that was given since has not."""
    if person not in closed:
        return False
    given = (given_at(value) for value in opened[person] if value.category is Category.EMAIL)
    return max(given) <= closed[person]


def _recipient(address: str) -> str:
    """As the mail server has to be told: the domain in ASCII, the rest as it is."""
    told = wire(address)
    return told if told.isascii() else f"{told.rpartition('@')[0]}@{_domain(address)}"


def _domain(address: str) -> str:
    return (address if address.isascii() else mailbox(address)).rpartition("@")[2].lower()


def _newest(opened: Sequence[Opened], category: Category) -> str:
    """The value of a category that was given last; empty if none was."""
    found = newest(value for value in opened if value.category is category)
    return found.text if found else ""
