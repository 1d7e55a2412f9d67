"""Every address of the console, and who may come, as the views say it."""

import re
from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from azukari.features.feedback.models import PublicAnswer, Tag
from azukari.features.writing.models import ReplyTemplate
from azukari.shells.staff.doors import Opens, door_of
from tests.console import desks

_SPECIAL = {
    "move": "pause",
    "act": "open",
    "clause": "requests",
    "charter": 1,
    "sort": "guidelines",
    "key": "no-key",
    "lesson": "basics",
    "uidb36": "1",
    "pk": 1,
    "year": 2026,
    "lang": "en",
    "name": "ledger",
}
"""Arguments of addresses that are neither a reference nor a slug. Where nothing is behind them, the answer is 404."""


def _patterns(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            assert pattern.name, f"{pattern} has no name, so the gate cannot tell it apart."
            yield prefix + str(pattern.pattern), pattern


def _console() -> dict[str, tuple[str, URLPattern]]:
    """Whatever the core and the slices have below ``/console/``, by name."""
    below = [each for each in get_resolver().url_patterns if str(each.pattern) == "console/"]
    return {str(pattern.name): (route, pattern) for route, pattern in _patterns(below)}


PAGES = _console()
DOORS = {name: door for name, (_route, pattern) in PAGES.items() if (door := door_of(pattern.callback))}


def that_open(opens: Opens) -> list[str]:
    """The names of the pages that open so."""
    return sorted(name for name, door in DOORS.items() if door.opens is opens)


def address_of(name: str, registered: desks.Registered, form: str) -> str:
    """An address of that page: of the person and the submission that are registered, or of nothing at all."""
    route, _pattern = PAGES[name]
    given: dict[str, object] = {}
    for argument in re.findall(r"<(?:\w+:)?(\w+)>", route):
        if argument == "slug":
            given[argument] = "kotori-mail" if route.startswith("console/recipients/") else form
        elif argument == "tag":
            given[argument] = Tag.objects.get_or_create(form=form, word="river")[0].id
        elif argument == "answer":
            given[argument] = PublicAnswer.objects.create(form=form, changed_at=timezone.now()).id
        elif argument == "template_id":
            given[argument] = ReplyTemplate.objects.create(
                form=form, title="Hours", texts={}, changed_at=timezone.now()
            ).id
        elif argument in ("id", "submission_id", "value_id", "merge_id", "payment_id", "pair_id", "mention_id"):
            given[argument] = registered.submission
        else:
            given[argument] = _SPECIAL.get(argument, registered.person)
    return reverse(name, kwargs=given)
