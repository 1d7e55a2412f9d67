"""Pages that feedback may name: those of this site that everybody reads, and paths of other sites that staff listed.

A path alone is kept, never what follows it: an address can carry anything, a closed list carries nothing about anybody.
"""

from collections.abc import Sequence

from django.urls import Resolver404, ResolverMatch, resolve

from azukari.core.appearance.public_page import PublicPage, find
from azukari.features.feedback.models import KnownPage
from azukari.policy.terms import Policy

LONGEST, MOST = 120, 200

_CORE = {
    page.name: page
    for page in (
        *(PublicPage(name) for name in ("home", "contact", "privacy", "ledger-page", "forms")),
        PublicPage("form", of_form=True, asks=False),
    )
}
"""Pages of the core; each slice names its own in its manifest."""


def kept(path: str, policy: Policy) -> str:
    """What may be kept of a path; ``""`` for one that is not on the list. One query at most."""
    path = path.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or len(path) > LONGEST:
        return ""
    try:
        ours = _is_open(resolve(path), policy)
    except Resolver404:
        return path if KnownPage.objects.filter(page=path).exists() else ""
    return path if ours else ""


def asks(match: ResolverMatch | None, policy: Policy) -> bool:
    """Whether the page behind an address of ours asks if it was useful. No query."""
    page = _page(match) if match else None
    return match is not None and page is not None and page.asks and _is_open(match, policy)


def _page(match: ResolverMatch) -> PublicPage | None:
    name = match.url_name or ""
    return _CORE.get(name) or find(name)


def _is_open(match: ResolverMatch, policy: Policy) -> bool:
    page, number = _page(match), match.kwargs.get("number", 0)
    if page is None:
        return False
    is_small = isinstance(number, int) and number < 10_000
    return not page.of_form or (match.kwargs.get("slug") in policy.forms and is_small)


def listed(*, hold: bool = False) -> list[str]:
    """The paths of other sites. One query; two to hold them.

    Args:
        hold: lock them until the end of the caller's transaction, so that two do not write the list at one moment.
    """
    if hold:
        list(KnownPage.objects.select_for_update().order_by("page"))
    return list(KnownPage.objects.order_by("page").values_list("page", flat=True))


def faults(lines: Sequence[str]) -> list[str]:
    """Those of the lines that are no path."""
    return [line for line in lines if not line.startswith("/") or len(line) > LONGEST or {*line} & {*"?# "}]


def write_list(lines: Sequence[str]) -> None:
    """Let these be the paths of other sites, in the caller's transaction."""
    KnownPage.objects.exclude(page__in=lines).delete()
    KnownPage.objects.bulk_create([KnownPage(page=line) for line in lines], ignore_conflicts=True)
