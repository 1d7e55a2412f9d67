"""Habits of the source that no linter knows: one subject a file, no imports in functions, no addresses in locks."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import OURS, ROOT, SOURCES, trees

MOST_LINES = 250
_LONG_FOR_A_REASON = {
    "azukari/features/rules/verify_bundle.py",  # one file that an auditor runs anywhere
    "azukari/policy/terms.py",  # the grammar of a policy, in one place
    "azukari/site/settings.py",  # Django's settings, in one place
    "azukari/core/ledger/verify.py",  # one walk over everything
    "azukari/features/policy/guide.py",  # a table, one line a key
    "azukari/core/forms/models.py",  # every table of the forms, in one place
    "azukari/policy/disclose_words.py",  # a table, one entry a code
    "azukari/core/vault/cipher.py",  # how everything is sealed, in one place
    "azukari/core/vault/models.py",  # every table of the one room, in one place
    "azukari/lib/instance.py",  # the settings of an instance, in one place
    "azukari/core/cases/lifecycle.py",  # every move of a case, in one place
    "azukari/features/members/tests/money_histories.py",  # each step of a history beside what has to come of it
    "azukari/features/members/events.py",  # every event of members with its words, in one place
}
_VAGUE = {"utils", "util", "helpers", "common", "misc", "manager", "base"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imported_lines(path: Path) -> int:
    """How many lines the imports at the top take: the formatter gives each name one, which is nothing to read."""
    top = ast.parse(path.read_text("utf-8")).body
    imported = [node for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in imported)


def test_files_are_short():
    lengths = {_name(path): path.read_text("utf-8").count("\n") - _imported_lines(path) for path in OURS}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in _LONG_FOR_A_REASON}
    assert not long, "Does each have one subject?"


def _local_imports(tree: ast.Module) -> list[int]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("azukari"))
        or (isinstance(node, ast.Import) and any(name.name.startswith("azukari") for name in node.names))
    ]


def test_own_code_is_imported_at_the_top():
    within = trees(r"^[ \t]+(?:from|import)\b.*\bazukari\b")
    local = [f"{_name(path)}:{line}" for path, _, tree in within for line in _local_imports(tree)]
    assert not local, "A cycle is a question of design."


def test_modules_open_by_saying_what_their_idea_is():
    opens = re.compile(r'"""\w[^"]*"""\n')
    texts = {_name(path): text for path in OURS if not opens.match(text := path.read_text("utf-8"))}
    assert not [name for name, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]


def test_names_say_something():
    vague = [_name(path) for path in SOURCES if path.stem in _VAGUE]
    backends = [f"azukari/core/database/{engine}/base.py" for engine in ("postgresql", "sqlite3")]
    assert vague == backends, "Django looks for a backend under this name, and no other."


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_a_lock_has_hashes_and_no_address(lock):
    text = lock.read_text("utf-8")
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9._-]+(?:\[[^\]]+\])?==", text, re.MULTILINE | re.IGNORECASE)
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9._-]+(?:\[[^\]]+\])?==)", text)[1:]
    assert packages
    assert len(blocks) == len(packages)
    assert all("--hash=sha256:" in block for block in blocks)


_MAKES_MAIL = {"EmailMessage", "EmailMultiAlternatives", "render_mail"}


def _mails_without_their_head(tree: ast.Module) -> list[int]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    made = [(f, call) for f in functions for call in ast.walk(f) if isinstance(call, ast.Call)]
    return [
        call.lineno
        for function, call in made
        if ast.unparse(call.func).rpartition(".")[2] in _MAKES_MAIL
        and not (any(word.arg == "headers" for word in call.keywords) and "automatic(" in ast.unparse(function))
    ]


def test_every_mail_says_that_a_program_wrote_it():
    """Its headers are those of `lib.email.automatic`, whoever makes it; `core.mail.bulk.compose` writes bytes of its
    own.
    """
    found = [*trees(r"from django\.core\.mail import .*Email|\brender_mail\(")]
    assert len(found) >= 5, "The pattern finds who makes mail."
    made = [(path, tree) for path, _, tree in found if path.name not in {"outbox.py", "smtp.py"}]
    assert not [f"{_name(path)}:{line}" for path, tree in made for line in _mails_without_their_head(tree)]


def test_the_code_of_an_outcome_is_read_in_one_place():
    assert [_name(path) for path in OURS if 'GET.get("done"' in path.read_text("utf-8")] == [
        "azukari/core/appearance/outcome.py"
    ]
