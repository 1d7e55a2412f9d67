"""Navigation menu of the console: the entries come from the slices' manifests, so nobody edits a list here.

An entry is shown to those whose duties have one of its acts, or serve a form of one of its kinds; that is courtesy, not
protection: what a page opens is decided by the policy when it is asked for.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from azukari.policy.sign_in import acts_open_to, purposes_open_to
from azukari.policy.terms import Act, FormKind, Policy


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu.

    Args:
        page: the name of the URL pattern, without arguments.
        title: the words; lazy, so that they come in the reader's language.
        icon: the name of a line icon of the site.
        order: lower stands higher.
        acts: shown to whoever holds a duty with one of these acts; neither acts nor kinds means everybody.
        kinds: shown as well to whoever holds a duty with a purpose of a form of one of these kinds, or runs one by
            its numbers alone.
        below: how the addresses of pages begin that belong to it and do not begin with its own, after ``/console/``.
    """

    page: str
    title: Promise | str
    icon: str
    order: int = 100
    acts: frozenset[Act] = frozenset()
    kinds: frozenset[FormKind] = frozenset()
    below: tuple[str, ...] = ()

    def is_for(self, duties: frozenset[str], policy: Policy | None) -> bool:
        if not self.acts and not self.kinds:
            return True
        return bool(self.acts & acts_open_to(duties, policy) or self.kinds & _kinds_open_to(duties, policy))


def _kinds_open_to(duties: frozenset[str], policy: Policy | None) -> frozenset[FormKind]:
    if policy is None:
        return frozenset()
    opens, forms = purposes_open_to(duties, policy), policy.forms.values()
    sealed = {purpose for slug in duties if slug in policy.duties for purpose in policy.duties[slug].sealed}
    run_by_numbers = (f.kind for f in forms if f.kind is FormKind.CAMPAIGN and not sealed.isdisjoint(f.purposes))
    return frozenset([*(form.kind for form in forms if not opens.isdisjoint(form.purposes)), *run_by_numbers])


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
