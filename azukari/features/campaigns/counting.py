"""Counting of signatures: exact at the moment that is shown with it, made in batches, and read in one query.

A signature counts for as long as the right to use it lives and nobody took it out as invalid: a withdrawal is out of
the next count. People count once, and so do mailboxes, whatever spelling of an address their provider takes. When the
campaign is over, the last count stays, and what was signed expires.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from azukari.core.consent.models import Grant
from azukari.core.database.added_up import summed
from azukari.core.database.rows import Row, insert
from azukari.core.database.turns import in_turn
from azukari.core.database.update_rows import update_rows
from azukari.core.forms.models import Submission
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.hooks import Corrected
from azukari.core.vault.mailboxes import Marks, mailboxes
from azukari.features.campaigns.curve import keep_days
from azukari.features.campaigns.events import COUNT_FINAL
from azukari.features.campaigns.models import DomainHour, Signature, SignatureCount
from azukari.policy.terms import Category, Form, FormKind, Policy

MOST = 5000
"""Signatures that get their numbers in one transaction."""

FRESH = timedelta(minutes=10)
"""So old at most is the moment that is shown with a count that has not changed."""


def note_signatures(submissions: Sequence[Submission], now: datetime) -> None:
    """Enter signatures, in the transaction that accepts their registrations. Their numbers come with the count."""
    rows: list[Row] = [
        (one.id, one.person_id, one.form, None, one.accepted_at or now, None, None, False, None, None)
        for one in submissions
    ]
    insert(Signature, rows)


def note_correction(corrected: Corrected) -> None:
    """Forget the tokens of a mailbox whose address was corrected; the next count makes others."""
    if corrected.category is Category.EMAIL:
        Signature.objects.filter(submission_id=corrected.submission).update(mailbox=None)


def count_all(now: datetime) -> int:
    """Number and count the signatures of every campaign that is not over; returns how many counts changed."""
    if (policy := ruling_policy()) is None:
        return 0
    return sum(count(form, policy, now=now) for form in policy.forms_of(FormKind.CAMPAIGN))


def is_over(form: Form, policy: Policy, now: datetime) -> bool:
    """Whether the campaign's last day has passed where the organisation is."""
    return form.closes is not None and policy.organisation.day(now) > form.closes


def count(form: Form, policy: Policy, *, now: datetime) -> bool:
    """Number and count the signatures of one campaign; whether another count is shown from now on.

    While more wait than one transaction takes, the earlier count stays on show: it was right at its own moment.
    """
    over = is_over(form, policy, now)
    with in_turn():
        SignatureCount.objects.get_or_create(form=form.slug, defaults={"counted_at": now})
        row = SignatureCount.objects.select_for_update().get(form=form.slug)
        if row.final and over:
            return False
        entered = _enter(row)
        if entered == MOST:
            row.save()
            return False
        found = _people(living(form, now))
        changed = (found, over) != (row.count, row.final)
        if changed or entered or row.counted_at < now - FRESH:
            row.count, row.counted_at, row.final = found, now, over
            row.save()
            if over:
                keep_days(form.slug, living(form, now), organisation=policy.organisation)
                record(Event(COUNT_FINAL, {"actor": "worker", "form": form.slug, "count": found}), now=now)
    return changed


def counts(forms: list[str]) -> dict[str, SignatureCount]:
    """The counts that are shown, by form. One query."""
    return SignatureCount.objects.in_bulk(forms)


def living(form: Form, now: datetime) -> "QuerySet[Signature]":
    """The signatures that may still be used as such, and that nobody took out."""
    return Signature.objects.filter(stands(form, now), form=form.slug, removal__isnull=True)


def stands(form: Form, now: datetime) -> Exists:
    """Of a signature: whether the right to use it lives."""
    rights = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose__in=form.purposes)
    return Exists(rights)


def _enter(row: SignatureCount) -> int:
    """Give the next numbers, in the order in which the signatures were confirmed, and mark whose mailbox it was."""
    marks = Marks(row.form)
    stale = Q(number__isnull=True) | Q(mailbox__isnull=True) | ~Q(mailbox__gte=marks.begins)
    new = list(Signature.objects.filter(stale, form=row.form).order_by("signed_at", "pk")[:MOST])
    known = mailboxes([one.pk for one in new], marks)
    seen: Counter[tuple[bytes, datetime, bool]] = Counter()
    for signature in new:
        box = known.get(signature.pk)
        signature.mailbox = box.token if box else marks.begins + signature.pk.bytes
        signature.domain = box.domain if box else marks.begins
        signature.is_disposable = bool(box and box.disposable)
        if signature.number is None:
            row.last_number += 1
            signature.number = row.last_number
            if box and signature.signed_at:
                hour = signature.signed_at.replace(minute=0, second=0, microsecond=0)
                seen[box.domain, hour, box.disposable] += 1
    numbered = [(one.pk, one.number, one.mailbox, one.domain, one.is_disposable) for one in new]
    update_rows(Signature, ("number", "mailbox", "domain", "is_disposable"), numbered)
    trend = [(row.form, domain, hour, count, disposable) for (domain, hour, disposable), count in seen.items()]
    insert(DomainHour, summed(DomainHour, trend))
    return len(new)


def _people(signatures: "QuerySet[Signature]") -> int:
    """How many people signed, where one mailbox is one person, and one person has any number of mailboxes.

    People and mailboxes are the nodes, signatures the edges between them; the groups that hang together are nodes minus
    edges, since such a graph has no circle.
    """
    edges = signatures.values("person_id", "mailbox").distinct()
    found = edges.aggregate(
        pairs=Count("*"), people=Count("person_id", distinct=True), boxes=Count("mailbox", distinct=True)
    )
    return int(found["people"]) + int(found["boxes"]) - int(found["pairs"])
