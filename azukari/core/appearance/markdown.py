"""Markdown as a page shows it: without HTML of its own, its headings below the page's."""

import re
from collections.abc import Iterable

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"html": False}).disable("image")
_WITH_PICTURES = MarkdownIt("commonmark", {"html": False})


def below_the_page(tokens: Iterable[Token]) -> None:
    """The highest headings of a text become ``h2``, and the others follow: the page itself has the ``h1``."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1:]) - highest + 2, 6)}"


def as_html(text: str, *, pictures: re.Pattern[str] | None = None) -> SafeString:
    """Whatever ``text`` holds, only what Markdown makes of it reaches the page. Its highest headings become ``h2``.

    Args:
        pictures: which addresses a picture may have; of any other its words are shown. None: there are no pictures.
    """
    reader = _WITH_PICTURES if pictures else _READER
    tokens = reader.parse(text)
    below_the_page(tokens)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "image" and pictures and pictures.fullmatch(str(token.attrGet("src") or "")):
            token.attrSet("loading", "lazy")
        elif token.type == "image":
            token.type, token.tag, token.attrs, token.children = "text", "", {}, None
    made: str = reader.renderer.render(tokens, reader.options, {})
    return SafeString(made)  # HTML in the text was escaped
