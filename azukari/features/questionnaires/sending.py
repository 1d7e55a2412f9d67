"""Sending unlinked answers by the public page: the trap for robots, the limits, and the second press."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from azukari.core.forms import challenge
from azukari.core.forms.answers import HONEYPOT
from azukari.core.forms.client import network_of
from azukari.core.forms.kinds import NotTaken
from azukari.core.forms.saving import DRAFT, used
from azukari.core.forms.submit import solved, unworked
from azukari.core.policy_versions.current import Current, NoCharter, remembered
from azukari.features.questionnaires.asked_version import asked_before
from azukari.features.questionnaires.asking import Asking
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.invited.tickets import TICKET, TicketSpent
from azukari.features.questionnaires.models import Version
from azukari.features.questionnaires.open import is_open
from azukari.features.questionnaires.place import FORM_TYPE, asking_by, ticket_of
from azukari.features.questionnaires.pressed import first_press
from azukari.features.questionnaires.publish import is_known

SEE_OTHER = 303


def take_at_once(request: HttpRequest, lang: str, slug: str, now: datetime) -> HttpResponse | None:
    """Take answers of nobody that are complete, judged by the questionnaire and the policy that this process remembers.

    They are kept only if both are still so, by the transaction that keeps them; so they need no look at the database
    before. None: nothing was kept, and they are judged anew, by what is so now.
    """
    version = asked_before(slug, request.POST.get("version", ""))
    if version is None or version.poll.linked or not is_known(version) or not is_open(version.poll, now):
        return None
    if request.content_type != FORM_TYPE:
        return None
    try:
        charter = remembered()
    except NoCharter:
        return None
    asking = asking_by(charter, request, lang, version, {}, now)
    if isinstance(asking, HttpResponse) or "begin" in asking.typed or asking.walk.first_in_trouble():
        return None
    today = charter.policy.organisation.day(now)
    try:
        taken = take_unlinked(asking, version, today, ticket_of(asking.one(TICKET), version.poll), remembered=charter)
    except (NotTaken, TicketSpent):
        return None
    if taken.status_code != SEE_OTHER:
        return None
    used(asking.one(DRAFT), now=now)
    return taken


def take_unlinked(
    asking: Asking, version: Version, day: date, ticket: str, *, remembered: Current | None = None
) -> HttpResponse:
    """Keep answers of nobody.

    Args:
        ticket: the digest of the one that lets them in, where one is needed.
        remembered: see `give_unlinked`.

    Raises:
        Full, NotOpen, TicketSpent: nothing was kept.
    """
    request, now = asking.request, asking.now
    if asking.one(HONEYPOT):
        return thanked(asking)
    work = solved(asking.one("altcha"), now=now) if asking.one("altcha") else None
    if not ticket and not (work and challenge.spend(work)):
        too_often = unworked(network_of(request), now=now)
        if too_often:
            return asking.check(wait=too_often.seconds)
    with first_press(asking) as is_first:
        if is_first:
            answers = asking.walk.answers
            give_unlinked(version, asking.questionnaire, answers, day=day, ticket=ticket, remembered=remembered)
    return thanked(asking)


def thanked(asking: Asking) -> HttpResponse:
    return HttpResponseRedirect(f"{asking.place.action}/thanks", status=303)
