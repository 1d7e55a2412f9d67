"""Posts to webhooks: what happened since the last one, told by name and number, again and again until it is taken.

Before each post it is asked what the token opens at that moment: of a form that its owner's duties do not serve,
nothing is told, then or later. A post is signed like those to recipients (RFC 9421), so that the program can tell that
it is ours.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from azukari.core.accounts.tokens import actor_of
from azukari.core.ledger.reading import Recorded, last_index, placed
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.transfers.webhook import LEASE, MOST_ATTEMPTS, NotTaken, post, signed
from azukari.core.vault.authorize import authorize
from azukari.features.webhooks.models import Webhook
from azukari.lib.backoff import pause
from azukari.policy.terms import Actor, FormKind, Policy
from azukari.shells.api.told import ToldEvent, told_events

AT_A_TIME = 20  # posts in one round
ENTRIES = 2_000  # of the ledger, told in one post


def tell_due(now: datetime) -> int:
    """Post what has happened; returns how many posts were tried."""
    if (policy := ruling_policy()) is None:
        return 0
    due = Webhook.objects.filter(stopped_at__isnull=True, due_at__lte=now).order_by("due_at", "id")
    due = due.exclude(told=last_index(), until__isnull=True)  # nothing has happened, so nothing is written
    return sum(_tell(one, policy, now) for one in due.select_related("token__user")[:AT_A_TIME] if _lease(one, now))


def _lease(webhook: Webhook, now: datetime) -> bool:
    """Take it for this worker; after a crash another tries it when the lease is over."""
    return bool(Webhook.objects.filter(id=webhook.id, due_at=webhook.due_at).update(due_at=now + LEASE))


def _tell(webhook: Webhook, policy: Policy, now: datetime) -> bool:
    """Whether anything was posted."""
    actor = actor_of(webhook.token, policy=policy, now=now)
    end = last_index() if webhook.until is None else webhook.until
    events = [event for event in told_events() if event.name in webhook.events.split()]
    kinds = {kind for event in events for kind in event.kinds}
    entries = placed(kinds, after=webhook.told, until=end, most=ENTRIES) if actor else []
    if len(entries) == ENTRIES:
        end = entries[-1].index or end
    news = _news(events, entries, policy, actor, now) if actor else []
    if not news:
        Webhook.objects.filter(id=webhook.id).update(told=end, until=None, attempts=0, due_at=now)
        return False
    body = json.dumps({"webhook": str(webhook.id), "events": news}, ensure_ascii=True).encode()
    try:
        post(signed(webhook.url, body, id=f"{webhook.id}-{end}", now=now, content_type="application/json"))
    except NotTaken as error:
        attempts = webhook.attempts + 1
        Webhook.objects.filter(id=webhook.id).update(
            until=end,
            attempts=attempts,
            failure=error.code[:32],
            due_at=now + pause(webhook.attempts),
            stopped_at=now if attempts >= MOST_ATTEMPTS else None,
        )
    else:
        done = {"told": end, "until": None, "attempts": 0, "failure": "", "due_at": now, "taken_at": now}
        Webhook.objects.filter(id=webhook.id).update(**done)
    return True


def _news(
    events: list[ToldEvent], entries: list[Recorded], policy: Policy, actor: Actor, now: datetime
) -> list[Mapping[str, Any]]:
    """What the entries tell, one for each event and form, in the order in which they first happened."""

    def kind_of(form: str) -> FormKind | None:
        return policy.forms[form].kind if form in policy.forms else None

    told: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        for event in (one for one in events if one.is_of(entry.kind, entry.payload, kind_of)):
            form = str(entry.payload["form"])
            first = {
                "event": event.name,
                "form": form,
                "count": 0,
                "first": entry.at.isoformat(),
                "read": event.read.replace("{form}", form),
            }
            row = told.setdefault((event.name, form), first)
            row["count"] += 1
            row["last"] = entry.at.isoformat()
    served = {form for _name, form in told if _serves(form, policy, actor, now)}
    return [row for (_name, form), row in told.items() if form in served]


def _serves(form: str, policy: Policy, actor: Actor, now: datetime) -> bool:
    """Whether the token opens one of the form's purposes now."""
    return any(
        authorize(policy, purpose=purpose, categories=frozenset(), actor=actor, now=now)
        for purpose in policy.forms[form].purposes
    )
