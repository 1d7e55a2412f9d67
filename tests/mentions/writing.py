"""Others who write of Hanako, and what the tests look at."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.mention_walk import look
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import ReleaseOptions, release
from azukari.demo.people import VISITORS, fill_in
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category

SURE = "見本花子さん(０３－００００－０１０１)に聞きました。みほん・はなこさんは親切でした。"
UNSURE = "見本さんによろしく。"
NOBODY = "川がきれいでした。見本市も楽しみです。"
_LONG_ENOUGH = 100


def write(charter: Current, message: str, *, now: datetime, by: str = "sakura") -> Submission:
    """Somebody sends a message by the contact form, and confirms it."""
    visitor = next(visitor for visitor in VISITORS if visitor.mailbox == by)
    form = charter.policy.forms[charter.policy.requests.contact_form]
    submission = fill_in(replace(visitor, message=message), form, charter, now=now)
    assert submission is not None
    submission.refresh_from_db()
    return submission


def look_everywhere(now: datetime) -> None:
    """Let the worker look until it has seen everything."""
    for _turn in range(_LONG_ENOUGH):
        if not look(now):
            return


def message_of(submission: Submission, *, now: datetime) -> str:
    """What the message says, as its writer sees it."""
    person = Actor(ActorKind.PERSON, str(submission.person_id))
    opened = release(
        [submission.person_id],
        purpose=OWN_ACCESS,
        categories=frozenset({Category.MESSAGE}),
        actor=person,
        reason=Reason.OWN,
        now=now,
        options=ReleaseOptions(submission=submission.id),
    )
    return opened[submission.person_id][0].text


def row_of(submission: Submission) -> UUID:
    """The id of the sealed message."""
    return SealedValue.objects.get(submission_id=submission.id, category=Category.MESSAGE).id
