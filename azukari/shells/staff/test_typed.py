"""What was typed is shown once, in its place, and the session names nobody."""

from uuid import uuid4

from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from azukari.shells.staff.typed import keep_typed, typed

ONE, OTHER = uuid4(), uuid4()


def _sent() -> HttpRequest:
    request = RequestFactory().post("/", {"amount": "three" * 20, "secret": "x"})
    request.session = SessionStore()
    keep_typed(request, ONE, "amount", "day")
    return request


def test_it_is_shown_once() -> None:
    request = _sent()
    shown = typed(request, ONE)
    assert (shown["amount"], shown["day"]) == (("three" * 20)[:40], "")
    assert "secret" not in shown
    assert not typed(request, ONE)


def test_it_is_shown_on_no_other_page() -> None:
    request = _sent()
    assert not typed(request, OTHER)
    assert not typed(request, ONE), "nor later"


def test_the_session_names_nobody() -> None:
    assert str(ONE) not in str({**_sent().session})
