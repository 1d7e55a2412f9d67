"""The ledger's page checks in the browser what it claims: the checkpoint's signature, and a proof file of one's own."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, expect

from azukari.core.ledger import tree
from azukari.core.ledger.proof import prove
from tests.browser import OpenPage, axe, fits
from tests.ledger.writer import Writer, writer

__all__ = ["writer"]

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db]


def _opened(open_page: OpenPage, lang: str, *, note: str) -> Page:
    answers = {
        f"/{lang}/ledger": (Client().get(f"/{lang}/ledger").content, "text/html"),
        "/ledger/key": (f"{tree.shown_verifier()}\n".encode(), "text/plain"),
        "/ledger/checkpoint": (note.encode(), "text/plain"),
    }

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in answers:
            body, kind = answers[path]
            route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")
        else:
            route.fulfill(path=Path(str(finders.find(path.removeprefix("/static/")))))

    page = open_page(lang=lang, width=320, bypass_csp=True)
    page.route("**/*", answer)
    page.goto(f"http://localhost/{lang}/ledger")
    return page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_browser_checks_the_signature_and_a_proof_and_finds_what_was_changed(
    lang: str, writer: Writer, open_page: OpenPage, tmp_path: Path
):
    writer.integrate(9)
    page = _opened(open_page, lang, note=tree.published() or "")
    expect(page.locator("#signature [data-when=good]")).to_be_visible()
    expect(page.locator("#signature [data-when=bad]")).to_be_hidden()
    axe(page)
    fits(page)
    mine = writer.ids[1]
    honest = prove(mine, key=writer.keys[mine])
    file, spoilt = tmp_path / "mine.tlog-proof", tmp_path / "spoilt.tlog-proof"
    file.write_text(honest, "utf-8")
    moved = re.sub(r"^index (\d+)$", lambda found: f"index {(int(found[1]) + 1) % 9}", honest, flags=re.MULTILINE)
    assert moved != honest
    spoilt.write_text(moved, "utf-8")
    page.set_input_files("#f-proof", file)
    expect(page.locator("#entry [data-when=good]")).to_be_visible()
    expect(page.locator("#entry [data-when=yours]")).to_be_visible()
    expect(page.locator("#entry [data-when=bad]")).to_be_hidden()
    page.set_input_files("#f-proof", spoilt)
    expect(page.locator("#entry [data-when=bad]")).to_be_visible()
    expect(page.locator("#entry [data-when=good]")).to_be_hidden()


def test_a_wrong_signature_is_told(writer: Writer, open_page: OpenPage):
    writer.integrate(3)
    note = tree.published() or ""
    page = _opened(open_page, "en", note=note.replace("\n3\n", "\n4\n"))
    expect(page.locator("#signature [data-when=bad]")).to_be_visible()
    expect(page.locator("#signature [data-when=good]")).to_be_hidden()
