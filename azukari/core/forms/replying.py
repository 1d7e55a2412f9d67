"""Replying: staff write back to whoever sent a submission, by email, for one of its purposes.

Our words are sealed with theirs, under the same purpose: whoever may read the one may read the other, the person finds
both on their own page, and both end with the same grants. Whether we may write at all, the policy says: the purpose
has to use messages and email addresses.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.database.rows import insert_all
from azukari.core.forms import kinds
from azukari.core.forms.addition import living_purposes
from azukari.core.forms.events import REPLY_WRITTEN, about
from azukari.core.forms.handling import NotThere, colleagues, move
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Handled, Reply, State, Submission
from azukari.core.forms.thread import later_messages
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.core.vault.authorize import authorize
from azukari.core.vault.find import gave_address
from azukari.core.vault.index import newest_index
from azukari.core.vault.refusal import refuse
from azukari.core.vault.store import NewValue, seal_more
from azukari.core.vault.trail import record_about
from azukari.core.vault.ways import insist_that_it_serves, way_called
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, Category, Form, Policy, Use
from azukari.policy.ways import may_serve

REPLY_LETTER = "forms:reply"
NEEDED = frozenset({Category.MESSAGE, Category.EMAIL})
"""What a purpose has to use, for a reply to be one of its uses."""

SERVES = frozenset({Use.ANSWER, Use.ADMINISTER})
"""The uses of a purpose for which somebody is written back to."""

LONGEST = 5000


class NoAddress(Exception):
    """They left no email address with it and cannot come for a reply either, so it would reach nobody."""


def may_reply(submission: Submission, policy: Policy, purposes: Collection[str], *, now: datetime) -> str:
    """The purpose for which a reply may be written now; ``""`` if there is none. One query.

    Args:
        purposes: those of whoever would write it.
    """
    form = policy.forms.get(submission.form)
    if form is None or submission.state != State.ACCEPTED:
        return ""
    fit = [slug for slug in form.purposes if slug in purposes and policy.purposes[slug].categories >= NEEDED]
    fit = [slug for slug in fit if may_serve(policy, way_called(REPLY_LETTER), slug)]
    living = living_purposes(submission, now)
    return next((slug for slug in fit if slug in living), "")


def can_reach(submission: Submission) -> bool:
    """Whether a reply would reach its sender: by email, or because they come for it. Two queries at most."""
    return gave_address(submission.id) or kinds.of(submission.kind).is_collected(submission)


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as staff wrote it.

    Args:
        text: trimmed, not blank, at most `LONGEST` characters.
        seen: how many messages after the first the page showed, theirs and ours; another in the meantime makes it
            stale.
        done: whether nothing is left to do: it is closed as well.
    """

    text: str
    purpose: str
    seen: int
    done: bool


def reply(id: UUID, words: Written, *, form: Form, policy: Policy, by: User, actor: Actor, now: datetime) -> Reply:
    """Write back: the words are sealed, the mail is queued, and the submission counts as answered. When this returns,
    it survives a crash.

    Args:
        id: the submission.

    Raises:
        Refused: the actor's duties do not serve the purpose. Recorded first.
        NotThere, NoAddress, StaleVersion: see there; nothing was written.
    """
    purpose = words.purpose
    verdict = authorize(policy, purpose=purpose, categories=NEEDED, actor=actor, now=now)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=actor, now=now)
    insist_that_it_serves(way_called(REPLY_LETTER), purpose, actor=actor, now=now, policy=policy)
    with transaction.atomic(durable=True):
        submission = hold_submission(id)
        if submission is None or not may_reply(submission, policy, [purpose], now=now):
            raise NotThere
        by_mail = gave_address(submission.id)
        if not by_mail and not kinds.of(submission.kind).is_collected(submission):
            raise NoAddress
        if later_messages(submission) != words.seen:
            raise StaleVersion
        person, lang = submission.person_id, submission.lang
        written = Reply.objects.create(
            submission=submission,
            person_id=person,
            purpose=purpose,
            lang=lang,
            author=by,
            message=enqueue(REPLY_LETTER, person=person, reference=submission.id, lang=lang, now=now)
            if by_mail
            else new_id(),  # of no mail: it is fetched
            written_at=now,
        )
        value = NewValue(written.field, Category.MESSAGE, (purpose,), words.text)
        insert_all(seal_more([value], person=person, submission=submission.id, index=newest_index(now), now=now))
        record_about([about(REPLY_WRITTEN, submission, by=actor)], now=now)
        if kinds.of(submission.kind).is_answered:
            _answered(submission, by, done=words.done, form=form, policy=policy, actor=actor, now=now)
    return written


def deliveries(replies: Collection[Reply]) -> Mapping[UUID, Message]:
    """The mail of each reply, by the reply's id, for as long as the queue remembers it. One query."""
    mails = Message.objects.in_bulk([reply.message for reply in replies])
    return {reply.id: mails[reply.message] for reply in replies if reply.message in mails}


def _answered(
    submission: Submission, by: User, *, done: bool, form: Form, policy: Policy, actor: Actor, now: datetime
) -> None:
    """It is answered, and whoever wrote takes care of it from now on, if their duty serves it and nobody does yet."""
    mine = by if any(one.pk == by.pk for one in colleagues(form, policy)) else None
    who = submission.care.assignee or mine
    state = Handled.CLOSED if done else Handled.ANSWERED
    move(submission, state=state, who=who, version=None, form=form, policy=policy, actor=actor, now=now)
