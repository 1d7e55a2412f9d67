"""Links of the public first page to pages that features bring: openings, past issues, campaigns, questionnaires."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class FrontLink:
    """
    Args:
        name: of the address; it takes the language.
        label: what stands on it, lazy.
        icon: of `azukari.site.icons`.
        shown: whether there is anything behind it; one query at most.
    """

    name: str
    label: Promise
    icon: str
    shown: Callable[[datetime], bool]


_known: dict[str, FrontLink] = {}


def register(link: FrontLink) -> None:
    """Add a link.

    Raises:
        ValueError: there is one to the same address.
    """
    if link.name in _known:
        raise ValueError(f"There is a link to {link.name} already.")
    _known[link.name] = link


def links(now: datetime) -> Sequence[FrontLink]:
    """Those behind which there is something, in the order of the slices."""
    return [link for link in _known.values() if link.shown(now)]


def known() -> Sequence[FrontLink]:
    """All of them."""
    return [*_known.values()]
