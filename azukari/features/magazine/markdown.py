"""Markdown of an issue, three ways: HTML for an email, HTML for the archive, and a text part that reads like a letter.

No HTML of the editor's own comes through. Pictures come from this very site and from nowhere else (law 8), so none can
tell who opened an email. Mail programs know few style sheets, so each element carries its own few words of style. One
block has no mark in CommonMark, a button: ``[[Words]](address)``.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from azukari.core.appearance.markdown import below_the_page

_SLOT = re.compile(r"\{\{[a-z_]+\}\}")


class _Reader(MarkdownIt):
    """CommonMark, in which a link may lead to a slot."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - its name there
        """A slot stays as it is, to be filled for each reader."""
        return url if _SLOT.fullmatch(url) else super().normalizeLink(url)


_READER = _Reader("commonmark", {"html": False, "breaks": True})
_QUIET = "#4A5363"
_LINE = "#E2DED5"
_BUTTON = "display:inline-block;padding:12px 20px;border-radius:6px;font-weight:600;text-decoration:none"
_BUTTON_CLASS = "button"
_STYLES: Mapping[str, str] = {
    "h2": "margin:28px 0 12px;font-size:21px;line-height:1.4;font-weight:600",
    "h3": "margin:24px 0 8px;font-size:18px;line-height:1.4;font-weight:600",
    "h4": "margin:20px 0 8px;font-size:17px;line-height:1.4;font-weight:600",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding:0 0 0 24px",
    "ol": "margin:0 0 16px;padding:0 0 0 24px",
    "li": "margin:0 0 6px",
    "blockquote": f"margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid {_LINE}",
    "hr": f"margin:24px 0;border:0;border-top:1px solid {_LINE}",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text: where it leads, and the words that are clicked."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a text, with what is read where it is not seen."""

    src: str
    alt: str


def for_mail(text: str, *, accent: str, on_accent: str, base_url: str, named: Callable[[str], str] = str) -> SafeString:
    """HTML whose elements carry their style.

    Args:
        accent: the colour of links; ``on_accent`` that of the words on a button.
        named: makes of the address of a link the one that stands in the mail.
        base_url: of this site, without a slash at its end: pictures of ours get a whole address.
    """
    tokens = _tokens(text, base_url=base_url)
    for token in _all(tokens):
        if token.type == "link_open":
            as_button = f"color:{on_accent};background:{accent};{_BUTTON}"
            is_button = token.attrGet("class") == _BUTTON_CLASS
            token.attrSet("style", as_button if is_button else f"color:{accent};text-decoration:underline")
            token.attrSet("href", named(str(token.attrGet("href") or "")))
        elif token.type == "image":
            token.attrSet("style", "max-width:100%;height:auto;border:0")
        elif style := _STYLES.get(token.tag if token.nesting >= 0 else "", ""):
            token.attrSet("style", style)
    return _html(tokens)


def for_page(text: str) -> SafeString:
    """HTML for a page of this site, whose own style sheet dresses it. A link that leads nowhere becomes its words."""
    tokens = _tokens(text, base_url="")
    for token in tokens:
        token.children = list(_linked(token.children)) if token.children else token.children
    return _html(tokens)


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    nowhere = False
    for token in tokens:
        if token.type == "link_open":
            nowhere = not token.attrGet("href")
        if not (nowhere and token.type in ("link_open", "link_close")):
            yield token


def links(text: str) -> list[Link]:
    """Every link, in order."""
    found: list[Link] = []
    for token in _READER.parse(text):
        inline = token.children or []
        for at, child in enumerate(inline):
            if child.type == "link_open":
                end = next(n for n in range(at, len(inline)) if inline[n].type == "link_close")
                words = "".join(
                    each.content for each in inline[at:end] if each.type in ("text", "code_inline", "image")
                )
                found.append(Link(str(child.attrGet("href") or ""), words.strip().removeprefix("[").removesuffix("]")))
    return found


def pictures(text: str) -> list[Picture]:
    """Every picture, in order."""
    found = (token for token in _all(_READER.parse(text)) if token.type == "image")
    return [Picture(str(token.attrGet("src") or ""), token.content.strip()) for token in found]


def is_ours(src: str) -> bool:
    """Whether a picture comes from this site: its address begins with one slash."""
    return src.startswith("/") and not src.startswith("//")


def plain(text: str) -> str:
    """The text part: paragraphs, underlined headings, points, and each link's address behind its words."""
    lines = list(_plain(_READER.parse(text)))
    return "\n".join(lines).strip() + "\n" if lines else ""


def _tokens(text: str, *, base_url: str) -> Sequence[Token]:
    """Highest headings become ``h2``; a picture from elsewhere becomes its words."""
    tokens = _READER.parse(text)
    below_the_page(tokens)
    for token in tokens:
        _as_button(token.children or [])
    for token in _all(tokens):
        if token.type != "image":
            continue
        src = str(token.attrGet("src") or "")
        if is_ours(src):
            token.attrSet("src", f"{base_url}{src}")
        else:
            token.type, token.tag, token.attrs, token.children = "text", "", {}, None
    return tokens


def _as_button(inline: Sequence[Token]) -> None:
    """``[[Words]](address)`` alone in its paragraph is a button, wherever it is shown; in a text part it is a link."""
    if [token.type for token in inline] != ["link_open", "text", "link_close"]:
        return
    words = inline[1].content
    if words.startswith("[") and words.endswith("]"):
        inline[0].attrSet("class", _BUTTON_CLASS)
        inline[1].content = words[1:-1]


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _html(tokens: Sequence[Token]) -> SafeString:
    made: str = _READER.renderer.render(tokens, _READER.options, {})
    return SafeString(made)  # HTML in the text was escaped


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    page = _Page()
    for token in tokens:
        page.enter(token)
        match token.type:
            case "inline":
                _as_button(token.children or [])
                yield from page.lines(_inline(token.children or ()))
            case "fence" | "code_block":
                yield from (*(f"    {line}" for line in token.content.splitlines()), "")
            case "hr":
                yield from ("-" * 20, "")
            case "bullet_list_close" | "ordered_list_close" if not page.numbers:
                yield ""
            case _:
                pass


class _Page:
    """Where the next words stand: in which quotation, at which point of which list."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        """The next number of each list that is open; 0 for points."""
        self._quoted, self._before = 0, ""

    def enter(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.numbers.append(int(token.attrGet("start") or 1) if token.tag == "ol" else 0)
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
                self._before = "  " * len(self.numbers)
            case "list_item_open":
                number = self.numbers[-1]
                self._before = "  " * (len(self.numbers) - 1) + (f"{number}. " if number else "- ")
                self.numbers[-1] += bool(number)
            case "blockquote_open" | "blockquote_close":
                self._quoted += token.nesting
            case "heading_open":
                self._before = "■ "
            case _:
                pass

    def lines(self, words: str) -> Iterator[str]:
        margin, before = "> " * self._quoted, self._before
        first, *rest = words.split("\n")
        yield from (margin + before + first, *(margin + " " * len(before) + line for line in rest))
        yield from () if self.numbers else ("",)
        self._before = "  " * len(self.numbers)


def _inline(tokens: Sequence[Token]) -> str:
    made, hrefs, opened = list[str](), list[str](), list[int]()
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                made.append(token.content)
            case "softbreak" | "hardbreak":
                made.append("\n")
            case "image":
                made.append(f"[{token.content}]" if token.content else "")
            case "link_open":
                hrefs.append(str(token.attrGet("href") or ""))
                opened.append(len(made))
            case "link_close":
                href = hrefs.pop()
                words = "".join(made[opened.pop() :])
                made.append("" if words == href else f" <{href}>")
            case _:
                pass
    return "".join(made)
