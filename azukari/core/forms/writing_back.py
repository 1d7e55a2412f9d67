"""Further messages of a thread: what somebody writes back to our reply, sealed with what they first wrote.

Each is an addition to their submission: under the same form and notice, for the purpose for which we had replied. So
whoever may read the one may read the other, the person finds it on their own page, and it ends with the same grants.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from azukari.core.database.rows import insert_all
from azukari.core.forms import kinds
from azukari.core.forms.addition import living_purposes
from azukari.core.forms.events import SUBMISSION_ADDED, about
from azukari.core.forms.handling import move
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Addition, Handled, Reply, State, Submission
from azukari.core.forms.replying import REPLY_LETTER
from azukari.core.forms.thread import FURTHER, further, quoted_of
from azukari.core.mail.models import Message
from azukari.core.vault.find import is_confirmed_address
from azukari.core.vault.index import newest_index
from azukari.core.vault.store import NewValue, seal_more
from azukari.core.vault.trail import record_about
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind, Category, Policy

MOST_A_DAY = 20
"""Messages of one thread within 24 hours."""


class ThreadEnded(Exception):
    """What we had replied to is erased, or may not be used any more."""


class NotTheirs(Exception):
    """The sender's address is none that the person confirmed."""


class TooMany(Exception):
    """The thread has had as many as a day takes."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote back.

    Args:
        sender: the address that it says it comes from.
        quoted: what they quoted of ours; may be empty.
        key: what makes it one and the same when it comes twice (a Message-ID); ``""`` where nothing does.
    """

    sender: str = field(repr=False)
    text: str = field(repr=False)
    quoted: str = field(repr=False)
    key: str = field(repr=False)


def write_back(mail: UUID, written: Written, *, policy: Policy, now: datetime) -> bool:
    """Keep what somebody wrote back to a reply of ours, and lay their submission open again. When this returns, it
    survives a crash; what comes twice is kept once.

    Args:
        mail: the mail of ours that they answer.

    Returns:
        whether it answers a reply to something that somebody here takes up; if not, nothing was kept.

    Raises:
        ThreadEnded, NotTheirs, TooMany: see there; nothing was kept.
    """
    reply = Reply.objects.filter(message=mail).first()
    if reply is None:
        if Message.objects.filter(id=mail, kind=REPLY_LETTER).exists():
            raise ThreadEnded
        return False
    with transaction.atomic(durable=True):
        submission = hold_submission(reply.submission_id)
        if submission is None or not _goes_on(submission, reply.purpose, policy, now):
            raise ThreadEnded
        if not kinds.of(submission.kind).is_answered:
            return False
        if not is_confirmed_address(written.sender, submission.person_id):
            raise NotTheirs
        name = f"{FURTHER}{(uuid5(submission.id, written.key) if written.key else new_id()).hex}"
        before = further([submission.id])
        if any(name in one.fields.split() for one in before):
            return True
        if sum(one.at > now - timedelta(days=1) for one in before) >= MOST_A_DAY:
            raise TooMany
        _keep(submission, name, written, reply.purpose, now)
        _lay_open(submission, policy, now)
    return True


def _goes_on(submission: Submission, purpose: str, policy: Policy, now: datetime) -> bool:
    """Whether the purpose for which we replied may still use the submission."""
    if submission.form not in policy.forms or submission.state != State.ACCEPTED:
        return False
    return purpose in living_purposes(submission, now)


def _keep(submission: Submission, name: str, written: Written, purpose: str, now: datetime) -> None:
    person = submission.person_id
    said = {name: written.text, **({quoted_of(name): written.quoted} if written.quoted else {})}
    values = [NewValue(field, Category.MESSAGE, (purpose,), text) for field, text in said.items()]
    insert_all(seal_more(values, person=person, submission=submission.id, index=newest_index(now), now=now))
    Addition.objects.create(
        submission=submission,
        person_id=person,
        notice_id=submission.notice_id,
        lang=submission.lang,
        fields=" ".join(said),
        at=now,
    )
    by, read = Actor(ActorKind.PERSON, str(person)), {"notice": submission.notice_id, "lang": submission.lang}
    what = {"charter": submission.charter_id, **read, "categories": [Category.MESSAGE.value], "consents": []}
    record_about([about(SUBMISSION_ADDED, submission, by=by, **what)], now=now)


def _lay_open(submission: Submission, policy: Policy, now: datetime) -> None:
    """It is new again, and stays with whoever took care of it."""
    move(
        submission,
        state=Handled.NEW,
        who=submission.care.assignee,
        version=None,
        form=policy.forms[submission.form],
        policy=policy,
        actor=Actor(ActorKind.PERSON, str(submission.person_id)),
        now=now,
    )
