"""Whether people may still be written to, asked again while a batch goes: a withdrawal, an erasure, a suppression, a
pause and a lapsed contract stop what waits within a second.

The answer is a few statements, however many messages wait, and is good for a quarter of a second.
"""

import time
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from azukari.core.consent.models import living_of
from azukari.core.database.id_set import Ids
from azukari.core.mail.bulk.message import Ready
from azukari.core.mail.models import Mailing
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.transfers.mail_gate import may_send
from azukari.core.vault.suppression import suppressed
from azukari.policy.mailing import MailingState
from azukari.policy.terms import OWN_ACCESS, Category

GOOD_FOR = 0.25
"""Seconds."""

WITHDRAWN, SUPPRESSED = "withdrawn", "suppressed"


class Stopped(Exception):
    """Nothing more of this batch goes.

    Args:
        code: of the verdict, where the gate said no; else empty.
    """

    def __init__(self, code: str = "") -> None:
        super().__init__(code or "stopped")
        self.code = code


def living(people: Collection[UUID], purpose: str, now: datetime) -> set[UUID]:
    """Those of whom the purpose has a living grant; what a law obliges us to tell people, of their own data, goes to
    everybody who is there and has confirmed an address. One query.
    """
    if purpose == OWN_ACCESS:
        there = Person.objects.filter(id__in=Ids(people), confirmed_at__isnull=False)
        return {*there.values_list("id", flat=True)}
    return {given.person_id for given in living_of(people, purpose, now)}


class BatchStanding:
    """How the people of one batch stand.

    Args:
        waiting: tells which messages have not gone; all of them may go when the batch begins.
        charter: the number of the charter by which the batch was prepared.
        asked: when the batch was asked about, by the monotonic clock.
    """

    def __init__(
        self,
        mailing: Mailing,
        waiting: Callable[[], Collection[Ready]],
        *,
        categories: frozenset[Category],
        charter: int,
        asked: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._mailing, self._waiting, self._categories, self._charter = mailing, waiting, categories, charter
        self._clock, self._asked = clock, asked
        self._people = {message.row.person for message in waiting()}
        self._silent: frozenset[str] = frozenset()

    def against(self, message: Ready) -> str:
        """What stands against this message now, in a word; empty if nothing does.

        Raises:
            Stopped: something stands against all of them.
        """
        if time.monotonic() - self._asked > GOOD_FOR:
            self._ask(message)
        if message.row.person not in self._people:
            return WITHDRAWN
        return SUPPRESSED if message.address in self._silent else ""

    def _ask(self, message: Ready) -> None:
        now = self._clock()
        asked = time.monotonic()
        state = Mailing.objects.filter(id=self._mailing.id).values_list("state", flat=True).first()
        if state != MailingState.SENDING or current().number != self._charter:
            raise Stopped
        verdict = may_send(self._mailing.purpose, self._categories, now=now)
        if verdict is not None and not verdict:
            raise Stopped(verdict.code)
        left = [message, *self._waiting()]
        self._people = living([ready.row.person for ready in left], self._mailing.purpose, now)
        self._silent = suppressed([ready.address for ready in left])
        self._asked = asked
