"""When something breaks, the log says what and where, under the reference that the visitor saw; never a value."""

import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from azukari.core.policy_versions.current import Current
from azukari.site import failures
from azukari.site.urls import handler500
from azukari.site.urls import urlpatterns as _house
from tests.live import Program

MARKER = "marker-aoba"
_REFERENCE = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")


def _break(request: HttpRequest, slug: str) -> HttpResponse:
    held = {"said": slug}
    raise ValueError(f"{held} is no number")


urlpatterns = [path("broken/<slug>", _break), path("api/broken/<slug>", _break), *_house]
handler500 = handler500  # noqa: PLW0127 - Django looks for it here


@pytest.fixture
def visitor(charter: Current, settings: object) -> Client:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    return Client(raise_request_exception=False)


def _ours(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("azukari")]


@pytest.mark.parametrize("address", [f"/broken/{MARKER}?q={MARKER}", f"/api/broken/{MARKER}"])
def test_the_reference_on_the_page_finds_the_line(
    visitor: Client, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    answer = visitor.post(address, {"name": MARKER}, headers={"User-Agent": MARKER})
    assert answer.status_code == 500
    (reference,) = set(_REFERENCE.findall(answer.content.decode()))
    line, request = _ours(caplog)
    assert f"[{reference}]" in request
    route = address.replace(f"/{MARKER}", "/<slug>").split("?")[0].lstrip("/")
    assert f"A request broke (POST {route}) [{reference}]: ValueError at tests/site/test_failures.py:" in line
    assert " in _break" in line
    assert MARKER not in line + request
    shown = re.sub(r"<textarea[^>]*>[^<]*</textarea>", "", answer.content.decode())  # what was typed, to be copied
    assert MARKER not in shown


def test_a_method_that_nobody_knows_is_not_repeated(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert visitor.generic(MARKER.upper(), f"/broken/{MARKER}").status_code == 500
    line, request = _ours(caplog)
    assert MARKER.upper() not in line + request


def _parts() -> Iterator[bytes]:
    yield b"begun"
    raise ValueError(MARKER)


def test_an_answer_that_breaks_off_is_noted_and_its_words_go_no_further(caplog: pytest.LogCaptureFixture) -> None:
    answer = failures.guarded(lambda _environ, _start: StreamingHttpResponse(_parts()))({}, print)
    with pytest.raises(failures.Break) as cut:
        list(answer)
    assert not cut.value.args
    assert cut.value.__context__ is None
    (line,) = _ours(caplog)
    assert "An answer broke off" in line
    assert MARKER not in line


def test_an_error_around_the_pages_is_answered_by_the_page_for_it(caplog: pytest.LogCaptureFixture) -> None:
    began: list[str] = []

    def broken(_environ: object, _start: object) -> None:
        raise ValueError(MARKER)

    (page,) = failures.guarded(broken)({}, lambda status, _headers: began.append(status))
    assert began == ["500 Internal Server Error"]
    (reference,) = set(_REFERENCE.findall(page.decode()))
    (line,) = _ours(caplog)
    assert reference in line
    assert MARKER not in line


def test_a_thread_that_ends_by_an_error_is_noted(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    failures.listen_to_threads()
    thread = threading.Thread(target=lambda: list(_parts()), name="azukari-here")
    thread.start()
    thread.join()
    (line,) = _ours(caplog)
    assert "The thread azukari-here ended" in line
    assert MARKER not in line + capsys.readouterr().err


_REFUSING = """
from django.db import connection
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("CREATE TRIGGER refuse_{0} BEFORE {1} ON {0} BEGIN SELECT RAISE(ABORT, '{2}'); END")
    else:
        cursor.execute("CREATE FUNCTION refuse_{0}() RETURNS trigger LANGUAGE plpgsql AS "
                       "$$ BEGIN RAISE EXCEPTION '{2}'; END $$")
        cursor.execute("CREATE TRIGGER refuse_{0} BEFORE {1} ON {0} FOR EACH ROW EXECUTE FUNCTION refuse_{0}()")
"""
"""The database refuses an act on a table, in words that hold the marker."""


def _sign_up(program: Program) -> None:
    form = json.load(urllib.request.urlopen(f"{program.url}/api/v1/forms/magazine", timeout=20))
    sent = {"email": f"{MARKER}@example.org", "notice": form["notice"]["en"]["digest"], "lang": "en"}
    address = f"{program.url}/api/v1/forms/magazine/submissions"
    ask = urllib.request.Request(address, json.dumps(sent).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(ask, timeout=20).close()


def _lines(program: Program, words: str) -> list[str]:
    return [line for line in program.said().splitlines() if words in line]


def test_the_log_of_a_served_instance_says_what_broke_and_quotes_nobody(own_program: Program) -> None:
    own_program.python(_REFUSING.format("mail_message", "UPDATE", MARKER))
    own_program.start()
    _sign_up(own_program)
    for _ in range(300):
        if _lines(own_program, "The job mail failed"):
            break
        time.sleep(0.2)
    own_program.python(_REFUSING.format("forms_submission", "INSERT", MARKER))
    with pytest.raises(HTTPError) as refused:
        _sign_up(own_program)
    told = json.load(refused.value)
    own_program.stop()
    assert refused.value.code == 500
    of_request, answered = _lines(own_program, told["reference"])
    assert "POST /api/v1/" in answered
    assert "A request broke (POST api/v1/" in of_request
    assert re.search(r"Error at .*\.py:\d+ in ", of_request)
    assert "azukari/core/mail/queue.py:" in _lines(own_program, "The job mail failed")[0]
    assert MARKER not in own_program.said()
