"""A message of the contact form becomes a request: by itself where its sender said that it is about their own data,
else when a member of staff presses the button (P45).

The clock runs from when the message arrived. Who confirmed the address that stands in it has shown who they are, as by
any mailed link; whoever left no address has not, and is called back or asked otherwise. What was written is sealed with
the request, so that the desk can answer it without the duty of the form; that it was opened for this is recorded.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.cases.lifecycle import Request, open_within
from azukari.core.cases.models import Case, CaseMessage
from azukari.core.cases.staffing import NobodyAnswers, choose
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Submission
from azukari.core.forms.own_data import taken_up, try_later, waiting
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.lib.failure import report
from azukari.policy.casework import CaseChannel, CaseKind, Identity, ReplyBy
from azukari.policy.terms import Actor, ActorKind, Category

AT_A_TIME = 20
_DESK = Actor(ActorKind.SYSTEM, "rights")
_REACHED_BY = (Category.NAME, Category.PHONE, Category.FAX)
_log = logging.getLogger("azukari.features.rights")


def take_up(now: datetime) -> int:
    """Make requests of the messages whose senders said so; returns how many. What fails stops no other."""
    done = 0
    for submission in waiting(AT_A_TIME, now=now):
        try:
            from_message(submission, CaseKind.QUESTION, actor=_DESK, now=now)
            done += 1
        except NobodyAnswers:
            return done  # they wait unread, and `doctor` tells that nobody can own a request
        except Refused:  # its time is over: nothing of it may be used any more
            with transaction.atomic():
                taken_up(submission.id)
        except Exception as error:  # its words could quote the message
            report(error, what="A message could not be made a request", log=_log)
            try_later(submission.id, now=now)  # each try opens it, and its sender reads of each
    return done


def from_message(submission: Submission, kind: CaseKind, *, actor: Actor, now: datetime) -> Case:
    """Open a case with what an accepted message says. Doing it twice is doing it once.

    Raises:
        NobodyAnswers: there are not two people to own it and stand in; nothing was opened, and nothing written.
        Refused: the actor may not read the message, or nobody may any more. Recorded first.
    """
    found = case_of(submission.id)
    if found:
        return found
    choose()  # before anything is opened: who it goes to is chosen when it is written
    opened = _opened(submission, actor, now)
    confirmed = Person.objects.filter(id=submission.person_id, confirmed_at__isnull=False)
    known = any(value.category is Category.EMAIL for value in opened) and confirmed.exists()
    request = Request(
        kind,
        CaseChannel.FORM,
        submission.lang,
        ReplyBy.MAIL if known else ReplyBy.PHONE,
        person=submission.person_id if known else None,
        identity=Identity.CONFIRMED_ADDRESS if known else None,
        words=_words(opened, known=known),
        received_at=submission.created_at,
    )
    with transaction.atomic(durable=True):
        held = hold_submission(submission.id)
        if held is None:
            raise Submission.DoesNotExist
        found = case_of(submission.id)  # another click was faster
        if found:
            return found
        case = open_within(request, actor=actor, now=now)
        CaseMessage.objects.create(case=case, submission=held, person_id=held.person_id)
        taken_up(submission.id)
    return case


def case_of(submission: UUID) -> Case | None:
    """The request that a message became."""
    return Case.objects.filter(message__submission_id=submission).first()


def _opened(submission: Submission, actor: Actor, now: datetime) -> tuple[Opened, ...]:
    policy = current().policy
    purpose = policy.forms[submission.form].purposes[0]
    wanted = {Category.MESSAGE, Category.EMAIL, *_REACHED_BY}
    opened = release(
        [submission.person_id],
        purpose=purpose,
        categories=frozenset(wanted & policy.purposes[purpose].categories),
        actor=actor,
        reason=Reason.ANSWER,
        now=now,
        options=ReleaseOptions(submission=submission.id, way=RECORD),
    )
    return opened.get(submission.person_id, ())


def _words(opened: Iterable[Opened], *, known: bool) -> Mapping[NoteKind, str]:
    """What was written; and where no address is confirmed, how to reach whoever wrote it."""
    texts = {category: [v.text for v in opened if v.category is category] for category in Category}
    words = {NoteKind.SAID: "\n\n".join(texts[Category.MESSAGE])}
    if not known:
        words[NoteKind.CONTACT] = " · ".join(text for category in _REACHED_BY for text in texts[category])
    return words
