"""The way up from a page of the console looks the same everywhere: an arrow, then the pages above it."""

import re

from azukari.site import messages

_WAY_UP = re.compile(r'<nav class="crumbs"[^>]*>(.*?)</nav>', re.DOTALL)
_WITH_ARROW = re.compile(r'(?:\{%[^<>]*?%\})*<a href="[^>]*">(?:\{% if forloop.first %\})?\{% icon "back" %\} ')


def test_every_way_up_begins_with_the_arrow() -> None:
    found = {
        f"{path.relative_to(messages.PACKAGE)}: {way}"
        for path in messages.PACKAGE.rglob("templates/**/*.html")
        for way in _WAY_UP.findall(path.read_text("utf-8"))
    }
    assert len(found) > 60, "It still finds them."
    assert not {way for way in found if not _WITH_ARROW.match(way.partition(": ")[2])}
