"""Navigation menu of the console: the entries come from the slices' manifests, so nobody edits a list here.

An entry is shown to those whose duties have one of its acts, or one of the purposes it serves; that is courtesy, not
protection: what a page opens is decided by the policy when it is asked for.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from azukari.policy.sign_in import acts_open_to, purposes_open_to
from azukari.policy.terms import Act, Policy


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu.

    Args:
        page: the name of the URL pattern, without arguments.
        title: the words; lazy, so that they come in the reader's language.
        icon: the name of a line icon of the site.
        order: lower stands higher.
        acts: shown to whoever holds a duty with one of these acts; neither acts nor purposes means everybody.
        purposes: shown as well to whoever holds a duty with one of these purposes.
    """

    page: str
    title: Promise | str
    icon: str
    order: int = 100
    acts: frozenset[Act] = frozenset()
    purposes: frozenset[str] = frozenset()

    def is_for(self, duties: frozenset[str], policy: Policy | None) -> bool:
        if not self.acts and not self.purposes:
            return True
        return bool(self.acts & acts_open_to(duties, policy) or self.purposes & purposes_open_to(duties, policy))


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
    """What somebody with these duties sees, in order."""
    return sorted((e for e in _entries.values() if e.is_for(duties, policy)), key=lambda e: (e.order, e.page))
