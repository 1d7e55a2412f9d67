"""Removal of invalid signatures in bulk: those of one domain within a burst, or those of disposable addresses.

What a preview counts is what is removed, or nothing is. Whoever is known here by something else stays in unless staff
say otherwise, so that no honest signature is lost by default. All of it can be taken back. A removal moves no hold of
the law: it ends the right to use a signature, and what a law keeps is kept, one person's without the others'.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from azukari.core.consent.models import Grant
from azukari.core.consent.service import end_service, resume_service
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event, actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.trail import record_about
from azukari.features.campaigns.counting import is_over
from azukari.features.campaigns.events import (
    SIGNATURE_REMOVED,
    SIGNATURE_RESTORED,
    SIGNATURES_REMOVED,
    SIGNATURES_RESTORED,
)
from azukari.features.campaigns.models import DomainHour, Removal, Signature
from azukari.lib.conflict import StaleVersion
from azukari.policy.burst import Burst, Hour, bursts
from azukari.policy.terms import Actor, Form, FormKind

BATCH = 200


@dataclass(frozen=True, slots=True)
class RemovalChoice:
    """Which signatures: of the domain (a token; empty for disposable addresses), from ``begins`` until before ``ends``.

    Args:
        known_too: also those of people who are known here by something else.
    """

    form: str
    domain: bytes
    begins: datetime
    ends: datetime
    known_too: bool = False


def found_bursts(forms: Collection[str]) -> dict[str, list[Burst]]:
    """What was unusual since each of these campaigns began. One query, of as many rows as there are domains and
    hours.
    """
    trend: dict[str, list[Hour]] = {form: [] for form in forms}
    rows = DomainHour.objects.filter(form__in=forms).values_list("form", "domain", "hour", "count")
    for form, domain, hour, count in rows:
        trend[form].append(Hour(bytes(domain), hour, count))
    return {form: bursts(hours) for form, hours in trend.items()}


def chosen(choice: RemovalChoice) -> "QuerySet[Signature]":
    """Those that count now and that the choice would take out."""
    found = Signature.objects.filter(
        form=choice.form, removal__isnull=True, signed_at__gte=choice.begins, signed_at__lt=choice.ends
    )
    found = found.filter(domain=choice.domain) if choice.domain else found.filter(is_disposable=True)
    if choice.known_too:
        return found
    elsewhere = Submission.objects.filter(person_id=OuterRef("person_id"), state=State.ACCEPTED)
    return found.exclude(Exists(elsewhere.exclude(form=choice.form)))


def remove(choice: RemovalChoice, *, promised: int, actor: Actor, now: datetime) -> Removal:
    """Take them out of the count, all or none.

    Args:
        promised: how many the preview showed.

    Raises:
        StaleVersion: there are more or fewer by now; nothing was changed.
    """
    with transaction.atomic(durable=True):
        made = Removal.objects.create(
            form=choice.form,
            domain=choice.domain,
            begins=choice.begins,
            ends=choice.ends,
            known_too=choice.known_too,
            count=promised,
            made_by=actor_reference(actor),
            made_at=now,
        )
        lock_people(list(chosen(choice).values_list("person_id", flat=True)))
        if not promised or chosen(choice).update(removal=made, shown_at=None) != promised:
            raise StaleVersion
        record(done_by(actor, SIGNATURES_REMOVED, form=choice.form, count=promised), now=now)
    return made


def take_back(removal: Removal, *, actor: Actor, now: datetime) -> int:
    """Let them count again, as far as they are still there; returns how many."""
    with transaction.atomic(durable=True):
        Removal.objects.filter(id=removal.id, undone_at__isnull=True).update(undone_at=now)
        back = list(Signature.objects.filter(removal=removal))
        lock_people([one.person_id for one in back])
        for one in back:
            resume_service(one.pk, now=now)
        Signature.objects.filter(removal=removal).update(removal=None)
        _tell(SIGNATURE_RESTORED, back, actor_reference(actor), now)
        record(done_by(actor, SIGNATURES_RESTORED, form=removal.form, count=len(back)), now=now)
    return len(back)


def end_removed(now: datetime) -> int:
    """Let the rights over what was taken out run out, batch by batch, and tell it to each; returns how many ended."""
    if (policy := ruling_policy()) is None:
        return 0
    return sum(_end(form, now) for form in policy.forms_of(FormKind.CAMPAIGN))


def _end(form: Form, now: datetime) -> int:
    running = Grant.objects.endless().filter(submission_id=OuterRef("submission_id"), purpose__in=form.purposes)
    left = Signature.objects.filter(Exists(running), form=form.slug, removal__isnull=False).order_by("pk")
    ended, last = 0, None
    while some := list((left.filter(pk__gt=last) if last else left).select_related("removal")[:BATCH]):
        with transaction.atomic(durable=True):
            lock_people([one.person_id for one in some])
            for one in some:
                end_service(one.pk, purposes=form.purposes, now=now)
            for by in {one.removal.made_by for one in some if one.removal}:
                _tell(SIGNATURE_REMOVED, [one for one in some if one.removal and one.removal.made_by == by], by, now)
        ended, last = ended + len(some), some[-1].pk
    return ended


def forget_trends(now: datetime) -> int:
    """Delete the trends of campaigns that are over, and of whatever is no campaign any more; returns how many rows."""
    if (policy := ruling_policy()) is None:
        return 0
    open_ones = [form.slug for form in policy.forms_of(FormKind.CAMPAIGN) if not is_over(form, policy, now)]
    return DomainHour.objects.exclude(form__in=open_ones).delete()[0]


def _tell(kind: Kind, signatures: list[Signature], by: str, now: datetime) -> None:
    events = [
        Event(kind, {"actor": by, "form": one.form, "submission": str(one.pk)}, one.person_id)
        for one in sorted(signatures, key=lambda one: one.person_id)
    ]
    record_about(events, now=now)
