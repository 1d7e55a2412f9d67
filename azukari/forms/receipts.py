"""The receipt of a submission: where it is shown, and what it is made of.

Its address carries a token that cannot be guessed and names nobody. Whoever has it sees what was agreed to, and nothing
that was written. The same receipt is mailed; erasing the person takes it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from azukari.charter.current import Current, at
from azukari.consent.receipt import Occasion, build
from azukari.consent.signed_receipt import sign
from azukari.forms.guardians import agreed_at
from azukari.forms.link import opened, secret
from azukari.forms.models import State, Submission
from azukari.lib.token import TokenError, make
from azukari.policy.terms import Form

USE = "receipt"
OPEN_FOR = timedelta(days=30)


class ReceiptUnknown(Exception):
    """No such receipt, or its time is over, or the person was erased."""


@dataclass(frozen=True, slots=True)
class Held:
    """A submission with all that its receipt tells."""

    submission: Submission
    charter: Current
    form: Form
    occasion: Occasion


def receipt_path(submission: UUID, *, lang: str, now: datetime) -> str:
    """Where the receipt is shown, for a month."""
    return f"/{lang}/receipt/{make(secret(), USE, submission, now + OPEN_FOR)}"


def held(submission: Submission, *, confirmed: bool) -> Held:
    """What the receipt of an accepted submission is made of."""
    charter = at(submission.charter_id)
    if submission.accepted_at is None:
        raise ReceiptUnknown
    occasion = Occasion(
        submission=submission.id,
        person=submission.person_id,
        charter=submission.charter_id,
        notice=submission.notice.text,
        digest=submission.notice_id,
        lang=submission.lang,
        consents=frozenset(submission.consents.split()),
        accepted=submission.accepted_at,
        confirmed=confirmed,
        base_url=settings.AZUKARI.base_url,
        guardian_agreed=agreed_at(submission),
    )
    return Held(submission, charter, charter.policy.forms[submission.form], occasion)


def find(token: str, *, now: datetime) -> Held:
    """The receipt that a link leads to.

    Raises:
        ReceiptUnknown: see there.
    """
    try:
        id = opened(USE, token, now=now)
    except TokenError as error:
        raise ReceiptUnknown from error
    submission = Submission.objects.select_related("notice").filter(id=id, state=State.ACCEPTED).first()
    if submission is None:
        raise ReceiptUnknown
    return held(submission, confirmed=submission.accepted_at != submission.created_at)


def signed(receipt: Held, *, ledger: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The receipt as people keep it."""
    unsigned = build(receipt.charter.policy, receipt.form, receipt.occasion)
    return sign(unsigned, settings.AZUKARI.key("receipts"), ledger=ledger)
