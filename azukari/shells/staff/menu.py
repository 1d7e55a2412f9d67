"""Navigation menu of the console: the entries come from the slices' manifests, so nobody edits a list here.

An entry is shown to those whose duties have one of its acts, or serve a form of one of its kinds; that is courtesy, not
protection: what a page opens is decided by the policy when it is asked for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import Act, Actor, ActorKind, FormKind, Policy
from azukari.shells.staff.scope import scope_of


class Group(Enum):
    """The groups of the menu, in order."""

    HOME = "home"
    DAILY = "daily"
    MAIL = "mail"
    PRIVACY = "privacy"
    SYSTEM = "system"


TITLES: Mapping[Group, str | Promise] = {
    Group.HOME: "",
    Group.DAILY: _("Daily work"),
    Group.MAIL: _("Mail"),
    Group.PRIVACY: _("Privacy"),
    Group.SYSTEM: _("Data and system"),
}

AT_ONCE = 12
"""A menu of so many entries is shown whole; of a longer one, the groups of daily work and of the current page."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu.

    Args:
        page: the name of the URL pattern, without arguments.
        title: the words; lazy, so that they come in the reader's language.
        icon: the name of a line icon of the site.
        order: lower stands higher within its group.
        group: below which heading it stands.
        acts: shown to whoever holds a duty with one of these acts; neither acts nor kinds means everybody.
        kinds: shown as well to whoever holds a duty with a purpose of a form of one of these kinds, or runs one by
            its numbers alone.
        below: how the addresses of pages begin that belong to it and do not begin with its own, after ``/console/``.
        after_miss: the words of a link to it below a search that found nobody; empty for none.
    """

    page: str
    title: Promise | str
    icon: str
    order: int = 100
    group: Group = Group.DAILY
    acts: frozenset[Act] = frozenset()
    kinds: frozenset[FormKind] = frozenset()
    below: tuple[str, ...] = ()
    after_miss: Promise | str = ""

    def is_for(self, duties: frozenset[str], policy: Policy | None) -> bool:
        if not self.acts and not self.kinds:
            return True
        scope = scope_of(Actor(ActorKind.STAFF, "", duties), policy)
        kinds = {policy.forms[slug].kind for slug in scope.forms} if policy else set()
        return bool(self.kinds & kinds or any(self.acts & duty.acts for duty in scope.duties))


_entries: dict[str, MenuEntry] = {}


def register(entry: MenuEntry) -> None:
    """Add an entry; called from a feature's ``AppConfig.ready``.

    Raises:
        ValueError: the page has an entry already.
    """
    if entry.page in _entries:
        raise ValueError(f"The menu has an entry for {entry.page} already.")
    _entries[entry.page] = entry


def entries(duties: frozenset[str], policy: Policy | None) -> list[MenuEntry]:
    """What somebody with these duties sees, in order: group by group."""
    place = {group: at for at, group in enumerate(Group)}
    shown = (entry for entry in _entries.values() if entry.is_for(duties, policy))
    return sorted(shown, key=lambda entry: (place[entry.group], entry.order, entry.page))


def opened(shown: Collection[MenuEntry], current: MenuEntry | None) -> frozenset[Group]:
    """The groups whose entries are shown without a press.

    Args:
        shown: the whole menu of its reader.
        current: the entry of the page they are on.
    """
    groups = [entry.group for entry in shown if entry.group is not Group.HOME]
    if len(shown) <= AT_ONCE:
        return frozenset(groups)
    return frozenset({*groups[:1], *([current.group] if current else ())})
