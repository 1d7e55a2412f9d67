"""The guide shows and names what is there: every picture, every page, in both languages; and the pictures are small."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.urls import resolve

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
PICTURES = ROOT / "docs" / "pictures"
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]

_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+\.png)\)")
_PAGE = re.compile(r"`(/(?:ja|en|console)/[^`]*|/embed\.js)`")
_MOST_BYTES = 150 * 1024


def _shown() -> dict[Path, Path]:
    """Each picture that a document shows, and the document."""
    return {
        (document.parent / name).resolve(): document
        for document in DOCUMENTS
        for _words, name in _PICTURE.findall(document.read_text("utf-8"))
    }


def test_every_picture_that_is_shown_is_there_and_none_is_left_over():
    assert set(_shown()) == set(PICTURES.glob("*.png"))


def test_pictures_are_small():
    large = {path.name: path.stat().st_size for path in PICTURES.glob("*.png") if path.stat().st_size > _MOST_BYTES}
    assert not large


@pytest.mark.parametrize("document", sorted(GUIDE.glob("*.md")), ids=lambda path: path.name)
def test_every_page_that_the_guide_names_opens_something(document: Path):
    text = document.read_text("utf-8")
    pages = _PAGE.findall(text)
    assert pages or document.name == "README.md"
    for page in pages:
        assert callable(resolve(page).func), page
    for words, _name in _PICTURE.findall(text):
        assert len(words) > 5  # for whoever does not see the picture


def test_the_guide_stands_in_both_languages():
    pages = {path.name.removesuffix(".md") for path in GUIDE.glob("*.md")} - {"README"}
    english = {name for name in pages if not name.endswith(".ja")}
    assert pages - english == {f"{name}.ja" for name in english}
    for name in english:
        for picture in re.findall(r"pictures/([\w-]+)-en\b", (GUIDE / f"{name}.md").read_text("utf-8")):
            assert f"pictures/{picture}-ja" in (GUIDE / f"{name}.ja.md").read_text("utf-8")


def _words() -> tuple[set[str], set[str]]:
    """What the interface says, in English and in Japanese."""
    english: set[str] = set()
    japanese: set[str] = set()
    for catalogue in (ROOT / "azukari").rglob("locale/ja/LC_MESSAGES/django.po"):
        with catalogue.open("rb") as file:
            for message in read_po(file):
                english.update([message.id] if isinstance(message.id, str) else message.id)
                japanese.update([message.string] if isinstance(message.string, str) else message.string or ())
    return english, japanese


def test_the_buttons_that_the_day_at_each_desk_names_are_called_so():
    english, japanese = _words()
    named = re.findall(r'"([^"]+)"', (GUIDE / "desks.md").read_text("utf-8"))
    named_in_japanese = re.findall(r"「([^」]+)」", (GUIDE / "desks.ja.md").read_text("utf-8"))
    assert len(named) > 10
    assert len(named_in_japanese) > 10
    assert ({*named} - english, {*named_in_japanese} - japanese) == (set(), set())
