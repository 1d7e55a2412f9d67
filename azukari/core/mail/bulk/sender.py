"""A sender: takes batches of mailings that are under way, one after another, and sends them.

A batch is as large as some two seconds take, so that what the ledger says is about to happen happens.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core.mail import mailers

from azukari.core.mail.bulk.compose import Composed
from azukari.core.mail.bulk.connection import Connection
from azukari.core.mail.bulk.deliver import Delivered, Smtp
from azukari.core.mail.bulk.folder import Folder
from azukari.core.mail.bulk.journal import Journal
from azukari.core.mail.bulk.lease import give_back, take, under_way
from azukari.core.mail.bulk.message import InHand, Ready
from azukari.core.mail.bulk.prepare import prepare
from azukari.core.mail.bulk.rates import room
from azukari.core.mail.bulk.settle import journals, refused_alike, settle, spare
from azukari.core.mail.bulk.standing import BatchStanding, Stopped
from azukari.core.mail.mailing import categories_of, pause
from azukari.core.mail.mailing_kind import mailing_kind
from azukari.core.mail.models import Mailing
from azukari.core.mail.smtp import EmailBackend
from azukari.core.policy_versions.current import current
from azukari.core.transfers.mail_gate import not_passed_on
from azukari.lib.conflict import InvalidTransition
from azukari.lib.identifier import new_id
from azukari.policy.disclose import MAILED
from azukari.policy.refused_alike import REFUSED_ALIKE
from azukari.policy.terms import Category

MOST, FIRST, LEAST = 500, 50, 20
_SECONDS = 2.0  # that a batch should take
CONNECTIONS = 2
"""Open at once by one process."""

_PAUSE, _IDLE = 0.2, 5.0  # seconds between two looks where nothing is due, and until a sender ends

_AWAY = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds until a server is asked again that could not be reached."""


@dataclass(frozen=True, slots=True)
class _Script:
    """A mailing as it is sent: under one charter, in each language."""

    charter: int
    categories: frozenset[Category]
    languages: Mapping[str, Composed]

    def render(self, ready: Ready, now: datetime) -> bytes:
        return self.languages[ready.row.lang].render(ready, now)


class Sender(AbstractContextManager["Sender"]):
    """One run, with a journal of its own and connections that stay open.

    Args:
        clock: tells the time.
    """

    def __init__(self, clock: Callable[[], datetime], *, connections: int = CONNECTIONS) -> None:
        self.run = new_id()
        self._clock = clock
        self._journal = Journal(journals(), self.run)
        self._way = self._way_out(connections)
        self._scripts: dict[tuple[UUID, int], _Script] = {}
        self._size = FIRST
        self._away = 0
        self.rest = 0.0
        """Seconds for which the server should be left alone."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._way.close()
        self._journal.__exit__(kind, error, trace)

    def _way_out(self, connections: int) -> Smtp | Folder:
        if not isinstance(mailers.default, EmailBackend):
            return Folder(settings.AZUKARI.outbox, self._journal, self._clock)
        opened = [Connection(mailers.default) for _ in range(connections)]
        return Smtp(opened, self._journal, self._clock)

    def work(self) -> int:
        """Send one batch; returns how many messages were leased, zero if nothing was due."""
        now = self._clock()
        for mailing in under_way(now):
            most = room(self._size, now=now)
            rows = take(mailing, self.run, most=most, now=now) if most else []
            if rows:
                self._send(mailing, list(rows))
                return len(rows)
        return 0

    def go_on(self, wait: Callable[[float], bool]) -> None:
        """Send batch after batch, until nothing has been due for a while.

        Args:
            wait: waits so many seconds; true if it is to end at once.
        """
        last = time.monotonic()
        while time.monotonic() - last < _IDLE + self.rest:
            if self.work():
                last = time.monotonic()
            if wait(self.rest or (_PAUSE if time.monotonic() - last > _PAUSE else 0.0)):
                return

    def _send(self, mailing: Mailing, rows: list[InHand]) -> None:
        began, script, now = time.monotonic(), self._script(mailing), self._clock()
        links = mailing_kind(mailing.kind).links(mailing, now)
        try:
            prepared = prepare(mailing, rows, categories=script.categories, links=links, now=now)
        except Stopped as stopped:
            give_back(self.run)
            _stop(mailing, stopped.code)
            return
        ask = partial(
            BatchStanding,
            mailing,
            categories=script.categories & MAILED,
            charter=script.charter,
            asked=prepared.asked,
            clock=self._clock,
        )
        delivered = self._way.run(prepared.ready, ask, script.render)
        settle(self.run, [*prepared.results, *delivered.results], now=self._clock())
        self._journal.clear()
        self._own_up(mailing, script, prepared.ready, delivered)
        self._pace(len(rows), time.monotonic() - began, away=delivered.away)

    def _own_up(self, mailing: Mailing, script: _Script, ready: list[Ready], delivered: Delivered) -> None:
        """The ledger says of everybody in a batch that their mail was handed over; of whom it was not, it says so."""
        tried = {result.row.id for result in delivered.results if result.tried}
        kept = [message.row.person for message in ready if message.row.id not in tried]
        if kept:
            not_passed_on(
                kept,
                purpose=mailing.purpose,
                categories=script.categories,
                code="mail.stopped",
                now=self._clock(),
            )
        if alike := delivered.alike or refused_alike(mailing, delivered.results, now=self._clock()):
            spare(mailing, alike, now=self._clock())
            _stop(mailing, REFUSED_ALIKE)
        elif delivered.stopped:
            _stop(mailing, delivered.stopped if "." in delivered.stopped else "")

    def _pace(self, count: int, seconds: float, *, away: bool) -> None:
        self._size = min(MOST, max(LEAST, int(count / max(seconds, 0.001) * _SECONDS)))
        self._away = self._away + 1 if away else 0
        self.rest = _AWAY[min(self._away, len(_AWAY)) - 1] if away else 0.0

    def _script(self, mailing: Mailing) -> _Script:
        charter = current().number
        key = (mailing.id, charter)
        if key not in self._scripts:
            texts = list(mailing.texts.all())
            categories = categories_of(texts)
            languages = {text.lang: Composed(mailing, text, addressed=Category.NAME in categories) for text in texts}
            self._scripts = {key: _Script(charter, categories, languages)}
        return self._scripts[key]


def _stop(mailing: Mailing, code: str) -> None:
    """Pause a mailing against which the gate has said no; who has paused it already, has."""
    if code:
        with suppress(InvalidTransition):
            pause(mailing, code=code)
