"""How sentences are written: no wording that docs/style/words.md has replaced, no forbidden shape, and short labels."""

import ast
import re
from collections.abc import Iterator

import pytest

from azukari.site import messages
from tests.site.texts import ROOT, everything

STYLE = ROOT / "docs" / "style" / "words.md"
ALONE = " (alone)"

SHAPES = {
    "a reason that hangs": r"(?:ため|ので|けれど|ながら)。",
    "a metaphor of keeping": r"封をし|書き留め|糸口|関所|名乗り|守られ方|生きた目的|目録には",
    "a nominalised negative": r"ないことはな|なくもな|ないわけではな",
    "what has expired, told as over": r"終わったもの|効いています",
    "an image of keeping or doors": r"in our keeping|knocks|living purpose|can be believed|takes? a breath",
    "an inversion": r"(?m)^(?:Let (?:who|what)|Of (?:whoever|what)|What only it)\b",
    "over as a state": r"\b(?:is|are|was) over\b",
    "waits as a state": r"\bwaits\b(?!\))",
    "a verb of place for what is shown or kept": (
        r"\b(?:stands?|stood) (?:on|in|at|here|there|below|above|beside|under|over|with|among)\b|\blies? sealed"
    ),
    "by itself for automatically": r"\b(?:by itself|of its own accord)\b",
    "an old word": r"\b(?:anew|whoever|meanwhile)\b",
    "a short verb that says little": (
        r"\b(?:goes|go|went) on\b|\btak(?:e|en) (?:it |this )?back\b|\bput right\b|\bnothing of\b"
    ),
    "now at the end": r"\b(?:members?|volunteers?)\b[^.]* now\.",
}
"""What no text may have, in either language, by what is wrong with it."""

OPENING = re.compile(r"(?m)(?:^|[.!?] )(?:Whoever|Nobody) ")
SAID_OF_TWO = {
    "The pause has ended. The membership continues from today.",
    "The pause has ended. Your membership continues from today.",
}
"""Sentences that are one in Japanese: English says whose it is."""
LEFT = 16
"""How many texts may still begin a sentence so. They are being replaced: lower the number with each, add none."""

_NAMES = re.compile(r"%\(\w+\)[sd]")
_TRANSLATE = r"\{% translate \"([^\"]+)\""
LENGTHS = {
    "a button": (r"<button\b[^>]*>(?:\{% icon [^%]*%\}|\s)*", 5, 14),
    "the head of a column": (r"<th\b[^>]*>\s*", 4, 12),
    "a label": (r"<(?:label(?! for=\"share\")|legend|dt)\b[^>]*>\s*", 6, 20),
    "the title of a page": (r"\{% block title %\}\s*", 7, 20),
    "a heading": (r"<h[1-3]\b[^>]*>\s*", 7, 20),
}
"""The longest texts by their place: what comes before them in a template, English words, Japanese letters."""


def _pairs() -> list[str]:
    rows = re.findall(r"^\| \d+ \| (.*?) \| .*? \|$", STYLE.read_text("utf-8"), re.MULTILINE)
    return [row.strip() for row in rows]


def _messages() -> Iterator[tuple[str, str]]:
    """Each text of the catalogues for itself, in English and in Japanese."""
    for path, catalogue in messages.catalogues().items():
        place = str(path.relative_to(ROOT))
        for message in catalogue:
            if message.id:
                for said in (message.id, message.string):
                    yield from ((place, text) for text in ((said,) if isinstance(said, str) else said))


def _found(before: str) -> list[str]:
    if before.endswith(ALONE):
        only = before.removesuffix(ALONE)
        return [place for place, text in _messages() if text == only]
    parts = [part.strip() for part in before.rstrip("。.").split("…")]
    any_words = re.compile(r"[^。.\n]*".join(map(re.escape, parts)))
    return [place for place, text in everything() if any_words.search(text)]


def test_the_pairs_are_read() -> None:
    assert len(_pairs()) > 60
    assert _found("登録の確認")  # words that are in use are found


@pytest.mark.parametrize("before", [pair for pair in _pairs() if ALONE in pair or not re.search(r"\(.*\)", pair)])
def test_what_was_replaced_stands_nowhere(before: str) -> None:
    assert _found(before) == []


@pytest.mark.parametrize("wrong", sorted(SHAPES))
def test_no_text_has_a_forbidden_shape(wrong: str) -> None:
    shape = re.compile(SHAPES[wrong])
    assert [f"{place}: {text}" for place, text in _messages() if shape.search(text)] == []


def _printed() -> list[tuple[str, str]]:
    """What commands print: the texts of their modules, docstrings aside."""
    found = []
    for path in sorted((messages.PACKAGE / "cli").rglob("*.py")):
        if "sample" in path.name or "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
        }
        found += [
            (f"{path.name}:{node.lineno}", node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ]
    return found


def test_no_command_prints_a_forbidden_shape() -> None:
    shapes = [*(re.compile(shape) for shape in SHAPES.values()), OPENING]
    texts = _printed()
    assert len(texts) > 1000
    assert [each for each in texts if any(shape.search(each[1]) for shape in shapes)] == []


DOCUMENTS = [
    path
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
    if "decisions" not in path.parts and path.name != "words.md"
]


@pytest.mark.parametrize("wrong", sorted(SHAPES))
def test_no_document_has_a_forbidden_shape(wrong: str) -> None:
    assert len(DOCUMENTS) > 15
    shape = re.compile(SHAPES[wrong])
    texts = [(path.relative_to(ROOT), path.read_text("utf-8")) for path in DOCUMENTS]
    assert [f"{place}: {found[0]}" for place, text in texts for found in shape.finditer(text)] == []


def test_no_document_begins_a_sentence_with_whoever_or_nobody() -> None:
    assert [path.name for path in DOCUMENTS if OPENING.search(path.read_text("utf-8"))] == []


def test_no_more_sentences_begin_with_whoever_or_nobody() -> None:
    found = {text for _place, text in _messages() if OPENING.search(text)}
    assert len(found) <= LEFT, sorted(found)


@pytest.mark.parametrize("place", LENGTHS)
def test_texts_are_as_short_as_their_place_wants(place: str) -> None:
    before, most_words, most_letters = LENGTHS[place]
    japanese = {
        str(message.id): str(message.string)
        for catalogue in messages.catalogues().values()
        for message in catalogue
        if isinstance(message.id, str)
    }
    pages = messages.PACKAGE.rglob("templates/**/*.html")
    texts = {text for page in pages for text in re.findall(before + _TRANSLATE, page.read_text("utf-8"))}
    assert len(texts) > 100
    bare = {text: (_NAMES.sub("x", text), _NAMES.sub("", japanese.get(text, ""))) for text in texts}
    long = {text for text, (en, ja) in bare.items() if len(en.split()) > most_words or len(ja) > most_letters}
    assert long == set()


def test_one_fact_has_one_sentence() -> None:
    """One Japanese sentence is not said in two ways in English, and two sentences do not differ by order alone."""
    english: dict[str, set[str]] = {}
    same_words: dict[tuple[str, ...], set[str]] = {}
    for catalogue in messages.catalogues().values():
        for message in catalogue:
            if not (isinstance(message.id, str) and message.id):
                continue
            if str(message.string).endswith("。"):
                english.setdefault(str(message.string), set()).add(message.id)
            for sentence in re.split(r"(?<=[.!?])\s+", message.id):
                words = re.findall(r"%\(\w+\)|\w+", sentence)
                if len(words) > 3 and sentence.endswith((".", "!", "?")):
                    same_words.setdefault(tuple(sorted(word.lower() for word in words)), set()).add(sentence)
    assert {each for said in english.values() if len(said) > 1 for each in said} == SAID_OF_TWO
    assert [said for said in same_words.values() if len({*map(str.casefold, said)}) > 1] == []


def test_each_shape_finds_what_it_is_for() -> None:
    wrong = {
        "お返事がなかったため。": "a reason that hangs",
        "封をして保管します": "a metaphor of keeping",
        "できなくもない": "a nominalised negative",
        "期間が終わったもの": "what has expired, told as over",
        "It is in our keeping.": "an image of keeping or doors",
        "Let who types keep their place": "an inversion",
        "The reply stands below.": "a verb of place for what is shown or kept",
        "It renews by itself.": "by itself for automatically",
        "Ask whoever runs the server.": "an old word",
        "The registration goes on.": "a short verb that says little",
        "You are a member of Seoto now.": "now at the end",
        "The pause is over.": "over as a state",
        "An application waits.": "waits as a state",
    }
    assert {*wrong.values()} == SHAPES.keys()
    assert all(re.search(SHAPES[name], text) for text, name in wrong.items())
