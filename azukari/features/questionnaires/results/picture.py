"""A chart as a picture of its own (SVG), for other sites: bars of one hue with percents; nothing is loaded."""

import unicodedata
from xml.sax.saxutils import escape

from azukari.features.questionnaires.results.shown import Table

_WIDTH, _LEFT, _HEIGHT, _HEAD = 640, 16, 46, 64
_BAR = 520
_MOST = 76  # columns of text in a line


def picture(table: Table, *, source: str, lang: str) -> str:
    """The chart of everybody.

    Args:
        source: who published it, in a few words.
    """
    tall = _HEAD + _HEIGHT * len(table.lines) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {tall}" width="{_WIDTH}" height="{tall}">',
        f'<g lang="{lang}" font-family="sans-serif" font-size="15" fill="#1C2430">',
        f"<title>{escape(table.title)}</title>",
        f'<rect width="{_WIDTH}" height="{tall}" fill="#FBFAF7"/>',
        f'<text x="{_LEFT}" y="28" font-weight="bold">{escape(_cut(table.title))}</text>',
        f'<text x="{_LEFT}" y="50" font-size="13">{escape(_cut(table.about))} n = {table.base}</text>',
    ]
    for place, line in enumerate(table.lines):
        top = _HEAD + place * _HEIGHT
        told = "–" if line.percent is None else f"{line.percent}%"
        parts += [
            f'<text x="{_LEFT}" y="{top + 14}">{escape(_cut(line.label))}</text>',
            f'<rect x="{_LEFT}" y="{top + 20}" width="{max(line.width, 0) * _BAR // 100}" height="12" fill="#274A78"/>',
            f'<text x="{_LEFT + line.width * _BAR // 100 + 8}" y="{top + 31}">{told}</text>',
        ]
    parts.append(f'<text x="{_LEFT}" y="{tall - 14}" font-size="12">{escape(_cut(source))}</text></g></svg>')
    return "\n".join(parts)


def _cut(text: str) -> str:
    """As much as fits in a line."""
    if _columns(text) <= _MOST:
        return text
    while text and _columns(text) >= _MOST:
        text = text[:-1]
    return f"{text}…"


def _columns(text: str) -> int:
    """How wide a text is, a full-width letter for two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)
