"""When something does not work, the page says what happened and what to do, in the reader's language."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from azukari.core.policy_versions.current import Current
from azukari.site import errors, settings


@pytest.fixture
def request_(rf: RequestFactory, charter: Current) -> HttpRequest:
    return rf.get("/en/contact")


@pytest.mark.parametrize(
    ("path", "words", "way_out"),
    [
        ("/ja/nothing-here", "このアドレスにページはありません", 'href="/ja/"'),
        ("/en/nothing-here", "There is no page at this address", 'href="/en/"'),
    ],
)
def test_a_missing_page_says_so(client: Client, charter: Current, path: str, words: str, way_out: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert words in response.content.decode()
    assert way_out in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_a_missing_page_repeats_nothing_of_what_stood_in_the_address(client: Client, charter: Current) -> None:
    page = client.get("/en/nothing-here/marker-aoba?q=marker-aoba")
    assert page.status_code == 404
    read = re.sub(r"<[^>]*>", "", page.content.decode())  # the way to the other language leads to the same address
    assert "There is no page at this address" in read
    assert "marker-aoba" not in read


def test_no_error_shows_what_was_being_worked_on() -> None:
    assert settings.DEBUG is False, "As it is written; for tests Django switches it off in any case."


def test_outside_the_two_languages_the_browser_decides(client: Client, charter: Current) -> None:
    page = client.get("/nothing-here", headers={"Accept-Language": "en"}).content.decode()
    assert "There is no page at this address" in page


def test_a_missing_page_before_anything_is_published(client: Client, db: None) -> None:
    assert client.get("/en/nothing-here").status_code == 404


@pytest.mark.parametrize(("lang", "words"), [("ja", "回数が多すぎる"), ("en", "Too many attempts")])
def test_too_often_says_when_to_come_back(request_: HttpRequest, lang: str, words: str) -> None:
    with translation.override(lang):
        response = errors.trouble(request_, 429, retry_after=3600)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert words in response.content.decode()


def test_a_refusal_is_shown_in_its_own_words(request_: HttpRequest) -> None:
    with translation.override("en"):
        plain = errors.forbidden(request_, PermissionDenied())
        worded = errors.forbidden(request_, PermissionDenied("Your duty does not cover <volunteers>."))
    assert "not open to you" in plain.content.decode()
    assert "Your duty does not cover &lt;volunteers&gt;." in worded.content.decode()


def test_a_body_that_django_finds_too_long_is_named_as_such(request_: HttpRequest) -> None:
    assert errors.bad_request(request_, RequestDataTooBig("too big")).status_code == 413
    assert errors.bad_request(request_).status_code == 400


@pytest.mark.parametrize("path", ["/ja/contact", "/api/v1/forms"])
def test_a_body_beyond_the_bound_is_refused_before_it_is_read(client: Client, charter: Current, path: str) -> None:
    response = client.post(path, b"x" * (256 * 1024 + 1), content_type="application/json")
    assert response.status_code == 413
    if path.startswith("/api/"):
        assert "detail" in json.loads(response.content)
    else:
        assert "何も保存していません" in response.content.decode()


def test_a_length_that_is_no_number_is_refused(client: Client, charter: Current) -> None:
    assert client.get("/ja/", CONTENT_LENGTH="-1").status_code == 413


def test_when_all_fails_the_page_needs_nothing(client: Client) -> None:
    """No database fixture here: the page must come without one."""
    response = errors.broken(HttpRequest())
    page = response.content.decode()
    assert response.status_code == 500
    assert "こちらの不具合" in page
    assert "on our side" in page
