"""Every answer closes what a browser leaves open, whatever the page."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from azukari.core.policy_versions.current import Current
from azukari.site.messages import PACKAGE
from azukari.site.security import personal

_PAGES = ("/ja/", "/en/contact", "/en/nothing-here", "/healthz")


@pytest.mark.parametrize("path", _PAGES)
def test_each_answer_has_the_protective_headers(client: Client, charter: Current, path: str) -> None:
    headers = client.get(path).headers
    csp = headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    assert "frame-ancestors 'none'" in csp
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_browsers_are_told_to_come_back_by_tls_only_over_tls(client: Client, charter: Current) -> None:
    assert "max-age=63072000" in client.get("/ja/", secure=True).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/ja/").headers


def test_answers_to_what_was_sent_are_never_cached(client: Client, charter: Current) -> None:
    assert client.post("/ja/", {}).headers["Cache-Control"] == "no-store"


def test_answers_to_a_token_are_never_cached(client: Client, charter: Current) -> None:
    assert "Cache-Control" not in client.get("/ja/").headers
    assert client.get("/ja/", headers={"Authorization": "Bearer x"}).headers["Cache-Control"] == "no-store"


def test_a_personal_answer_is_neither_cached_nor_indexed() -> None:
    @personal
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("mine", headers={"Cache-Control": "public"})

    response = view(HttpRequest())
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


_INLINE = re.compile(
    r"<style[ >]|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\s(?:src=|type=\"application/json\"))|javascript:", re.IGNORECASE
)


def _templates() -> list[Path]:
    """What a browser shows; mails, and files made for WeasyPrint, carry their style with them."""
    files = re.compile(
        r"mail|letter|print|pdf|templates/own/package|/paper/|members/post/labels|forms/receipt_paper|results/report"
    )
    return [path for path in PACKAGE.rglob("templates/**/*.html") if not files.search(str(path.relative_to(PACKAGE)))]


@pytest.mark.parametrize("path", _templates(), ids=lambda path: path.name)
def test_no_page_has_inline_style_or_script(path: Path) -> None:
    found = _INLINE.search(path.read_text("utf-8"))
    assert found is None, "the Content-Security-Policy switches this off"
