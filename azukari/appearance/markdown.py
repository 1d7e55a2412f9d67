"""Markdown as a page shows it: without HTML of its own, its headings below the page's."""

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False}).disable("image")


def as_html(text: str) -> SafeString:
    """Whatever ``text`` holds, only what Markdown makes of it reaches the page. Its highest headings become ``h2``."""
    tokens = _READER.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1:]) - highest + 2, 6)}"
    made: str = _READER.renderer.render(tokens, _READER.options, {})
    return SafeString(made)  # HTML in the text was escaped
