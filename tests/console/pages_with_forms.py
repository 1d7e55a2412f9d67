"""The forms of a page as a browser would send them: what is typed into, what stands in it, what goes along."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TYPED = ("text", "search", "email", "tel", "url")


@dataclass
class Sent:
    """
    Args:
        rest: what goes along untouched: hidden inputs, and what is chosen.
        typed: names of inputs into which one types a text.
        texts: what stands in them.
        files: names of inputs that take files.
    """

    action: str
    rest: list[tuple[str, str]] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    texts: list[tuple[str, str]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    def sent_with(self, words: str) -> list[tuple[str, str]]:
        """What is sent once these words were typed into each of them."""
        return [*self.rest, *((name, words) for name, _text in self.texts)]

    def said(self, words: str) -> set[str]:
        """The inputs in which these words stand."""
        return {name for name, text in self.texts if text == words}


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self._inside, self._area, self._select = False, False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        name, kind, value = held.get("name", ""), held.get("type", "text"), held.get("value", "")
        if tag == "form":
            self._inside = held.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append(Sent(held.get("action", "")))
        elif self._inside and tag == "option" and self._select and "selected" in held:
            self.forms[-1].rest.append((self._select, value))
        elif self._inside and tag == "select":
            self._select = name
        elif self._inside and name and tag == "textarea":
            self._area = True
            self._text(name, "")
        elif self._inside and name and tag == "input":
            self._input(name, kind, value, checked="checked" in held)

    def _input(self, name: str, kind: str, value: str, *, checked: bool) -> None:
        if kind in _TYPED:
            self._text(name, value)
        elif kind == "file":
            self.forms[-1].files.add(name)
        elif kind not in ("checkbox", "radio", "password", "submit", "button") or checked:
            self.forms[-1].rest.append((name, value))

    def _text(self, name: str, text: str) -> None:
        self.forms[-1].typed.add(name)
        self.forms[-1].texts.append((name, text))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, text = self.forms[-1].texts.pop()
            self.forms[-1].texts.append((name, text + data.removeprefix("\n")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = False
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


def forms_of(html: str) -> list[Sent]:
    """The forms of the main part of a page that are sent by POST."""
    return _Reader(html.partition("<main")[2]).forms
