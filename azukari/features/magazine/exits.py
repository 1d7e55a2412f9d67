"""Pages behind the two links of an issue: leaving, and a reader's wishes. Neither asks anybody to sign in.

The POST of the leaving link acts by itself, whoever sends it: mail programs do so for their reader (RFC 8058 3.2), and
the address that they were given is all that they have. A GET shows a button, and a quiet one beside it for whoever got
a copy of somebody else's mail; only a press of that very one leaves the subscription as it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.link import LinkState
from azukari.core.mail.link_page import ALL_FORMS, OWN_PAGE, Button, Panel, Visit, Way, Words, link_page, nowhere, told
from azukari.core.policy_versions.of_request import charter_of
from azukari.features.magazine.forwarded import tell
from azukari.features.magazine.life import WEEKLY
from azukari.features.magazine.links import LEAVING, WISHING, Reader
from azukari.features.magazine.lists import MailingList, list_for_purpose
from azukari.features.magazine.still_reading import asks_of, say
from azukari.features.magazine.wishes import as_shown, leave, wish, wish_of
from azukari.policy.period import after
from azukari.policy.terms import Actor, ActorKind, Period

PAUSES: Mapping[str, Period] = {"1": Period(months=1), "3": Period(months=3), "6": Period(months=6)}
"""For how long one can pause, in months."""

FORWARDED = "forwarded"
SAYS: Mapping[str, bool] = {"reads": True, "unsaid": False}
"""Buttons by which a reader says that they still read it, or takes that back."""
DONE: Mapping[str, Words] = {
    "reads": _("Thank you for telling us that you still read it. The day is noted."),
    "unsaid": _("Withdrawn. The day is no longer kept."),
    "wished": _("Saved. It applies from now on."),
}
"""What is said after them, and after another wish."""

_LEFT = Panel(
    _("You are unsubscribed"),
    (_("You will get no more of it, not even issues already queued."),),
    "check",
    after=(
        _("Was that a mistake? Subscribe again by the form: we then ask by email whether it was you."),
        _("If this was an issue that somebody forwarded to you, it was their subscription: please tell them."),
    ),
    ways=(ALL_FORMS, OWN_PAGE),
)
_TOLD = Panel(
    _("Nothing was changed"),
    (_("Thank you for telling us. The reader the issue went to may get an email from us about it."),),
    "check",
    after=(_("You can delete the copy. If you want the magazine yourself, subscribe with the form."),),
    ways=(ALL_FORMS,),
)
_OLD = Panel(
    _("This link has expired"),
    (_("Please use the link in a newer issue, or your own page."),),
    "clock",
    ways=(OWN_PAGE,),
)


def list_for(visit: Visit, reader: Reader) -> MailingList | None:
    """The list that a link is about; None where the policy has it no more."""
    return list_for_purpose(charter_of(visit.request).policy, reader.purpose)


def _ask(visit: Visit, reader: Reader) -> HttpResponse:
    of = list_for(visit, reader)
    panel = Panel(
        _("Unsubscribe?"),
        (of.title[visit.lang] if of else "", _("One press, and you get nothing more of it.")),
        "mail",
        buttons=(
            Button(_("Unsubscribe"), "cross", value="leave"),
            Button(_("This was forwarded to me"), value=FORWARDED, quiet=True),
        ),
        after=(
            _("You do not have to do anything else, and nobody asks why."),
            _("Did somebody forward it to you? Then “Unsubscribe” would unsubscribe them, not you."),
        ),
    )
    return visit.say(panel)


def _leave(visit: Visit) -> HttpResponse:
    reader = LEAVING.opened(visit.token, now=visit.now)
    if visit.request.POST.get("answer") == FORWARDED:
        return _forwarded(visit, reader)
    return _left(visit, reader)


def _left(visit: Visit, reader: Reader) -> HttpResponse:
    leave(reader.person, reader.purpose, now=visit.now)
    return visit.say(_to_form(_LEFT, visit, reader))


def _forwarded(visit: Visit, reader: Reader) -> HttpResponse:
    tell(reader, now=visit.now)
    return visit.say(_to_form(_TOLD, visit, reader))


def _to_form(panel: Panel, visit: Visit, reader: Reader) -> Panel:
    """With the form of this very list as the first way on."""
    of = list_for(visit, reader)
    if of is None:
        return panel
    return replace(panel, ways=(Way(f"/forms/{of.slug}", _("The form of this magazine")), *panel.ways[1:]))


def _page(visit: Visit, reader: Reader, *, saved: Words = "") -> HttpResponse:
    of = list_for(visit, reader)
    if of is None:
        return visit.say(_LEFT)
    policy, held = charter_of(visit.request).policy, wish_of(reader.person, of.slug)
    today = policy.organisation.day(visit.now)
    context = {
        "list": of,
        "languages": policy.languages,
        "pauses": list(PAUSES),
        "asks": asks_of(of.slug),
        "saved": saved,
        **as_shown(held, lang=reader.lang, today=today),
    }
    return visit.render("magazine/wishes.html", context)


def _wish(visit: Visit) -> HttpResponse:
    reader = WISHING.opened(visit.token, now=visit.now)
    of = list_for(visit, reader)
    if visit.request.POST.get("answer") == FORWARDED:
        return _forwarded(visit, reader)
    if of is None or visit.request.POST.get("step") == "leave":
        return _left(visit, reader)
    actor = Actor(ActorKind.PERSON, str(reader.person))
    return _page(visit, reader, saved=DONE[as_wished(visit.request, reader.person, of, actor=actor, now=visit.now)])


def as_wished(request: HttpRequest, person: UUID, of: MailingList, *, actor: Actor, now: datetime) -> str:
    """Do what a form asks for: another language, nothing for some months, once a week; or note that they read it.

    Returns:
        what was done, as `DONE` has it.
    """
    said = request.POST
    step, lang, pause = (said.get(name, "") for name in ("step", "lang", "pause"))
    if step in SAYS:
        say(person, of, reads=SAYS[step], actor=actor, now=now)
        return step
    policy, held = charter_of(request).policy, wish_of(person, of.slug).paused_until
    until = held if pause == "same" else None
    if pause in PAUSES:
        until = policy.organisation.day(after(now, PAUSES[pause], timezone=policy.organisation.timezone))
    lang, weekly = lang if lang in policy.languages else "", said.get("often") == WEEKLY
    wish(person, of, lang=lang, until=until, weekly=weekly, actor=actor, now=now)
    return "wished"


_closed = told({LinkState.USED: _LEFT, LinkState.EXPIRED: _OLD}, otherwise=nowhere(ALL_FORMS, OWN_PAGE))
leaving = link_page("magazine-leave", LEAVING.opened, show=_ask, press=_leave, closed=_closed, framed=True)
wishing = link_page("magazine-wishes", WISHING.opened, show=_page, press=_wish, closed=_closed)
