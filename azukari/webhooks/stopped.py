"""What waits for the owner of a webhook: that it stopped, since nobody took what was posted."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.desk.needs import Need
from azukari.policy.terms import Actor, Policy
from azukari.webhooks.models import Webhook


def needs(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """A line where one of the actor's has stopped. One query."""
    del policy
    stopped = Webhook.objects.filter(token__user__reference=actor.reference, stopped_at__isnull=False)
    if not stopped.filter(token__ends_at__gt=now).exists():
        return []
    return [
        Need(_("A webhook of yours has stopped: nobody took what was posted"), reverse("console-webhooks"), "alert")
    ]
