"""The short chain answers as the whole one does, whatever is sent; what the whole one refuses does not get past it."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.lib.instance import Limits
from azukari.lib.room import MEGABYTE, Room
from azukari.shells.worker import standing
from azukari.site import assets, room, short_chain
from azukari.site.messages import PACKAGE
from azukari.site.short_chain import PASSED_OVER, Handler
from tests.forms.filled import MEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
_DOOR = "/api/v1/forms/membership/submissions"
_NOBODY = "/api/v1/forms/nothing/submissions"

type Answer = tuple[int, dict[str, str], bytes]


def _environ(body: bytes, path: str = _DOOR, method: str = "POST", **more: str) -> dict[str, object]:
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **more,
    }


def _answer(handler: WSGIHandler, environ: dict[str, object]) -> Answer:
    said: list[tuple[str, list[tuple[str, str]]]] = []
    application: Any = handler
    body: HttpResponseBase = application(environ, lambda *head: said.append(head))
    [(status, headers)] = said
    return int(status[:3]), {name.lower(): value for name, value in headers}, b"".join(body)


@pytest.fixture
def sent(charter: Current) -> dict[str, object]:
    """A submission that passes."""
    notice = Client().get("/api/v1/forms/membership").json()["notice"]["en"]["digest"]
    return {**MEMBER, "lang": "en", "notice": notice}


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Answer, Answer]]]:
    """What the short chain answers, and what the whole one does; and that each was taken."""
    whole, short = WSGIHandler(), Handler()
    through: list[object] = []
    usual = assets.AssetsMiddleware.__call__

    def noted(self: assets.AssetsMiddleware, request: HttpRequest) -> HttpResponseBase:
        through.append(request)
        return usual(self, request)

    monkeypatch.setattr(assets.AssetsMiddleware, "__call__", noted)

    def answers(body: bytes, *, is_short: bool = True, **more: str) -> tuple[Answer, Answer]:
        through.clear()
        request_started.disconnect(close_old_connections)  # it would end the transaction of the test
        request_finished.disconnect(close_old_connections)
        by_short = _answer(short, _environ(body, **more))
        assert bool(through) is not is_short
        return by_short, _answer(whole, _environ(body, **more))

    yield answers
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_a_registration_is_answered_alike(both, sent):
    (status, headers, body), (as_whole, headers_whole, body_whole) = both(json.dumps(sent).encode())
    assert (status, headers) == (as_whole, headers_whole)
    assert status == 202
    assert json.loads(body).keys() == json.loads(body_whole).keys()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert Submission.objects.count() == 2


_REFUSED = {
    "another form": (404, {"path": _NOBODY}),
    "no JSON by its kind": (415, {"CONTENT_TYPE": "text/plain"}),
    "strange host": (400, {"HTTP_HOST": "somewhere-else.example"}),
    "from outside without encryption": (403, {"REMOTE_ADDR": "203.0.113.7"}),
    "a word of encryption from a stranger": (403, {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"}),
    "too large by its length": (413, {"CONTENT_LENGTH": "99999999999"}),
    "a length that is none": (413, {"CONTENT_LENGTH": "many"}),
    "a key that is too short": (400, {"HTTP_IDEMPOTENCY_KEY": "short"}),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("case", _REFUSED)
def test_what_is_refused_is_refused_alike(both, sent, case, language):
    status, more = _REFUSED[case]
    by_short, by_whole = both(json.dumps(sent).encode(), HTTP_ACCEPT_LANGUAGE=language, **more)
    assert _without_reference(by_short) == _without_reference(by_whole)
    assert by_short[0] == status
    assert not Submission.objects.exists()


def _without_reference(answer: Answer) -> Answer:
    """A page that tells of an error names its request, and may carry a nonce, which are never the same."""
    status, headers, body = answer
    return (status, headers, body) if headers["content-type"] == "application/json" else (status, headers, b"")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b"{}", 422), (b'{"lang": "en"}', 422), (b"[" * 40 + b"]" * 40, 400)],
)
def test_what_cannot_be_read_is_told_alike(both, charter, body, status):
    by_short, by_whole = both(body)
    assert by_short == by_whole
    assert by_short[0] == status


def test_over_tls_browsers_are_told_to_come_back_so(both, sent):
    plain, _ = both(json.dumps(sent).encode())
    secure, secure_whole = both(json.dumps(sent).encode(), **{"wsgi.url_scheme": "https", "REMOTE_ADDR": "203.0.113.7"})
    assert secure[1] == secure_whole[1]
    assert "strict-transport-security" in secure[1]
    assert "strict-transport-security" not in plain[1]


def test_a_full_disk_and_a_network_that_sends_too_much_are_told_alike(both, sent, monkeypatch):
    monkeypatch.setattr(room, "_LOOK_FOR_ROOM", -1)
    with override_settings(AZUKARI=replace(settings.AZUKARI, limits=Limits(submissions_per_network=1))):
        both(json.dumps(sent).encode())
        by_short, by_whole = both(json.dumps(sent).encode())
    assert (by_short[0], by_short[1].keys(), by_short[2]) == (429, by_whole[1].keys(), by_whole[2])
    monkeypatch.setattr(room, "room", lambda _: Room(free=10 * MEGABYTE, total=10_000 * MEGABYTE))
    by_short, by_whole = both(json.dumps(sent).encode())
    assert by_short == by_whole
    assert by_short[0] == 503


def test_what_breaks_is_noted_and_told_alike(both, sent, monkeypatch, caplog):
    monkeypatch.setattr("azukari.core.forms.intake_view.current", _break)
    monkeypatch.setattr("azukari.core.forms.intake_view.remembered", _break)
    with caplog.at_level(logging.INFO, "azukari"):
        by_short, by_whole = both(json.dumps(sent).encode())
    assert (by_short[0], by_short[1].keys()) == (by_whole[0], by_whole[1].keys())
    assert by_short[0] == 500
    assert json.loads(by_short[2]).keys() == json.loads(by_whole[2]).keys() == {"detail", "reference"}
    told = [record.getMessage().partition(" [")[0] for record in caplog.records if record.name == "azukari.site"]
    assert told == ["A request broke (POST api/v1/forms/<str:slug>/submissions)"] * 2


def _break(*_args: object) -> None:
    raise ValueError("a word that nobody should read")


def test_nothing_is_taken_while_the_instance_is_not_whole(both, sent, monkeypatch):
    """Keys are missing, or the database was set back."""
    monkeypatch.setattr(standing._watch, "known", standing.Standing("keys", ("The master key is missing.",)))
    by_short, by_whole = both(json.dumps(sent).encode())
    assert (by_short[0], by_whole[0]) == (503, 503)
    assert by_short[1]["retry-after"] == by_whole[1]["retry-after"]
    assert not Submission.objects.exists()


def test_each_is_watched_with_its_route(both, sent, caplog):
    with caplog.at_level(logging.INFO, "azukari.request"):
        both(json.dumps(sent).encode())
    lines = [record.args for record in caplog.records if record.name == "azukari.request"]
    assert len(lines) == 2
    told = [(line["method"], line["route"], line["status"]) for line in lines if isinstance(line, dict)]
    assert told == [("POST", "api/v1/forms/<str:slug>/submissions", 202)] * 2


@pytest.mark.parametrize(
    "more",
    [{"method": "GET"}, {"method": "PUT"}, {"path": "/api/v1/forms/membership"}, {"path": f"{_DOOR}/"}],
    ids=["GET", "PUT", "form", "slash"],
)
def test_everything_else_goes_the_whole_way(both, charter, more):
    by_short, by_whole = both(b"", is_short=False, **more)
    assert (by_short[0], by_short[1].keys()) == (by_whole[0], by_whole[1].keys())


def test_whatever_is_passed_over_is_named():
    """A new middleware goes into the short chain, or is named there with the reason why not."""
    gone_through = {
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in vars(short_chain).values()
        if isinstance(kind, type) and kind.__name__.endswith("Middleware")
    }
    assert not gone_through & PASSED_OVER.keys()
    assert gone_through | PASSED_OVER.keys() == {*settings.MIDDLEWARE}
    assert all(reason.endswith(".") for reason in PASSED_OVER.values())


def test_the_server_loads_it():
    """Read, and not imported: the module begins threads."""
    assert 'import_module("azukari.site.short_chain").Handler()' in (PACKAGE / "site/wsgi.py").read_text("utf-8")
