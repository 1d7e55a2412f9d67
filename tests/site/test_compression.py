"""Compressed is what says the same to everybody; what is about somebody, or echoes what was sent, never is (BREACH)."""

import gzip
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from azukari.core.policy_versions.current import Current

pytestmark = pytest.mark.django_db
TAKES_IT = {"Accept-Encoding": "gzip, deflate, br"}
MOST = 20_000  # a page with its style and script, at a first visit
FILES = ("azukari/azukari.css", "forms/form.js", "azukari/mark.svg")


def _get(path: str, **more: Any) -> Any:
    return Client().get(path, **more)


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _sent(path: str) -> tuple[str, bytes]:
    answer = _get(path, headers=TAKES_IT)
    return answer.headers.get("Content-Encoding", ""), _body(answer)


def _public(charter: Current) -> list[str]:
    pages = ("", "forms/", "privacy", "contact", *(f"forms/{slug}" for slug in charter.policy.forms))
    return [f"/{lang}/{page}" for lang in ("ja", "en") for page in pages]


def test_every_public_page_is_compressed_and_says_the_same(charter: Current):
    for path in _public(charter):
        encoding, body = _sent(path)
        assert encoding == "gzip", path
        plain = _get(path)
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert len(gzip.decompress(body)) == len(plain.content), path


def test_a_public_page_is_no_more_than_20_kb_over_the_wire(charter: Current, capsys: pytest.CaptureFixture[str]):
    files = {name: len(_sent(staticfiles_storage.url(name))[1]) for name in FILES}
    sizes = {path: len(_sent(path)[1]) for path in _public(charter)}
    with capsys.disabled():
        print("\nbytes over the wire:", files, sizes)
    assert {path: size for path, size in sizes.items() if size + sum(files.values()) > MOST} == {}


def test_a_file_is_kept_for_a_year_and_arrives_whole():
    url = staticfiles_storage.url("azukari/azukari.css")
    answer = _get(url, headers=TAKES_IT)
    assert "immutable" in answer.headers["Cache-Control"]
    packed = _body(answer)
    assert int(answer.headers["Content-Length"]) == len(packed)
    assert gzip.decompress(packed) == _body(_get(url))


@pytest.mark.parametrize("path", ["/en/confirm/no-such-token", "/en/nowhere", "/console/", "/en/privacy?x=y"])
def test_what_may_hold_a_secret_or_an_echo_is_sent_as_it_is(path: str, charter: Current):
    encoding, _ = _sent(path)
    assert encoding == ""


def test_nothing_is_compressed_for_somebody_with_a_cookie_or_for_what_was_sent(charter: Current):
    client = Client()
    client.cookies["own"] = "a-secret"
    assert "Content-Encoding" not in client.get("/en/privacy", headers=TAKES_IT).headers
    echoed = Client().post("/en/forms/magazine", {"email": "x", "step": "check"}, headers=TAKES_IT)
    assert "Content-Encoding" not in echoed.headers
