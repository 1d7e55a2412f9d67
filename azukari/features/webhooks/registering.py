"""Making, removing and starting again of webhooks, in their owner's name; and what waits for the owner of one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.models import StaffToken, User
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event
from azukari.core.ledger.reading import last_index
from azukari.core.ledger.record import record
from azukari.features.webhooks.events import WEBHOOK_MADE, WEBHOOK_REMOVED
from azukari.features.webhooks.models import Webhook
from azukari.policy.terms import Actor, Policy
from azukari.shells.staff.needs import Need

MOST = 5
"""Webhooks of one token."""
LONGEST = 200


def make(token: StaffToken, url: str, events: Sequence[str], *, now: datetime) -> Webhook | None:
    """Tell ``url`` of these events from now on; None where the token has as many as it may have."""
    with transaction.atomic():
        StaffToken.objects.select_for_update().get(id=token.id)
        if Webhook.objects.filter(token=token).count() >= MOST:
            return None
        told = " ".join(sorted(events))
        made = Webhook.objects.create(token=token, url=url, events=told, told=last_index(), due_at=now, created_at=now)
        _record(WEBHOOK_MADE, made, now)
    return made


def remove(user: User, id: UUID, *, now: datetime) -> bool:
    """Tell it nothing more; False if the user has no such webhook."""
    with transaction.atomic():
        found = Webhook.objects.filter(token__user=user, id=id).select_related("token__user").first()
        if found is None:
            return False
        _record(WEBHOOK_REMOVED, found, now)
        found.delete()
    return True


def start_again(user: User, id: UUID, *, now: datetime) -> bool:
    """Go on where it stopped: the post that was not taken is tried first."""
    found = Webhook.objects.filter(token__user=user, id=id)
    return bool(found.update(stopped_at=None, attempts=0, due_at=now))


def needs(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """A line where one of the actor's has stopped. One query."""
    del policy
    stopped = Webhook.objects.filter(token__user__reference=actor.reference, stopped_at__isnull=False)
    if not stopped.filter(token__ends_at__gt=now).exists():
        return []
    return [Need(_("A webhook has stopped: its messages were not accepted"), reverse("console-webhooks"), "alert")]


def _record(kind: Kind, webhook: Webhook, now: datetime) -> None:
    owner = f"staff:{webhook.token.user.reference}"
    record(Event(kind, {"actor": owner, "webhook": str(webhook.id), "token": str(webhook.token_id)}), now=now)
