"""Counting of signatures: exact at the moment that is shown with it, made in batches, and read in one query.

A signature counts for as long as the right to use it lives: a withdrawal takes it out of the next count. When the
campaign is over, the last count stays, and what was signed expires.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from azukari.campaigns.models import Signature, SignatureCount
from azukari.charter.current import NoCharter, current
from azukari.consent.models import Grant
from azukari.forms.models import Submission
from azukari.policy.period import day_of
from azukari.policy.terms import Form, FormKind, Policy

MOST = 5000
"""Signatures that get their numbers in one transaction."""

FRESH = timedelta(minutes=10)
"""So old at most is the moment that is shown with a count that has not changed."""


def note_signature(submission: Submission, now: datetime) -> None:
    """Enter a signature, in the transaction in which its registration is accepted. Its number comes with the count."""
    del now
    Signature.objects.get_or_create(
        submission=submission, defaults={"person_id": submission.person_id, "form": submission.form}
    )


def count_all(now: datetime) -> int:
    """Number and count the signatures of every campaign that is not over; returns how many counts changed."""
    try:
        policy = current().policy
    except NoCharter:
        return 0
    campaigns = [form for form in policy.forms.values() if form.kind is FormKind.CAMPAIGN]
    return sum(count(form, policy, now=now) for form in campaigns)


def count(form: Form, policy: Policy, *, now: datetime) -> bool:
    """Number and count the signatures of one campaign; whether another count is shown from now on."""
    over = form.closes is not None and day_of(now, timezone=policy.organisation.timezone) > form.closes
    with transaction.atomic(durable=True):
        SignatureCount.objects.get_or_create(form=form.slug, defaults={"counted_at": now})
        row = SignatureCount.objects.select_for_update().get(form=form.slug)
        if row.final and over:
            return False
        numbered = _number(row)
        found = _living(form, now)
        changed = (found, over) != (row.count, row.final)
        if changed or numbered or row.counted_at < now - FRESH:
            row.count, row.counted_at, row.final = found, now, over
            row.save()
    return changed


def counts(forms: list[str]) -> dict[str, SignatureCount]:
    """The counts that are shown, by form. One query."""
    return SignatureCount.objects.in_bulk(forms)


def _number(row: SignatureCount) -> int:
    """Give the next numbers, in the order in which the signatures were confirmed."""
    waiting = Signature.objects.filter(form=row.form, number__isnull=True).order_by("submission__accepted_at", "pk")
    new = list(waiting[:MOST])
    for number, signature in enumerate(new, row.last_number + 1):
        signature.number = number
    Signature.objects.bulk_update(new, ["number"], batch_size=200)
    row.last_number += len(new)
    return len(new)


def _living(form: Form, now: datetime) -> int:
    """How many people's signatures may still be used as such."""
    rights = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose__in=form.purposes)
    signed = Signature.objects.filter(Exists(rights), form=form.slug)
    return signed.values("person_id").distinct().count()
