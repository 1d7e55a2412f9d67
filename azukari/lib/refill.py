"""Fill a form of a page again: the HTML of a page, with what was typed put back into one of its forms. Pure.

For any form, whatever made it: the page is read, and its inputs are written anew with the values that were sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

type Attributes = Sequence[tuple[str, str | None]]

_KEPT = frozenset({"file", "submit", "button", "image", "reset", "password"})  # inputs that are left as they are


@dataclass(slots=True)
class _Form:
    """A form of the page: where it is sent to, and the names of its inputs."""

    action: str
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Walks through a page and tells which form a tag stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[_Form] = []
        self.inside = -1

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        held = dict(attrs)
        if tag == "form":
            self.inside = len(self.forms)
            self.forms.append(_Form(held.get("action") or ""))
        elif self.inside >= 0 and held.get("name"):
            self.forms[self.inside].names.add(held["name"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = -1


class _Writer(HTMLParser):
    """Writes the page as it was, but for one form; and what its forms and links leave out of an address is written
    out, since the page is shown at another one.
    """

    def __init__(self, which: int, typed: Mapping[str, Sequence[str]], fixed: frozenset[str], page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.page = page
        self.pieces: list[str] = []
        self.which, self.count, self.inside = which, -1, False
        self.left = {name: list(values) for name, values in typed.items() if name not in fixed}
        self.typed, self.fixed = typed, fixed
        self.silent = ""  # the textarea whose old text is left out
        self.selects: str | None = None  # the name of the list that is open
        self.details: list[int] = []  # where each open <details> stands among the pieces

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        raw, held = self.get_starttag_text() or "", {name: value or "" for name, value in attrs}
        if tag == "details":
            self.details.append(len(self.pieces))
        if tag == "form":
            raw = _tag(tag, [*_without(attrs, "action"), ("action", urljoin(self.page, held.get("action", "")))])
            self.count += 1
            self.inside = self.count == self.which
            if self.inside:
                for at in self.details:
                    self.pieces[at] = _tag("details", [*_attributes(self.pieces[at]), ("open", None)])
        elif tag == "a" and held.get("href", "").startswith("?"):
            raw = _tag(tag, [*_without(attrs, "href"), ("href", urljoin(self.page, held["href"]))])
        elif self.inside:
            raw = self._within(tag, raw, attrs, held)
        self.pieces.append(raw)

    def _within(self, tag: str, raw: str, attrs: Attributes, held: Mapping[str, str]) -> str:
        name = held.get("name", "")
        if tag == "input" and held.get("type", "text") not in _KEPT and name not in self.fixed:
            return _tag(tag, self._input(name, held.get("type", "text"), attrs, held.get("value", "on")))
        if tag == "textarea" and self.left.get(name):
            self.silent = name
            return raw + "\n" + escape(self.left[name].pop(0), quote=False)
        if tag == "select":
            self.selects = name
        elif tag == "option" and self.selects in self.typed:
            kept = _without(attrs, "selected")
            is_chosen = held.get("value", "") in self.typed[self.selects or ""]
            return _tag(tag, [*kept, ("selected", None)] if is_chosen else kept)
        return raw

    def _input(self, name: str, kind: str, attrs: Attributes, value: str) -> Attributes:
        if kind in ("checkbox", "radio"):
            kept = _without(attrs, "checked")
            return [*kept, ("checked", None)] if value in self.typed.get(name, ()) else kept
        if not self.left.get(name):
            return attrs
        return [*_without(attrs, "value"), ("value", self.left[name].pop(0))]

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.silent = ""
        elif tag == "select":
            self.selects = None
        elif tag == "form":
            self.inside = False
        elif tag == "details" and self.details:
            self.details.pop()
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if not self.silent:
            self.pieces.append(text)

    def handle_comment(self, data: str) -> None:
        self.pieces.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")


def _without(attrs: Attributes, name: str) -> Attributes:
    return [each for each in attrs if each[0] != name]


def _attributes(raw: str) -> Attributes:
    found: list[tuple[str, str | None]] = []

    class One(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: Attributes) -> None:
            found.extend(each for each in attrs if each[0] != "open")

    One().feed(raw)
    return found


def _tag(tag: str, attrs: Attributes) -> str:
    written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
    return f"<{tag}{written}>"


@dataclass(frozen=True, slots=True)
class Refilled:
    """The page, and the names of what its form had no place for."""

    html: str
    without_place: frozenset[str]


def refill(
    html: str, typed: Mapping[str, Sequence[str]], *, page: str, to: str, fixed: frozenset[str]
) -> Refilled | None:
    """The page with ``typed`` in the form that is sent to ``to``; None where it has no such form.

    Args:
        typed: what was sent, by the names of inputs.
        page: the address of the page, against which actions are read.
        to: the address to which the form was sent.
        fixed: names that stay as the page has them, such as tokens.
    """
    reader = _Reader()
    reader.feed(html)
    wanted = typed.keys() - fixed
    fit = {
        number: len(wanted & form.names)
        for number, form in enumerate(reader.forms)
        if _path(urljoin(page, form.action)) == _path(to) and wanted & form.names
    }
    if not fit:
        return None
    which = max(fit, key=lambda number: fit[number])
    writer = _Writer(which, typed, fixed, page)
    writer.feed(html)
    writer.close()
    return Refilled("".join(writer.pieces), frozenset(wanted - reader.forms[which].names))


def _path(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]
