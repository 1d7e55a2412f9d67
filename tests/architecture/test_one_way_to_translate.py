"""Words of the interface stand in English in the code and in Japanese in the catalogues, never both in one file."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import ROOT, trees

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")

REASONS = {
    "azukari/policy/": "plain Python: its texts are those of the document and of what judges it",
    "azukari/demo/": "what a fictional organisation wrote",
    "azukari/lib/": "plain Python: how a day is written, what a language is called",
    "azukari/features/questionnaires/": "plain Python: sentences about a document, and labels that become part of it",
    "azukari/features/policy/": "a table of the terms of the document, searched in both languages at once",
    "azukari/features/magazine/issue_templates.py": "texts that an editor begins with, and that become theirs",
    "azukari/core/mail/bulk/prepare.py": "a word of the mail itself, put in for each of many readers",
    "azukari/features/training/course.py": "hands on the pairs of words of `azukari.policy`",
    "azukari/shells/staff/refusals.py": "hands on the pairs of words of `azukari.policy`",
}
"""Files that say both languages in one place, each with why."""


def _has_reason(place: str) -> bool:
    return place.startswith(tuple(REASONS))


def _said_twice(tree: ast.Module) -> Iterator[int]:
    """Lines where Japanese words stand beside their English: ``{"ja": "...", ...}``, or a call of ``both``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            said = [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "ja"
            ]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "both":
            yield node.lineno
            continue
        else:
            continue
        words = [part for value in said for part in ast.walk(value) if isinstance(part, ast.Constant)]
        if any(isinstance(word.value, str) and _JAPANESE.search(word.value) for word in words):
            yield node.lineno


def _places() -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path, _text, tree in trees(r'"ja":|\bboth\(')
        if "/tests/" not in str(path)
        for line in _said_twice(tree)
    ]


def test_japanese_stands_in_the_catalogues():
    assert [place for place in _places() if not _has_reason(place)] == [], (
        "Say it in English with `BothLanguages` or `gettext`, and put the Japanese into the catalogue of the package."
    )


def test_each_reason_is_needed():
    places = _places()
    assert [start for start in REASONS if not any(place.startswith(start) for place in places)] == []


def test_each_form_is_found():
    assert [*_said_twice(ast.parse('A = {"ja": "会員", "en": "Member"}'))] == [1]
    assert [*_said_twice(ast.parse('A = {"ja": f"{n}人", "en": f"{n} people"}'))] == [1]
    assert [*_said_twice(ast.parse('A = both("会員", "Member")'))] == [1]
    assert not [*_said_twice(ast.parse('A = {"ja": row.ja, "en": row.en}'))]
