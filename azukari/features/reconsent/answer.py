"""Yes or no to a wider use. A yes begins grants under the charter that rules, beside those that are there; a no, like
silence, leaves everything as it was.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.events import GRANT_BEGUN
from azukari.core.consent.models import Grant
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import at
from azukari.core.vault.trail import record_about
from azukari.features.reconsent.events import WIDENING_AGREED, WIDENING_DECLINED
from azukari.features.reconsent.models import Asked, Question, ReconsentAnswer, Round
from azukari.features.reconsent.question import Asking, Concern, asking
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.policy.decide import grant_end
from azukari.policy.terms import Ground, Policy, RetentionStart
from azukari.policy.widening import added_fields

RECEIPT_LETTER = "reconsent:receipt"


class NothingToAnswer(Exception):
    """No round runs, or there is nothing (any more) to ask this person."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer on record: the row that keeps it."""

    asked: UUID
    answer: ReconsentAnswer


def open_round(now: datetime) -> Round | None:
    """The newest round in which people may answer, if one runs."""
    return Round.objects.filter(ended_at__isnull=True, ends_at__gt=now).order_by("-charter_id").first()


def agree(person: UUID, *, words: str, lang: str, now: datetime) -> Given:
    """Begin the grants that the person says yes to.

    Args:
        words: the digest of the question that they read.

    Raises:
        NothingToAnswer: see there.
        StaleVersion: the policy has changed since; nothing was done.
    """
    with transaction.atomic(durable=True):
        round, asked = _ready(person, words, lang, now)
        policy = at(asked.charter).policy
        Grant.objects.bulk_create(_grant(concern, policy, asked.charter, now) for concern in asked.concerns)
        given = _keep(person, asked, round, ReconsentAnswer.AGREED, now)
        purposes = sorted({concern.grant.purpose for concern in asked.concerns})
        about: dict[str, Value] = {"actor": "person", "charter": asked.charter, "purposes": purposes}
        agreed = Event(WIDENING_AGREED, {**about, "sha256": asked.digest}, person)
        record_about([agreed, Event(GRANT_BEGUN, about, person)], now=now)
        enqueue(RECEIPT_LETTER, person=person, reference=given.asked, lang=lang, now=now)
    return given


def decline(person: UUID, *, words: str, lang: str, now: datetime) -> Given:
    """Write down a no.

    Raises:
        NothingToAnswer: see there.
        StaleVersion: the policy has changed since; nothing was done.
    """
    with transaction.atomic(durable=True):
        round, asked = _ready(person, words, lang, now)
        given = _keep(person, asked, round, ReconsentAnswer.DECLINED, now)
        about: dict[str, Value] = {"actor": "person", "charter": asked.charter, "sha256": asked.digest}
        record_about([Event(WIDENING_DECLINED, about, person)], now=now)
    return given


ANSWERS = {"yes": agree, "no": decline}
"""What each button does, by its value."""


def _ready(person: UUID, words: str, lang: str, now: datetime) -> tuple[Round, Asking]:
    """The round and the question, with the person held until the end of the transaction: two tabs answer in turn."""
    held = lock_people([person])
    round = open_round(now)
    asked = asking(person, lang=lang, now=now) if held and round else None
    if round is None or asked is None:
        raise NothingToAnswer
    if asked.digest != words:
        raise StaleVersion
    return round, asked


def _keep(person: UUID, asked: Asking, round: Round, answer: ReconsentAnswer, now: datetime) -> Given:
    """The answer, with its words, in every round that still runs."""
    question, _made = Question.objects.get_or_create(
        digest=asked.digest, defaults={"charter_id": asked.charter, "lang": asked.lang, "text": asked.text}
    )
    Asked.objects.get_or_create(
        round=round,
        person_id=person,
        defaults={"lang": asked.lang, "state": ReconsentAnswer.WAITING, "asked_at": now},
    )
    rows = Asked.objects.filter(person_id=person, round__ended_at__isnull=True, round__ends_at__gt=now)
    rows.exclude(state=ReconsentAnswer.AGREED).update(state=answer, answered_at=now, question=question)
    newest = rows.filter(round=round).get()
    return Given(newest.id, ReconsentAnswer(newest.state))


def _grant(concern: Concern, policy: Policy, charter: int, now: datetime) -> Grant:
    """The grant that a yes begins. It rests on that yes, whatever the purpose rested on before, and can be withdrawn;
    the earlier grant goes on.
    """
    grant, submission = concern.grant, concern.submission
    added = added_fields(at(submission.charter_id).policy, policy, form=submission.form, purpose=grant.purpose)
    return Grant(
        id=new_id(),
        person_id=grant.person_id,
        submission_id=grant.submission_id,
        purpose=grant.purpose,
        ground=Ground.CONSENT,
        charter_id=charter,
        begins_at=now,
        ends_at=_end(concern, policy, now),
        opens=" ".join(sorted(added)),
    )


def _end(concern: Concern, policy: Policy, now: datetime) -> datetime | None:
    """As the policy that rules says, counted from the confirmation of then; a service that is over stays over."""
    grant, told = concern.grant, concern.told.purposes[concern.grant.purpose]
    if grant.ends_at is not None and told.retention.start is RetentionStart.ENDED:
        return grant.ends_at
    end = grant_end(policy, grant.purpose, confirmed_at=grant.begins_at)
    return end if end is None or end > now else grant.ends_at
