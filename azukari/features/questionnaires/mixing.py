"""Mixing pool of unlinked answers: they are counted only after they were rewritten among others, in random order.

A batch leaves the pool when it holds as many answers as the policy says; when its day is over, as many as the policy's
least count will do, and fewer wait on, since a batch of one would tell whose it is. Rows are written anew, with other
ids and in an order drawn by lot, and the pool's rows are deleted, so that neither ids nor places in the table tell who
came before whom within a batch. Between two batches there is an order; a backup sees one batch at most more than
another. What is left when the questionnaire closes is mixed among all.

Where people were invited, the order of batches would lead to them, since tickets are drawn in much the same order. So
all answers and all invitations are written anew in random order with each batch; of more than 2,000 answers, whenever
there are a tenth more of them, and at the end.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction

from azukari.core.database.shuffled import rewrite_shuffled
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.traces import LogBusyError, wipe
from azukari.features.questionnaires.models import Invitation, MixedAnswers, Poll, PollState, PooledAnswers, TicketKey
from azukari.features.questionnaires.sealed_answers import mixed, renew, sealing_of, told, whole_polls
from azukari.features.questionnaires.terms import terms_of

_MOST = 2000
_FEW = 2000
_GROWTH = 1.1


def mix_all(now: datetime) -> int:
    """Mix what is due of every questionnaire; returns how many answers left the pool."""
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    polls = dict(Poll.objects.filter(linked=False, answered=True).values_list("slug", "state"))
    for slug in sorted({*polls} - whole_polls()):
        _seal_all(slug)
    return sum(_mix(slug, today, last=state == PollState.CLOSED, now=now) for slug, state in polls.items())


def _seal_all(poll: str) -> None:
    """Seal what lies in the clear since an earlier release, or a restore, has written it."""
    with transaction.atomic(durable=True):
        Poll.objects.select_for_update(no_key=True).get(slug=poll)
        renew(poll)


def _mix(poll: str, today: object, *, last: bool, now: datetime) -> int:
    with transaction.atomic(durable=True):
        held = Poll.objects.select_for_update(no_key=True).get(slug=poll)  # one at a time, and answers go on coming
        rows = list(told(PooledAnswers.objects.filter(version__poll_id=poll))[:_MOST])
        if not rows:
            return 0
        terms = terms_of(held)
        due = rows if last or len(rows) >= terms.batch else [row for row in rows if row.day != today]
        if len(due) < terms.least and not last:
            return 0
        _rewrite(due, poll)
        PooledAnswers.objects.filter(id__in=[row.id for row in due]).delete()
        if held.by_invitation:
            forget_order(held, last=last)
        elif len(due) < terms.least:
            renew(poll)
    forget_log(now)
    return len(due)


def forget_order(poll: Poll, *, last: bool) -> bool:
    """Write answers and invitations anew in random order, in the caller's transaction, if enough are new.

    Args:
        last: however few are new.

    Returns:
        whether it was done.
    """
    key = TicketKey.objects.filter(poll=poll).first()
    answers = MixedAnswers.objects.filter(version__poll=poll, is_test=False)
    if key is None:
        return False
    many = answers.count()
    if not (last or many <= _FEW or many >= key.rewritten * _GROWTH):
        return False
    key.rewritten = renew(poll.slug)
    key.save(update_fields=["rewritten"])
    rewrite_shuffled(Invitation.objects.filter(poll=poll))
    return True


def forget_arrival(poll: str) -> None:
    """Write the pool of an invited questionnaire anew in random order, in the caller's transaction.

    Tickets are drawn and used in much the same order, so a backup of the pool as answers arrived would lead to people.
    """
    rewrite_shuffled(PooledAnswers.objects.filter(version__poll_id=poll))


def forget_log(now: datetime) -> None:
    """Empty SQLite's log of what was written, which keeps the order until it is written over. While somebody reads from
    it, it stays for the seconds until the worker comes round.
    """
    if not connection.in_atomic_block:
        with suppress(LogBusyError):
            wipe(now)


def _rewrite(rows: Sequence[PooledAnswers], poll: str) -> None:
    MixedAnswers.objects.bulk_create(mixed(rows, sealing_of(poll)), batch_size=200)
