"""Registering by HTTP: by the API as programs do, by the pages as people do; and pressing the mailed button."""

import json
import time
from typing import Any

from tests.live import Program, link_in
from tests.proofs.visitor import Visitor

HASTE = 1.5  # seconds: a form that comes back faster was filled in by a program


def by_api(program: Program, slug: str, answers: dict[str, Any]) -> str:
    """Register; returns the submission's id."""
    visitor = Visitor(program.url)
    form = json.loads(visitor.get(f"/api/v1/forms/{slug}").text)
    body = answers | {"notice": form["notice"]["ja"]["digest"], "lang": "ja"}
    page = visitor.post_json(f"/api/v1/forms/{slug}/submissions", body)
    assert page.status == 202, page.text
    return str(json.loads(page.text)["id"])


def by_page(program: Program, slug: str, answers: dict[str, Any]) -> None:
    """Fill in the form, look it over, send it."""
    visitor = Visitor(program.url)
    form = visitor.get(f"/ja/forms/{slug}")
    time.sleep(HASTE)
    check = visitor.press(form, slug, step="check", **answers)
    assert check.status == 200, check.text
    sent = visitor.press(check, slug, step="send")
    assert sent.status == 200, sent.text
    assert sent.url.endswith("/sent"), sent.url


def confirm(program: Program, address: str, *, count: int) -> None:
    """Open the link of the ``count``-th mail to the address and press its button."""
    visitor = Visitor(program.url)
    page = visitor.get(link_in(program.wait_for_mail(address, count=count)))
    assert page.status == 200, page.text
    assert visitor.press(page).status == 200


def enter(program: Program, address: str, *, count: int) -> Visitor:
    """Open the own page by its mailed link, the ``count``-th mail to the address."""
    visitor = Visitor(program.url)
    assert visitor.press(visitor.get("/ja/me"), "/ja/me", email=address).status == 200
    page = visitor.get(link_in(program.wait_for_mail(address, count=count)))
    assert visitor.press(page).status == 200
    return visitor
