"""The receipt of a submission: where it is shown, and what it is made of.

Its address carries a token that cannot be guessed and names nobody. Whoever has it sees what was agreed to, and nothing
that was written. The same receipt is mailed; erasing the person takes it away.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from azukari.core.consent.models import Grant
from azukari.core.consent.receipt import Occasion, build
from azukari.core.consent.receipt_keys import signed as sign
from azukari.core.forms.guardians import agreements
from azukari.core.forms.models import State, Submission
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.held_fields import fields_held
from azukari.policy.terms import Form, Policy

OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReceiptContents:
    """A submission with all that its receipt tells."""

    submission: Submission
    policy: Policy
    form: Form
    occasion: Occasion


def receipt_path(submission: UUID, *, lang: str, now: datetime) -> str:
    """Where the receipt is shown, for a month."""
    return LINK.page(submission, lang=lang, expires=now + OPEN_FOR)


def held_all(submissions: Collection[Submission], known: Charters | None = None) -> list[ReceiptContents]:
    """What the receipts of submissions are made of, those that are not accepted left out. Three queries besides their
    notices, however many there are.
    """
    accepted = [submission for submission in submissions if submission.accepted_at is not None]
    ids = [submission.id for submission in accepted]
    known, agreed, given = known or charters(), agreements(ids), fields_held(ids)
    found = []
    for one in accepted:
        occasion = Occasion(
            submission=one.id,
            person=one.person_id,
            charter=one.charter_id,
            notice=one.notice.text,
            digest=one.notice_id,
            lang=one.lang,
            consents=frozenset(one.consents.split()),
            accepted=one.accepted_at or one.created_at,
            confirmed=one.accepted_at != one.created_at,
            base_url=settings.AZUKARI.base_url,
            guardian_agreed=agreed.get(one.id),
            given=given[one.id],
        )
        policy = known.policy(one.charter_id)
        found.append(ReceiptContents(one, policy, policy.forms[one.form], occasion))
    return found


def held(submission: Submission, known: Charters | None = None) -> ReceiptContents:
    """What the receipt of an accepted submission is made of."""
    (found,) = held_all([submission], known)
    return found


def _find(id: UUID, _now: datetime) -> Submission:
    submission = Submission.objects.select_related("notice").filter(id=id, state=State.ACCEPTED).first()
    if submission is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return submission


LINK = MailedLink("receipt", "receipt", _find)


def ended_since(receipt: ReceiptContents, *, now: datetime) -> Mapping[str, datetime]:
    """Of what the receipt lists, the uses that have ended since, and when. One query."""
    grants = list(Grant.objects.filter(submission_id=receipt.submission.id).order_by("ends_at"))
    living = {grant.purpose for grant in grants if grant.is_living(now)}
    return {grant.purpose: grant.ends_at for grant in grants if grant.ends_at and grant.purpose not in living}


def signed(receipt: ReceiptContents, *, ledger: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The receipt as people keep it."""
    unsigned = build(receipt.policy, receipt.form, receipt.occasion)
    return sign(unsigned, ledger=ledger)
