"""Whatever is sent to an address of the own page after the visit has ended comes back: each address that there is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from azukari.core.forms.unsaved import KEPT, WHOSE, code_of
from azukari.shells.self_service.onward import OPENS
from tests.cast import Known
from tests.rights.desk import Own, come_in
from tests.rights.hidden_inputs import inputs

WORDS = "Herons sleep in the alders."
FORM = "application/x-www-form-urlencoded"
NOTHING = UUID("01a2386c-f51e-7b59-8460-8a69fd774b52")


def _behind_the_door(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of the addresses for those who have come in."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _behind_the_door(pattern.url_patterns)
        elif hasattr(pattern.callback, OPENS):
            yield str(pattern.name)


NAMES = sorted({*_behind_the_door(get_resolver().url_patterns)})


def _address(name: str) -> str:
    """Of things that are not there."""
    [(_route, arguments)] = get_resolver().reverse_dict.getlist(name)[0][0]
    given: dict[str, object] = dict.fromkeys(arguments, NOTHING)
    return reverse(name, kwargs={**given, "lang": "en", **({"year": 2026} if "year" in given else {})})


def test_each_address_keeps_what_is_sent_to_it_and_gives_it_back(own: Own, hanako: Known, present: datetime):
    whose, lost, taken = code_of(f"person:{hanako.id}"), list[str](), 0
    back = come_in(hanako.email, present)
    for name in NAMES:
        sent = urlencode({WHOSE: whose, "anything": WORDS})
        waits = Client().post(_address(name), sent, content_type=FORM)
        if waits.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            continue  # a page without a form
        taken += 1
        kept = inputs(waits.content.decode()).get(KEPT) if waits.status_code == 403 else None
        shown = back.client.post("/en/me/unsaved", urlencode({KEPT: kept}), content_type=FORM) if kept else None
        lost += [] if shown and WORDS in unescape(shown.content.decode()) else [name]
    assert lost == []
    assert taken > 20
