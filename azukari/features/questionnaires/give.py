"""Giving unlinked answers: into the pool, in transactions of their own, with nothing that leads back to anybody.

No submission, no person, no ledger event, no time but the day. From here `mixing` takes them. Where only who was
invited answers, a ticket is spent in the same transaction (`invited.tickets`). Answers that come at one time share a
transaction (`database.combining`), in which they lie in an order drawn by lot.
"""

import json
import secrets
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from azukari.core.database.combining import Combined
from azukari.core.database.commit import insist
from azukari.core.database.precondition import PreconditionFailed
from azukari.core.database.rows import Row, insert
from azukari.core.forms.kinds import NotTaken, Outdated
from azukari.core.policy_versions.current import Current, while_it_rules
from azukari.core.vault.batch_keys import Sealing
from azukari.features.questionnaires.asked_version import asked_version, is_as_asked
from azukari.features.questionnaires.invited.tickets import spend
from azukari.features.questionnaires.mixing import forget_arrival, forget_log
from azukari.features.questionnaires.models import MixedAnswers, Poll, PollState, PooledAnswers, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.quotas import counting
from azukari.features.questionnaires.sealed_answers import NO_DAY, at_rest, sealing_of, waiting
from azukari.features.questionnaires.shape import Answers, Questionnaire, Quota
from azukari.features.questionnaires.unlinked_quotas import take_sealed


class NotOpen(NotTaken):
    """The questionnaire takes no answers; nothing was kept."""

    code = "closed"


@dataclass(frozen=True, slots=True)
class _Given:
    """Answers on their way into the pool."""

    version: Version
    answers: Mapping[str, Any]
    day: date
    quotas: Sequence[Quota]
    ticket: str
    remembered: Current | None

    @property
    def poll(self) -> str:
        return self.version.poll_id

    def row(self, by: Sealing) -> Row:
        """In the column order of `PooledAnswers`; text of a day and of JSON is taken by both engines."""
        kept = json.dumps(waiting(self.version, self.answers, by))
        return uuid.uuid4(), self.version.id, "", self.day.isoformat(), kept


def give_unlinked(
    version: Version,
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    day: date,
    ticket: str = "",
    remembered: Current | None = None,
) -> None:
    """Keep answers of nobody. When this returns, they survive a crash.

    Args:
        ticket: the digest of the ticket that lets them in, where one is needed.
        remembered: the charter by which they were judged, where that and ``version`` are what this process remembers.

    Raises:
        NotOpen, Full, TicketSpent: see there.
        Outdated: what was remembered is so no more.
    """
    _together(_Given(version, plain(answers), day, counting(questionnaire, answers), ticket, remembered))


def _give(given: Sequence[_Given]) -> Sequence[None]:
    """All of them, or none: whoever cannot be kept is found when each is tried by itself."""
    with transaction.atomic(durable=True):
        charters = {one.remembered.number: one.remembered for one in given if one.remembered}
        try:
            insist([while_it_rules(charter) for charter in charters.values()])
        except PreconditionFailed as error:
            raise Outdated from error
        for one in {(one.version.id, one.remembered is None): one for one in given}.values():
            _insist_on_version(one.version, remembered=one.remembered is not None)
        for one in given:
            if one.ticket:
                spend(one.poll, one.ticket)
        sealings = {poll: sealing_of(poll) for poll in sorted({one.poll for one in given})}
        _take_places(given, sealings)
        rows = [one.row(sealings[one.poll]) for one in given]
        secrets.SystemRandom().shuffle(rows)
        insert(PooledAnswers, rows)
        for poll in {one.poll for one in given if one.ticket}:
            forget_arrival(poll)
    if any(one.ticket for one in given):
        forget_log(timezone.now())
    return [None] * len(given)


def _take_places(given: Sequence[_Given], sealings: Mapping[str, Sealing]) -> None:
    """Those of every quota that an answer falls under; whether there are any is not told (`unlinked_quotas`)."""
    wanted = Counter((one.poll, quota) for one in given for quota in one.quotas)
    for poll in sorted({one.poll for one in given if questionnaire_of(one.version).quotas}):
        take_sealed(poll, {quota: many for (of, quota), many in wanted.items() if of == poll}, sealings[poll])


def _insist_on_version(version: Version, *, remembered: bool) -> None:
    """That its questionnaire takes answers, and if it was remembered, that nothing of it is otherwise."""
    now = asked_version(version.poll_id, str(version.number))
    if remembered and not (now and is_as_asked(version, now)):
        raise Outdated
    if now is None or now.poll.state != PollState.OPEN:
        raise NotOpen
    if not now.poll.answered:
        _fix_kind(version)


_together = Combined(_give)
_STANDING = "SELECT answered FROM questionnaires_poll WHERE slug = %s AND state = %s"


def mark_answered(version: Version) -> None:
    """From now on the questionnaire is linked, or unlinked, for good.

    Raises:
        NotOpen: see there.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [version.poll_id, PollState.OPEN])
        found = cursor.fetchone()
    if found is None:
        raise NotOpen
    if not found[0]:
        _fix_kind(version)


def _fix_kind(version: Version) -> None:
    Poll.objects.filter(slug=version.poll_id, answered=False).update(answered=True)


def keep_test(version: Version, answers: Answers) -> None:
    """Keep what staff answered to try it, marked as such; it is in no result."""
    with transaction.atomic():
        kept = at_rest(plain(answers), sealing_of(version.poll_id), name=uuid.uuid4().hex)
        MixedAnswers.objects.create(version=version, lang="", day=NO_DAY, answers=kept, is_test=True)


def plain(answers: Answers) -> dict[str, Any]:
    """Answers as JSON keeps them, in the order of their names, which says nothing of the way through."""
    return {
        key: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        for key, value in sorted(answers.items())
    }


def from_plain(kept: Mapping[str, Any]) -> Answers:
    """The answers again."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
