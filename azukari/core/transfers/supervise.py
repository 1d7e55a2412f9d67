"""Supervising contractors: reviews on a schedule, and the guidelines that each has to accept (P30, P31)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import IntegrityError, transaction

from azukari.both_languages import BothLanguages
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current, today
from azukari.core.transfers.events import GUIDELINES_ACCEPTED, GUIDELINES_PUBLISHED, REVIEW_RECORDED
from azukari.core.transfers.models import Contract, GuidelinesAcceptance, GuidelinesVersion, Outcome, Recipient, Review
from azukari.lib import canonical
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.terms import Actor, ActorKind, Text

_DEFAULTS = Path(__file__).with_name("guidelines")
GRACE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Findings:
    """What a review found.

    Args:
        answers: the questionnaire, by question.
        evidence: SHA-256 of what was looked at, hexadecimal, or "".
    """

    outcome: Outcome
    words: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    evidence: str = ""


def record_review(contract: Contract, findings: Findings, *, actor: Actor, now: datetime) -> Review:
    """A review was done; the next one is due after the contract's interval, a failed one at once.

    Raises:
        InvalidTransition: no review is planned, since the contract was never in force.
    """
    day = today(now)
    with transaction.atomic():
        review = Review.objects.select_for_update().filter(contract=contract, done_on__isnull=True).first()
        if review is None:
            raise InvalidTransition("review.none-planned", _NONE_PLANNED)
        review.done_on, review.done_by = day, actor_reference(actor)
        review.outcome, review.findings = findings.outcome, findings.words
        review.answers, review.evidence_sha256 = dict(findings.answers), findings.evidence
        review.save()
        failed = findings.outcome == Outcome.FAILED
        Review.objects.create(contract=contract, due=day if failed else contract.review_after(day))
        what = {"review": review.id, "contract": contract.id, "recipient": contract.recipient_id}
        record(done_by(actor, REVIEW_RECORDED, **what, outcome=findings.outcome.value), now=now)
    return review


@cache
def default_guidelines() -> Text:
    """The text that the program brings along, to be edited."""
    return {lang: (_DEFAULTS / f"default.{lang}.md").read_text("utf-8") for lang in ("ja", "en")}


def publish_guidelines(
    text: Mapping[str, str], *, grace_days: int = GRACE_DAYS, after: int | None = None, actor: Actor, now: datetime
) -> GuidelinesVersion:
    """The next version; each contractor accepts it within ``grace_days``.

    Args:
        after: the number of the version that its author saw, 0 where there was none; None asks nothing.

    Raises:
        InvalidTransition: a language is empty, or nothing has changed.
        StaleVersion: another version was published meanwhile.
    """
    if not all(text.get(lang, "").strip() for lang in current().policy.languages):
        raise InvalidTransition("guidelines.empty", _EMPTY)
    digest = hashlib.sha256(canonical.dump(dict(text))).hexdigest()
    try:
        with transaction.atomic():
            newest = GuidelinesVersion.objects.order_by("-number").first()
            if after not in (None, newest.number if newest else 0):
                raise StaleVersion
            if newest and newest.digest == digest:
                raise InvalidTransition("guidelines.unchanged", _UNCHANGED)
            number = newest.number + 1 if newest else 1
            version = GuidelinesVersion.objects.create(
                number=number,
                text=dict(text),
                digest=digest,
                grace_days=grace_days,
                published_at=now,
                published_by=actor_reference(actor),
            )
            record(done_by(actor, GUIDELINES_PUBLISHED, version=number, sha256=digest), now=now)
    except IntegrityError as error:  # that number was given at this very moment
        raise StaleVersion from error
    return version


def accept_guidelines(recipient: Recipient, number: int, *, by: str, method: str, now: datetime) -> bool:
    """The contractor accepts a version; a second time changes nothing.

    Args:
        by: who speaks for the contractor, as they wrote themselves.
        method: ``link`` or ``paper``.

    Returns:
        Whether it is new.
    """
    try:
        with transaction.atomic():
            GuidelinesAcceptance.objects.create(
                guidelines_id=number, recipient=recipient, accepted_at=now, accepted_by=by, method=method
            )
            theirs = Actor(ActorKind.RECIPIENT, recipient.slug)
            what = {"recipient": recipient.slug, "version": number, "method": method}
            record(done_by(theirs, GUIDELINES_ACCEPTED, **what), now=now)
    except IntegrityError:
        if GuidelinesAcceptance.objects.filter(guidelines_id=number, recipient=recipient).exists():
            return False
        raise
    return True


_NONE_PLANNED: Text = BothLanguages(
    "No review of this contract is planned. Putting the contract in force sets the day."
)
_EMPTY: Text = BothLanguages("Write the guidelines in Japanese and in English.")
_UNCHANGED: Text = BothLanguages("These are the guidelines that count already; there is nothing to publish.")
