"""The words of the interface in both languages: which are used, which are translated, and the catalogues Django reads.

English stands in code and templates; Japanese in each package's ``locale/ja/LC_MESSAGES/django.po``, written by hand.
What libraries say in English, and we otherwise, stands in ``desk/locale/en``.
``python -m azukari.site.messages`` compiles the catalogues (no gettext needed on the machine); ``check`` names what is
untranslated, doubtful or no longer used; ``missing`` prints the gaps as entries to fill in.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""As in ``hatch_build.py``: the same words are compiled to the same bytes."""
OUTSIDE = "outside"
"""An entry with the comment ``#. outside`` translates words of a library, so our code need not contain them."""

type Key = tuple[str | None, str]
"""A message's context, and its (singular) English words."""

_PLAIN = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "Sentence", "BothLanguages"}
)
_DESCRIBED, _TOLD_BY = frozenset({"Field", "Header"}), frozenset({"summary", "description"})
_WITH_CONTEXT = frozenset({"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
_LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.DOTALL)
_AS_IN_ENGLISH = re.compile(r"[぀-ヿ一-鿿々」』)](?::|[。：] | \()|[（）]|[。：] |\(English\)")
"""How Japanese is not set here: a narrow colon, wide brackets, a space after a stop; docs/words.md."""
_TYPED = re.compile(r"\w'")
"""An apostrophe as a typewriter has it."""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _keys_of_call(name: str, words: list[str]) -> Iterator[Key]:
    if name in _PLAIN and words:
        yield None, words[0]
    elif name in _WITH_CONTEXT and len(words) > 1:
        yield words[0], words[1]


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message is used, and whether it is counted there: `ngettext` finds no entry without a plural."""

    line: int
    counted: bool


def in_code(source: str) -> Iterator[tuple[Key, MessagePlace]]:
    """The messages of a Python module, with their places."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            for key in _keys_of_call(_called(node), words):
                yield key, MessagePlace(node.lineno, _called(node).startswith("n"))
    for text, line in _of_the_api(tree):
        if text:
            yield (None, " ".join(text.split())), MessagePlace(line, counted=False)


def _of_the_api(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What the document of the HTTP API says, since its page (`site.api_page`) shows that in the reader's language:
    titles of operations, descriptions of parameters and members, docstrings of operations and of shapes.
    """
    shapes = {"Schema"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (_called(node) in _DESCRIBED or _is_operation(node)):
            told = [word.value for word in node.keywords if word.arg in _TOLD_BY]
            yield from ((str(each.value), each.lineno) for each in told if isinstance(each, ast.Constant))
        elif isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in shapes for base in node.bases):
            shapes.add(node.name)
            yield ast.get_docstring(node) or "", node.lineno
        elif isinstance(node, ast.FunctionDef) and any(map(_is_operation, node.decorator_list)):
            yield ast.get_docstring(node) or "", node.lineno


def _is_operation(node: ast.expr) -> bool:
    """Whether it is ``router.get(...)``, or the like."""
    return isinstance(node, ast.Call) and getattr(getattr(node.func, "value", None), "id", "") == "router"


def in_template(source: str) -> Iterator[tuple[Key, MessagePlace]]:
    """The messages of a template, with their places."""
    marked = templatize(source)
    for call in _CALL.finditer(marked):
        words = [str(ast.literal_eval(text.removeprefix("u"))) for text in re.findall(_LITERAL, call[2])]
        for key in _keys_of_call(call[1], words):
            yield key, MessagePlace(marked.count("\n", 0, call.start()) + 1, call[1].startswith("n"))


@dataclass(slots=True)
class Use:
    """How a message is used: at which places (``forms/views.py:12``), and whether at one of them with a number."""

    places: list[str] = field(default_factory=list)
    counted: bool = False


def used(package: Path = PACKAGE) -> dict[Key, Use]:
    """Every message in use."""
    uses: dict[Key, Use] = defaultdict(Use)
    for pattern, read in (("*.py", in_code), ("*.html", in_template), ("*.txt", in_template), ("*.mjml", in_template)):
        for path in sorted(package.rglob(pattern)):
            if path.name.startswith("test_") or "migrations" in path.parts:
                continue
            for key, place in read(path.read_text("utf-8")):
                uses[key].places.append(f"{path.relative_to(package)}:{place.line}")
                uses[key].counted |= place.counted
    return uses


def catalogues(package: Path = PACKAGE) -> dict[Path, Catalog]:
    """The hand-written catalogues, by file."""
    found = {}
    for path in sorted(package.glob("**/locale/ja/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale="ja", abort_invalid=True)
    return found


def first(words: str | tuple[str, ...] | list[str] | None) -> str:
    """The words themselves; of words with a plural, the singular."""
    return words if isinstance(words, str) else words[0] if words else ""


def _placeholders(text: str) -> list[str]:
    return sorted({match.group() for match in _PLACEHOLDER.finditer(text)})


def _faults_of(message: Message, key: Key, use: Use | None) -> Iterator[str]:
    text = first(message.string)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not text.strip():
        yield "has no translation"
    elif _placeholders(text) != _placeholders(key[1]):
        yield f"has other placeholders in its translation: {text!r}"
    if found := _AS_IN_ENGLISH.search(text):
        yield f"is set as English is at {found[0]!r}"
    if OUTSIDE not in message.auto_comments:
        if _TYPED.search(key[1]):
            yield "has the apostrophe of a typewriter, not ’"
        if use is None:
            yield "is not used any more"
    if use is not None and use.counted and not message.pluralizable:
        yield "is used with a number and has no plural, so its Japanese is not found"


def faults(package: Path = PACKAGE) -> list[str]:
    """One sentence for each message that is untranslated, doubtful, unused, or translated in two ways."""
    in_use = used(package)
    translated: dict[Key, tuple[Path, str]] = {}
    found = []
    for path, catalogue in catalogues(package).items():
        short = path.relative_to(package)
        found += [f"{short}: keeps an obsolete entry: {first(old.id)!r}" for old in catalogue.obsolete.values()]
        for message in catalogue:
            if not message.id:
                continue
            key = (message.context, first(message.id))
            found += [f"{short}: {key[1]!r} {fault}" for fault in _faults_of(message, key, in_use.get(key))]
            text = first(message.string)
            other = translated.setdefault(key, (path, text))
            if other[1] != text:
                found.append(f"{short}: {key[1]!r} is translated otherwise in {other[0].relative_to(package)}")
    found += [f"{use.places[0]}: {key[1]!r} has no Japanese" for key, use in in_use.items() if key not in translated]
    return found


def missing(package: Path = PACKAGE) -> Catalog:
    """The untranslated messages, as a catalogue to fill in."""
    known = {(m.context, first(m.id)) for catalogue in catalogues(package).values() for m in catalogue if m.id}
    gaps = Catalog(locale="ja")
    for key, use in used(package).items():
        if key not in known:
            gaps.add(key[1], "", context=key[0], user_comments=use.places[:3])
    return gaps


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Write each ``.mo`` beside its ``.po``, unless it is newer already. Returns what was written."""
    written = []
    for path in sorted(package.glob("**/locale/*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalogue = read_po(source, locale=path.parts[-3], abort_invalid=True)
        catalogue.creation_date = MADE
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
        written.append(target)
    return written


def main(arguments: list[str]) -> int:
    """``compile`` (the default), ``check`` or ``missing``; 0 done, 1 faults found, 2 misuse."""
    verb = arguments[0] if arguments else "compile"
    if verb == "compile":
        compile_all()
        return 0
    if verb == "missing":
        write_po(sys.stdout.buffer, missing(), width=0, omit_header=True)
        return 0
    if verb == "check":
        found = faults()
        sys.stdout.write("".join(f"{fault}\n" for fault in found))
        return 1 if found else 0
    sys.stderr.write("Usage: python -m azukari.site.messages [compile|check|missing]\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
