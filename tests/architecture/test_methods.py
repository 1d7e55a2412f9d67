"""Which methods an address takes: each view of ours says so where it stands, HEAD goes wherever GET goes, and nothing
else than GET, HEAD and POST is taken.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

READ, ASK, SEND = frozenset({"GET", "HEAD"}), frozenset({"GET", "HEAD", "POST"}), frozenset({"POST"})
_OWN = {("GET",): READ, ("POST",): SEND, ("GET", "POST"): ASK}  # `own.guard.own_page`, which names HEAD nowhere

BY_THEMSELVES = {
    "azukari.shells.staff.joining.show": "A mailed link, as all of them (`links.page`).",
    "azukari.core.forms.intake_view.submissions": "For programs: 405 in JSON.",
    "azukari.shells.self_service.views.sign_in.door": "It looks whether a post came from here first.",
    "azukari.features.statistics.views.beacon": "405 in its own words.",
}
"""Views that look at the method themselves, and why."""


def _patterns(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern), one.callback


def _methods(view: object, seen: set[int]) -> Iterator[frozenset[str]]:
    """What the wrappers around a view let pass, the outermost first."""
    if id(view) in seen or not callable(view) or isinstance(view, type):
        return
    seen.add(id(view))
    if hasattr(view, "leads_to"):  # `shells.staff.post_only`
        yield ASK
    code = getattr(view, "__code__", None)
    for name, cell in zip(code.co_freevars if code else (), getattr(view, "__closure__", None) or (), strict=True):
        held = cell.cell_contents
        if name == "request_method_list":  # Django's decorators
            yield frozenset(held)
        elif name == "methods":
            yield _OWN.get(held, frozenset(held))
        else:
            yield from _methods(held, seen)
    yield from _methods(getattr(view, "__wrapped__", None), seen)


_ALL = {path: (view, [*_methods(view, set())]) for path, view in _patterns(get_resolver().url_patterns)}


def test_every_view_of_ours_says_which_methods_it_takes():
    unsaid = {
        f"{view.__module__}.{view.__qualname__}"
        for view, said in _ALL.values()
        if not said and view.__module__.startswith("azukari.")
    }
    assert unsaid == BY_THEMSELVES.keys()


@pytest.mark.parametrize("path", [path for path, (_, said) in _ALL.items() if said])
def test_it_takes_what_a_page_a_form_or_a_button_takes(path):
    assert set(_ALL[path][1]) <= {READ, ASK, SEND}
