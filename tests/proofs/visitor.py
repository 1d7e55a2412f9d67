"""A visitor without a browser: follows links, fills in forms, keeps cookies as told. Enough to come by HTTP and see."""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin


class _Forms(HTMLParser):
    """The forms of a page: where each is sent, and its hidden inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((known.get("action", ""), {}))
        elif tag == "input" and known.get("type") == "hidden" and known.get("name") and self.found:
            self.found[-1][1][known["name"]] = known.get("value", "")


@dataclass
class Page:
    """What came back."""

    url: str
    status: int
    text: str

    def form(self, ending: str = "") -> tuple[str, dict[str, str]]:
        """Address and hidden inputs of the last form whose address ends so."""
        forms = _Forms()
        forms.feed(self.text)
        fitting = [(urljoin(self.url, action), hidden) for action, hidden in forms.found if action.endswith(ending)]
        assert fitting, f"{self.url} has no form for {ending!r}."
        return fitting[-1]


@dataclass
class Visitor:
    """Somebody who comes to ``base``."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except HTTPError as error:
            return Page(error.url or "", error.code, error.read().decode())

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(urljoin(self.base, path)))

    def post(self, path: str, fields: Mapping[str, Any]) -> Page:
        """Send a form."""
        return self._open(urllib.request.Request(urljoin(self.base, path), urlencode(fields, doseq=True).encode()))

    def post_json(self, path: str, content: object) -> Page:
        """Send JSON, as a program does."""
        headers = {"Content-Type": "application/json"}
        body = json.dumps(content, ensure_ascii=False).encode()
        return self._open(urllib.request.Request(urljoin(self.base, path), body, headers))

    def press(self, page: Page, ending: str = "", **fields: Any) -> Page:
        """Press the button of a form of the page, with its hidden inputs and what is typed."""
        action, hidden = page.form(ending)
        return self.post(action, {**hidden, **fields})
