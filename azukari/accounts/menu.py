"""The console's menu. A feature plugs its pages in by registering entries; nobody edits a list here. It stands this low
so that every feature may import it.

An entry is shown to those whose duties have one of its acts, or one of the purposes it serves; that is courtesy, not
protection: what a page opens is decided by the policy when it is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass

from azukari.policy.terms import Act, Policy


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu.

    Args:
        page: the name of the URL pattern, without arguments.
        title: the words, asked for in the reader's language.
        icon: the name of a line icon of the site.
        order: lower stands higher.
        acts: shown to whoever holds a duty with one of these acts; neither acts nor purposes means everybody.
        purposes: shown as well to whoever holds a duty with one of these purposes.
    """

    page: str
    title: Callable[[], str]
    icon: str
    order: int = 100
    acts: frozenset[Act] = frozenset()
    purposes: frozenset[str] = frozenset()

    def is_for(self, duties: frozenset[str], policy: Policy | None) -> bool:
        if not self.acts and not self.purposes:
            return True
        return bool(self.acts & acts_of(duties, policy) or self.purposes & purposes_of(duties, policy))


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry; called from a feature's ``AppConfig.ready``.

    Raises:
        ValueError: the page has an entry already.
    """
    if entry.page in _entries:
        raise ValueError(f"The menu has an entry for {entry.page} already.")
    _entries[entry.page] = entry


def entries(duties: frozenset[str], policy: Policy | None) -> list[Entry]:
    """What somebody with these duties sees, in order."""
    return sorted((e for e in _entries.values() if e.is_for(duties, policy)), key=lambda e: (e.order, e.page))


def acts_of(duties: frozenset[str], policy: Policy | None) -> frozenset[Act]:
    """The acts that belong to these duties."""
    if policy is None:
        return frozenset()
    return frozenset(act for slug in duties if slug in policy.duties for act in policy.duties[slug].acts)


def purposes_of(duties: frozenset[str], policy: Policy | None) -> frozenset[str]:
    """The purposes that these duties may open data for."""
    if policy is None:
        return frozenset()
    return frozenset(p for slug in duties if slug in policy.duties for p in policy.duties[slug].purposes)
