"""Which Python the program runs on: every place that says it says the same, and what only a later one has is not used.

What a later minor release of Python brings is found by the type checker, which judges by the oldest one
(``python_version`` in ``pyproject.toml``). What a patch release changed it cannot know: that is looked for here.
"""

import ast
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass

import pytest

from azukari import PYTHON
from tests.architecture.sources import ROOT, trees

_OLDEST = ".".join(map(str, PYTHON))
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("README.md", r"Python ([0-9.]+) or newer"),
        ("docs/operating.md", r"Python ([0-9.]+) or newer"),
        ("bin/steps.sh", r"Azukari needs Python ([0-9.]+) or newer"),
        ("bin/steps.sh", r"sys\.version_info < \(([0-9]+, [0-9]+)\)"),
        ("bin/set-up", r"fits ()"),
    ],
)
def test_every_place_names_the_same_python(file, pattern):
    said = re.findall(pattern, (ROOT / file).read_text("utf-8"))
    assert said, f"{file} says it no more"
    assert {one.replace(", ", ".") for one in said} <= {_OLDEST, ""}


def test_the_package_linter_and_type_checker_go_by_the_oldest_python():
    tool = _PROJECT["tool"]
    assert _PROJECT["project"]["requires-python"] == f">={_OLDEST}"
    assert tool["ruff"]["target-version"] == f"py{_OLDEST.replace('.', '')}"
    assert tool["mypy"]["python_version"] == _OLDEST


def test_the_scripts_look_for_the_oldest_python_and_for_none_that_is_older():
    candidates = re.search(r"for candidate in (.*); do", (ROOT / "bin/steps.sh").read_text("utf-8"))[1]
    named = {tuple(map(int, one.split("."))) for one in re.findall(r"python([0-9]+\.[0-9]+)", candidates)}
    assert min(named) == PYTHON


def test_an_older_python_is_refused_in_one_sentence():
    code = "import sys; sys.version_info = (3, 11, 7, 'final', 0); import azukari.cli.__main__"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"Azukari needs Python {_OLDEST} or newer; this is Python 3.11. Install a newer one, or name it in"
        " AZUKARI_PYTHON."
    )


def test_what_refuses_an_older_python_can_be_read_by_it():
    ast.parse((ROOT / "azukari" / "__init__.py").read_text("utf-8"), feature_version=(3, 7))


@dataclass(frozen=True, slots=True)
class _Generic[T]:
    value: T


def test_what_typing_does_to_a_frozen_generic_class_fails():
    """``_Generic[int](1)`` sets ``__orig_class__`` on what it makes. A frozen class with slots answers that with a
    TypeError, which `typing` passes over from Python 3.12.3 on alone (gh-115165).
    """
    with pytest.raises(TypeError):
        setattr(_Generic(1), "__orig_class__", _Generic[int])  # noqa: B010 - no attribute of it


def _frozen_generics() -> set[str]:
    return {
        node.name
        for _path, _text, tree in trees(r"^class \w+\[")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and node.type_params
        and any("frozen" in ast.dump(d) for d in node.decorator_list)
    }


def test_no_frozen_generic_class_is_made_by_its_subscript():
    names = _frozen_generics()
    assert "MailedLink" in names
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, _text, tree in trees(rf"\b({'|'.join(sorted(names))})\[.*\]\(")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Subscript)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in names
    ]
    assert not found, "Python 3.12.0 to 3.12.2 cannot: write `name: Class[X] = Class(...)` instead."
