"""What is declared and named nowhere else in the program goes, unless the suite needs it."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT

_READ_BY_DJANGO = {"settings.py", "apps.py"}
_FOR_THE_SUITE = {
    "close_active": "a process ends its import by ending",
    "close_writers": "a process ends its writers by ending",
    "unbundle": "what an auditor does with a bundle of entries",
}
"""What only tests name, and why it stands in the program."""


def _own() -> list[Path]:
    command = ["git", "ls-files", "--", "azukari", "bin", "pyproject.toml"]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.splitlines()
    is_test = re.compile(r"/tests/|(^|/)(test_\w+|conftest)\.py$")
    return [ROOT / name for name in listed if not is_test.search(name) and "/locale/" not in name]


def declared(source: str) -> Iterator[str]:
    """What a module declares without a decorator, which may keep it somewhere."""
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name, decorator_list=[]) | ast.ClassDef(name=name, decorator_list=[]):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.TypeAlias(name=ast.Name(id=name)):
                yield name


def test_what_is_declared_is_named_somewhere():
    files = [path for path in _own() if path.suffix in {"", ".py", ".html", ".txt", ".toml", ".sh", ".xml"}]
    named = Counter(word for path in files for word in re.findall(r"\w+", path.read_text("utf-8")))
    modules = [
        p for p in files if p.suffix == ".py" and p.name not in _READ_BY_DJANGO and p.parent.name != "migrations"
    ]
    alone = {name for path in modules for name in declared(path.read_text("utf-8")) if named[name] == 1}
    assert alone - {"__all__"} == set(_FOR_THE_SUITE)
