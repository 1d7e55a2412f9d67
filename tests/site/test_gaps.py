"""Between two sentences of a template stands what their language puts there: in Japanese nothing, no white space."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.base import DebugLexer, TokenType
from django.utils.translation import override

from azukari.site import messages

_NAMES = "a|abbr|b|bdi|code|em|small|span|strong|time"
_TAG = re.compile(rf"<(/?)({_NAMES})\b(?:[^<>{{]|\{{\{{.*?\}}\}}|\{{%.*?%\}})*>")
"""A tag within a line, with all that a template computes in its attributes."""
_INLINE = rf"(?:</?(?:{_NAMES})>)*"
_GAP = re.compile(rf"{_INLINE}(\s*){_INLINE}")
_ENDS = re.compile(r"[。！？：][」』)]*$")
_SILENT = frozenset(
    (
        "comment",
        "endcomment",
        "else",
        "elif",
        "endfor",
        "endif",
        "endwith",
        "for",
        "get_current_language",
        "if",
        "load",
        "with",
    )
)
_SENTENCE = re.compile(r"[\w.]*\bsentence\b[\w.]*(?:\||$)")
"""A value that is a whole sentence, by its name."""
_LITERAL = re.compile(r"""translate (?:"((?:[^"\\]|\\.)*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{% blocktranslate\b.*?%\}(.*?)(?:\{% plural %\}.*?)?\{% endblocktranslate %\}", re.DOTALL)


def _key(english: str) -> str:
    return " ".join(english.split()).replace("'", "’")


def _japanese() -> dict[str, list[str]]:
    """What each English text is in Japanese, whatever its context."""
    said: dict[str, list[str]] = {}
    for catalogue in messages.catalogues().values():
        for message in catalogue:
            english, japanese = (text if isinstance(text, str) else text[0] for text in (message.id, message.string))
            said.setdefault(_key(english), []).append(japanese)
    return said


JAPANESE = _japanese()


def _ends(english: str) -> bool:
    return any(_ENDS.search(text) for text in JAPANESE.get(_key(english), []))


def _opens(english: str) -> bool:
    return any(text.startswith("(") for text in JAPANESE.get(_key(english), []))


def _in_one_tag(block: re.Match[str]) -> str:
    words = re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block[1])
    return f"{{% translate '{' '.join(words.split()).replace(chr(39), '’')}' %}}"


def _units(source: str) -> Iterator[tuple[str, str]]:
    """What a template says, piece by piece: a text of the catalogue, a value, white space, or anything else."""
    plain = _TAG.sub(r"<\1\2>", _BLOCK.sub(_in_one_tag, source))
    for token in DebugLexer(plain).tokenize():
        name = token.contents.split(None, 1)[0] if token.token_type is TokenType.BLOCK else ""
        if name == "translate":
            literal = _LITERAL.search(token.contents)
            yield "text", (literal[1] or literal[2] or "") if literal else ""
        elif token.token_type is TokenType.VAR or name == "include":
            yield "value", token.contents
        elif token.token_type is TokenType.TEXT and (found := _GAP.fullmatch(token.contents)):
            yield "space" if found[1] else "nothing", ""
        elif name not in _SILENT:
            yield "other", ""


def spaces_after_sentences(source: str) -> list[str]:
    """The texts that end a sentence in Japanese, where white space and something else follow, and those in brackets
    that follow white space.
    """
    found, ended, said, space = [], "", False, False
    for kind, text in _units(source):
        if kind in {"text", "value"}:
            if space and (ended or (said and kind == "text" and _opens(text))):
                found.append(ended or text)
            said = not text.startswith("include")
            ends = _ends(text) if kind == "text" else _SENTENCE.match(text)
            ended, space = text if ends else "", False
        elif kind == "space":
            space = True
        elif kind == "other":
            ended, said, space = "", False, False
    return found


def _templates() -> list[Path]:
    return sorted(path for path in messages.PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".mjml"})


def test_no_template_puts_white_space_between_two_sentences() -> None:
    found = {
        str(path.relative_to(messages.PACKAGE)): texts
        for path in _templates()
        if (texts := spaces_after_sentences(path.read_text("utf-8")))
    }
    assert found == {}, "Write {% gap %} there, on one line with the tags around it."


_IN_CODE = re.compile(r'" " \+ _\(|" "\.join\(filter\(None, .*\b_\("')


def test_no_code_puts_a_space_between_two_sentences() -> None:
    found = [
        f"{path.relative_to(messages.PACKAGE)}: {line.strip()}"
        for path in sorted(messages.PACKAGE.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if _IN_CODE.search(line)
    ]
    assert found == [], "Join them with joining.gap(lang)."


@pytest.mark.parametrize("line", ['lead += " " + _("Two.")', 'return " ".join(filter(None, (reason, _("Two."))))'])
def test_such_code_would_be_found(line: str) -> None:
    assert _IN_CODE.search(line)


@pytest.mark.parametrize(
    ("between", "found"),
    [
        *((" ", 1), ("\n  ", 1), ("</b> ", 1), (" <span>", 1), ("{% if x %} {% endif %}", 1), ("", 0), ("<br>", 0)),
        (""" <a href="{% url 'x' y %}?z={{ z }}" class="a{% if z > 1 %} b{% endif %}">""", 1),
    ],
)
def test_the_white_space_would_be_found(between: str, found: int) -> None:
    said = ('{% translate "Error:" %}', "{% blocktranslate %}Error:{% endblocktranslate %}", "{{ refused.sentence|x }}")
    for sentence in said:
        assert len(spaces_after_sentences(f"<p>{sentence}{between}{{{{ word }}}}</p>")) == found


def test_names_of_a_list_are_told_apart_as_their_language_does() -> None:
    for lang, told in (("en", "a, b"), ("ja", "a、b")):
        with override(lang):
            assert Template("a{% comma %}b").render(Context()) == told


def test_a_gap_is_a_space_in_english_and_nothing_in_japanese() -> None:
    page = Template("{{ one }}{% gap %}{{ other }}{% colon %}{{ one }}")
    said = {}
    for lang in ("en", "ja"):
        with override(lang):
            said[lang] = page.render(Context({"one": "a", "other": "b"}))
    assert said == {"en": "a b: a", "ja": "ab：a"}


@pytest.mark.parametrize(
    ("lang", "reason", "shown"),
    [
        ("en", "It goes on the register", "It goes on the register."),
        ("en", "Why not?", "Why not?"),
        ("ja", "会員名簿に記すため", "会員名簿に記すため"),
    ],
)
def test_a_reason_ends_with_the_full_stop_of_its_language(lang: str, reason: str, shown: str) -> None:
    with override(lang):
        assert Template("{{ reason|stopped }}").render(Context({"reason": reason})) == shown
