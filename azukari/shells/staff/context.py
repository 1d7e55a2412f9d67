"""What every console page knows: who reads it, which duties they hold, and the menu that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from azukari.core.accounts.models import User
from azukari.core.accounts.passkey import has_passkey, used_passkey
from azukari.core.policy_versions.of_request import policy_of
from azukari.core.vault.reasons import Reason
from azukari.lib.version import version
from azukari.policy.emergency import worked_with
from azukari.policy.sign_in import open_duties, waiting_duties
from azukari.policy.terms import Actor, ActorKind, Duty, Policy, Purpose
from azukari.shells.staff.menu import TITLES, Group, MenuEntry, entries, opened
from azukari.shells.staff.opening import REASONS
from azukari.shells.staff.selected_duty import selected_duty
from azukari.shells.staff.selected_purpose import Selection, selected_purpose, why_locked
from azukari.shells.staff.standing import last_complete, last_held


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu; ``here`` is its ``aria-current``: the page itself, a page below it, or nothing."""

    url: str
    title: str
    icon: str
    here: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Some lines of the menu below a heading, or the first ones, which have none."""

    title: str
    items: tuple[MenuItem, ...]
    is_open: bool  # shown without a press


@dataclass(frozen=True, slots=True)
class Desk:
    """The rail: the reader's name, their duties as the policy words them, and the menu."""

    name: str
    duties: tuple[Duty, ...]
    selected: str  # the slug of the one duty that menu and home are narrowed to; empty where they show all
    menu: tuple[MenuGroup, ...]
    complete: bool  # whether there is a second factor, without which nothing opens
    waiting: tuple[Duty, ...]  # that open nothing until a passkey is used in this session
    has_passkey: bool  # asked only where a duty waits for one
    hand: Selection | None  # the purpose that they have taken up
    why: str | Promise  # the reason given, in words
    locked: str | Promise  # why no purpose is selected any more
    opens: bool  # whether there is anything to take up
    offer: "Offer | None"  # what to take up for the list on this page, while no purpose is selected
    version: str  # of the program


@dataclass(frozen=True, slots=True)
class Offer:
    """What the list of a page could be worked with for: one press of a reason takes it up."""

    duty: Duty
    purpose: Purpose
    reasons: Mapping[Reason, str | Promise]

    @property
    def shows(self) -> bool:
        """Whether lists show anything of people then; a record opens with one click in any case."""
        return bool(self.duty.lists & self.purpose.categories)


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where the reader is. The sign-in pages have a ``site`` of their own, so this has another name."""

    organisation: str
    demo: bool
    other_lang: str
    issuer: str  # what the button for OpenID Connect says; empty where there is none


def console(request: HttpRequest) -> dict[str, object]:
    """The context processor, on console pages only: ``place``, and once somebody is signed in ``desk`` and ``user``."""
    if not request.path_info.startswith("/console/"):
        return {}
    lang, policy = get_language() or "ja", policy_of(request)
    organisation = policy.organisation.name.get(lang, "") if policy else ""
    issuer = settings.AZUKARI.oidc.name if settings.AZUKARI.oidc else ""
    place = DeskPlace(organisation, settings.AZUKARI.demo, "ja" if lang == "en" else "en", issuer)
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"place": place}
    held, passkey = last_held(request, user), used_passkey(request)
    slugs, waiting = open_duties(policy, held, passkey=passkey), waiting_duties(policy, held, passkey=passkey)
    complete = last_complete(request, user)
    duties = policy.duties_of(slugs) if policy else ()
    selected = selected_duty(request, slugs)
    menu = _menu(slugs if selected is None else frozenset({selected}), policy, request) if complete else ()
    actor = Actor(ActorKind.STAFF, str(user.reference), slugs)
    hand = selected_purpose(request, actor=actor, policy=policy, now=timezone.now()) if complete else None
    desk = Desk(
        user.name,
        duties,
        selected or "",
        menu,
        complete,
        waiting,
        bool(waiting) and has_passkey(user),
        hand,
        REASONS[hand.reason] if hand else "",
        "" if hand else why_locked(request),
        complete and any(duty.purposes for duty in duties),
        _offer(duties, policy, request) if complete and hand is None else None,
        version(),
    )
    return {"place": place, "user": user, "desk": desk}


def _offer(duties: tuple[Duty, ...], policy: Policy | None, request: HttpRequest) -> Offer | None:
    """The first purpose of the form, or of the list of people, that this page is about; one whose lists show something
    before others.
    """
    match = request.resolver_match
    form = policy.forms.get(match.kwargs.get("slug", "")) if policy and match else None
    asked = form.purposes if form else (request.GET.get("purpose", ""),)
    found = (
        Offer(duty, purpose, REASONS)
        for purpose in (worked_with(policy, asked) if policy else ())
        for duty in duties
        if purpose.slug in duty.purposes
    )
    return min(found, key=lambda offer: not offer.shows, default=None)


def _menu(duties: frozenset[str], policy: Policy | None, request: HttpRequest) -> tuple[MenuGroup, ...]:
    """What somebody with these duties sees, and where among it they are."""
    lines = [(reverse(entry.page), entry) for entry in entries(duties, policy)]
    at = request.path_info
    here = next((entry for url, entry in lines if url == at), None)
    above = None if here else _above(lines, policy, request)
    open_groups = opened([entry for _url, entry in lines], here or above)
    groups: dict[Group, list[MenuItem]] = {}
    for url, entry in lines:
        mark = "page" if entry is here else "true" if entry is above else ""
        groups.setdefault(entry.group, []).append(MenuItem(url, str(entry.title), entry.icon, mark))
    return tuple(MenuGroup(str(TITLES[group]), tuple(items), group in open_groups) for group, items in groups.items())


def _above(lines: list[tuple[str, MenuEntry]], policy: Policy | None, request: HttpRequest) -> MenuEntry | None:
    """The entry to which a page belongs that is none itself: by its address, its name, or the form that it is about."""
    home, match = reverse("console"), request.resolver_match
    name, slug = (match.url_name or "", match.kwargs.get("slug")) if match else ("", None)
    by_address = [line for line in lines if request.path_info.startswith(line[0]) and line[0] != home]
    if by_address:
        return max(by_address, key=lambda line: len(line[0]))[1]
    at = request.path_info.removeprefix(home)
    below = next((entry for _url, entry in lines if entry.below and at.startswith(entry.below)), None)
    if below:
        return below
    by_name = [entry for url, entry in lines if name.startswith(f"{entry.page}-") and url != home]
    if by_name:
        return max(by_name, key=lambda entry: len(entry.page))
    form = policy.forms.get(slug) if policy and slug else None
    return next((entry for _url, entry in lines if form and entry.kinds == {form.kind}), None)
