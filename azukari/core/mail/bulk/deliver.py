"""Delivery of a batch: several connections in turn, so that one server works while the next message is made.

For each message in this order: its envelope; the question whether it may still go; a note that its bytes leave; the
bytes; the answer, noted before anything else is read. So a death at any moment leaves at most one message in doubt for
each open connection, and the journal names it.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from azukari.core.mail.bulk.connection import CLOSES, Connection, Reply, ServerCloses
from azukari.core.mail.bulk.journal import Journal
from azukari.core.mail.bulk.message import Ready, Result
from azukari.core.mail.bulk.standing import WITHDRAWN, BatchStanding, Stopped
from azukari.core.mail.retrying import MOST_ATTEMPTS, next_try
from azukari.policy.mailing import MessageState
from azukari.policy.refused_alike import REFUSED_ALIKE, Refusals
from azukari.policy.returned import Reason, Stage

BROKEN_OFF = "broken-off"
_NO_UTF8 = "no-smtputf8"
_BREAKS = 3  # a connection that breaks so often in a batch is let be
_PASS = 120.0
"""Seconds that a batch may take; what has not gone then is given back."""

_log = logging.getLogger("azukari.core.mail")

type Render = Callable[[Ready, datetime], bytes]


class Delivered:
    """What became of a batch.

    Attributes:
        results: of those that were dealt with; the others stand as they stood.
        stopped: why no more of it goes; empty if nothing stopped it.
        alike: the answer that stopped it, where many mailboxes gave the same one.
        away: whether the server could not be reached, or broke off again and again.
    """

    def __init__(self) -> None:
        self.results: list[Result] = []
        self.stopped = ""
        self.alike = ""
        self.away = False


type Ask = Callable[[Callable[[], Sequence[Ready]]], BatchStanding]
"""Makes the standing of a batch, given what of it has not gone."""


class Smtp:
    """Over SMTP.

    Args:
        connections: they stay open from batch to batch.
        clock: tells the time.
    """

    def __init__(self, connections: Sequence[Connection], journal: Journal, clock: Callable[[], datetime]) -> None:
        self._connections, self._journal, self._clock = connections, journal, clock
        self._refusals = Refusals()

    def run(self, ready: Iterable[Ready], standing: Ask, render: Render) -> Delivered:
        """Send what may go, until all has, something stops it, or its time is over."""
        done = _Pass(self._connections, self._journal, self._clock, deque(ready), self._refusals)
        done.go(standing, render)
        return done.delivered

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


class _Pass:
    def __init__(
        self,
        connections: Sequence[Connection],
        journal: Journal,
        clock: Callable[[], datetime],
        queue: deque[Ready],
        refusals: Refusals,
    ) -> None:
        self._connections, self._journal, self._clock, self._queue = connections, journal, clock, queue
        self._refusals, self._alike = refusals, ""
        self._breaks = dict.fromkeys(connections, 0)
        self._until = time.monotonic() + _PASS
        self.delivered = Delivered()

    def go(self, standing: Ask, render: Render) -> None:
        self._standing, self._render = standing(self._waiting), render
        try:
            while working := [c for c in self._connections if self._is_at_work(c)]:
                for connection in working:
                    self._step(connection)
        except Stopped as stopped:
            self.delivered.stopped = stopped.code or "stopped"
            self._drain()
        self.delivered.alike = self._alike
        self.delivered.away = all(breaks >= _BREAKS for breaks in self._breaks.values())

    def _waiting(self) -> list[Ready]:
        return [*self._queue, *(c.offered for c in self._connections if c.offered)]

    def _is_at_work(self, connection: Connection) -> bool:
        if connection.in_flight or connection.offered:
            return True
        return bool(self._queue) and self._breaks[connection] < _BREAKS and time.monotonic() < self._until

    def _step(self, connection: Connection) -> None:
        """One message further on one connection.

        Raises:
            Stopped: many mailboxes have given the same answer.
        """
        try:
            if not connection.is_open:
                connection.open()
            if connection.in_flight:
                self._learn(connection, connection.in_flight)
            if connection.offered:
                self._go_on(connection, connection.offered)
            elif message := self._next(connection):
                connection.offer(message)
        except OSError as error:
            self._broken(connection, error)
        if self._alike:
            raise Stopped(REFUSED_ALIKE)

    def _next(self, connection: Connection) -> Ready | None:
        """The next message that may go; what stands against others is their result."""
        while self._queue and time.monotonic() < self._until:
            message = self._queue[0]
            against = self._standing.against(message)
            self._queue.popleft()
            if against:
                self.delivered.results.append(kept_back(message, against))
            elif not message.recipient.isascii() and not connection.utf8:
                self.delivered.results.append(Result(message.row, MessageState.GIVEN_UP, _NO_UTF8))
            else:
                return message
        return None

    def _go_on(self, connection: Connection, message: Ready) -> None:
        """Read what the envelope was answered, and send the content if it may still go."""
        reply = connection.taken()
        if not reply.good:
            self.delivered.results.append(self._not_taken(message, reply))
            return
        if against := self._standing.against(message):
            self.delivered.results.append(kept_back(message, against))
            connection.close()  # the server waits for content: this is the one way not to send it
            return
        content = self._render(message, self._clock())
        following = self._next(connection) if connection.pipelining else None
        self._journal.begun(message.row.id)
        connection.send(content, following)

    def _learn(self, connection: Connection, message: Ready) -> None:
        """Read what the content was answered; what was taken is noted before anything else is read."""
        reply = connection.answer()
        if reply.good:
            self._journal.taken(message.row.id)
            self.delivered.results.append(Result(message.row, MessageState.SENT, tried=1))
            self._refusals.took(now=self._clock())
        else:
            self._journal.answered(message.row.id)
            self.delivered.results.append(self._not_taken(message, reply))
            if reply.code == CLOSES:
                raise ServerCloses

    def _broken(self, connection: Connection, error: OSError) -> None:
        """What was in flight may have been taken, and is tried again; an envelope was just an envelope."""
        _log.warning("The mail server broke off (%s).", type(error).__name__)
        self._breaks[connection] += 1
        if connection.in_flight:
            self.delivered.results.append(self._later(connection.in_flight, BROKEN_OFF, doubtful=True))
        if connection.offered:
            if isinstance(error, ServerCloses) or connection.in_flight:
                self._queue.appendleft(connection.offered)
            else:
                self.delivered.results.append(self._later(connection.offered, BROKEN_OFF))
        connection.close()

    def _drain(self) -> None:
        """Nothing more goes; what has left is waited for."""
        for connection in self._connections:
            try:
                if connection.in_flight:
                    self._learn(connection, connection.in_flight)
            except OSError as error:
                self._broken(connection, error)
            if connection.offered:
                connection.close()

    def _not_taken(self, message: Ready, reply: Reply) -> Result:
        if reply.code < 500:
            return self._later(message, str(reply))
        if not message.row.attempts and self._refusals.refused(f"{reply.stage} {reply}", now=self._clock()):
            self._alike = str(reply)
        if reply.stage is Stage.SESSION and reply.reason is not Reason.LARGE:
            return self._later(message, str(reply))  # it is about us, and says nothing of this message
        state = MessageState.BOUNCED if reply.reason is Reason.GONE else MessageState.GIVEN_UP
        about_the_mailbox = reply.reason if reply.stage is Stage.RECIPIENT else None
        return Result(message.row, state, str(reply), tried=1, reason=about_the_mailbox)

    def _later(self, message: Ready, code: str, *, doubtful: bool = False) -> Result:
        tried = next_try(message.row.attempts, refused=False)
        if tried.attempts >= MOST_ATTEMPTS:
            return Result(message.row, MessageState.GIVEN_UP, code, tried=1, doubtful=doubtful)
        due = self._clock() + (tried.pause if not doubtful else timedelta(0))
        return Result(message.row, MessageState.HELD, code, due, tried=1, doubtful=doubtful)


def kept_back(message: Ready, against: str) -> Result:
    return Result(message.row, MessageState.WITHDRAWN if against == WITHDRAWN else MessageState.REFUSED, against)
