"""What the form of a page would send, and what such a form shows: for tests in which two write at once."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form(HTMLParser):
    """What the form of a page that carries a token would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._open: dict[str, list[str]] = {}
        self._inside, self._area, self._select = False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name, value = held.get("name", ""), held.get("value", "")
        if tag == "form":
            self._open, self._inside = {}, True
        if not self._inside or not (name or tag == "option"):
            return
        kind = held.get("type", "text")
        if tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in held:
                self._open.setdefault(name, []).append(value)
        elif tag == "input" and kind != "file":
            self._open.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._area = name
            self._open.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in held:
            self._open.setdefault(self._select, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._open[self._area][-1] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False
            if "as_shown" in self._open:
                self.sent = self._open


def shown(page: Any) -> dict[str, list[str]]:
    """What the form of a page would send that carries a token."""
    sent = Form(page.content.decode()).sent
    assert sent, "No form of the page carries a token of what it shows."
    return sent


def said(browser: Client, at: str, field: str) -> str:
    """What a field says to whoever opens its page now."""
    return shown(browser.get(at))[field][0]


def send(browser: Client, at: str, page: Any, **typed: str) -> Any:
    """Send the form of a page, with what was typed in it. Two underscores in a name stand for a hyphen."""
    said = {name.replace("__", "-"): value for name, value in typed.items()}
    return browser.post(at, {**shown(page), **said})
