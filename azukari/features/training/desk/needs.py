"""Lines of the first page: what one has to study oneself, and for the officer who has lapsed."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from azukari.features.training.history import history_of, since
from azukari.features.training.models import as_holder
from azukari.features.training.overview import trained
from azukari.lib.day import in_words
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, ActorKind, Policy
from azukari.policy.training import LessonState, first_end, standings
from azukari.shells.staff.needs import Need


def studying(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """What the reader has to study, now or soon. Four queries."""
    holder = as_holder(actor.reference) if actor.kind is ActorKind.STAFF else None
    if holder is None:
        return []
    duties = [slug for slug in actor.duties if slug in policy.duties]
    found = standings(policy, duties, since(history_of(holder, duties), holder), now)
    at, lang = reverse("console-training"), get_language() or "ja"
    closed = [each for each in found if not each.is_open]
    if closed:
        said = ngettext(
            "%(n)s lesson to take; until then you cannot open personal data",
            "%(n)s lessons to take; until then you cannot open personal data",
            len(closed),
        )
        return [Need(said % {"n": len(closed)}, at, "book", urgent=True)]
    until = first_end(found)
    if until is None:
        return []
    due = policy.organisation.last_day(until)
    day = in_words(due, lang)
    if any(each.state is LessonState.OWED for each in found):
        return [Need(_("You have training to complete by %(day)s") % {"day": day}, at, "book", urgent=True, due=due)]
    if until - now < timedelta(days=policy.training.remind_days[0]):
        return [
            Need(_("Your training is valid until %(day)s: take it again by then") % {"day": day}, at, "book", due=due)
        ]
    return []


def lapsed(actor: Actor, policy: Policy, now: datetime) -> list[Need]:
    """For whoever looks after the staff: how many colleagues have lapsed."""
    if not may_act(policy, Act.STAFF, actor) or actor.kind is not ActorKind.STAFF:
        return []
    rows = [row for row in trained(policy, now) if row.closed and str(row.user.reference) != actor.reference]
    if not rows:
        return []
    said = ngettext(
        "The training of %(n)s colleague is missing or has lapsed",
        "The training of %(n)s colleagues is missing or has lapsed",
        len(rows),
    )
    return [Need(said % {"n": len(rows)}, reverse("console-training-staff"), "book")]
