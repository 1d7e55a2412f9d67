"""Public pages that may be named where something is kept about a page (from which page somebody wrote, say): a closed
list, to which each slice adds its own by the names of their addresses. What else an address may carry is never kept.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page that everybody reads.

    Args:
        name: the name of its address.
        of_form: whether its address has the slug of a form, which must be one of the policy's.
        asks: whether it asks at its foot if it was useful: not in the middle of filling in.
        title: what staff call it, where neither its form nor a link of the first page says so.
    """

    name: str
    of_form: bool = False
    asks: bool = True
    title: Promise | str = ""


_pages: dict[str, PublicPage] = {}


def register(page: PublicPage) -> PublicPage:
    """Add a page; called for each that a manifest names.

    Raises:
        ValueError: it is there already.
    """
    if page.name in _pages:
        raise ValueError("A public page of that name is there already.")
    _pages[page.name] = page
    return page


def find(name: str) -> PublicPage | None:
    """The page of that name; None for one that nobody named."""
    return _pages.get(name)
