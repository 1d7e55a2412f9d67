"""A process that has loaded program and tests once, and looks for one leak after another in children of its own.

It speaks lines of JSON: it is told the changed file, what stood there, and the tests; it answers with pytest's exit
code, or says that the change has to be loaded by a fresh process.
"""

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from tests.mutants.swap import Living, MustLoad

FRESH = 77
"""What a child ends with if the change has to be loaded anew."""

_QUIET = ["-q", "-x", "--show-capture=no", "-p", "tests.mutants.here"]
_WITHOUT = ("cacheprovider", "unraisableexception", "threadexception")
"""Parts of pytest that no test rests on. The latter two look through all memory ten times at each end, which in a fork
means to copy it: half the time of a child that runs one quick test."""


def _loaded(path: Path) -> bool:
    return any(getattr(module, "__file__", None) == str(path) for module in list(sys.modules.values()))


def _child(told: dict[str, Any], living: Living) -> int:
    """In the child: put the change in, and run the tests."""
    path = Path.cwd() / told["file"]
    if path.suffix == ".py" and _loaded(path):
        try:
            living.swap(path, before=told["before"], after=path.read_text("utf-8"))
        except MustLoad:
            return FRESH
    os.environ.update(told["environment"])
    before = {*sys.modules}
    code = int(pytest.main([*_QUIET, *_plugins(), *told["words"]]))
    loaded = [name for name in sys.modules if name not in before and _is_foreign(name)]
    Path(told["log"]).with_suffix(".loaded").write_text("\n".join(loaded), "utf-8")
    return code


def _is_foreign(name: str) -> bool:
    """Whether it is no module of the tree, which a leak may have changed."""
    file = getattr(sys.modules[name], "__file__", None)
    return file is not None and not Path(file).is_relative_to(Path.cwd())


def _load_as(child: Path) -> bool:
    """Load what the last child had to load, so that the next one need not. Returns whether that was anything."""
    try:
        names = child.read_text("utf-8").split()
        child.unlink()
    except OSError:
        return False
    for name in names:
        with suppress(Exception):
            import_module(name)
    return bool(names)


@cache
def _plugins() -> tuple[str, ...]:
    """The words that name pytest's plugins, which it would search all installed packages for."""
    found = sorted({entry.value for entry in entry_points(group="pytest11")})
    words = [f"no:{name}" for name in _WITHOUT] + found
    return tuple(word for name in words for word in ("-p", name))


def _fork(told: dict[str, Any], living: Living) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 4
    try:
        log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), write_through=True)
        sys.stderr = sys.stdout
        code = _child(told, living)
    finally:
        os._exit(code)


def main(tests: Sequence[str]) -> int:
    """Load everything, say so, and answer until nothing more is asked."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *tests])
    if os.environ.get("DJANGO_SETTINGS_MODULE"):  # which the tests' own set-up names
        _ = get_resolver().reverse_dict  # every page, which is loaded when the first is asked for
    _plugins()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    living = Living()
    answers.write("ready\n")
    for line in sys.stdin:
        told = json.loads(line)
        answers.write(f"{_fork(told, living)}\n")
        if _load_as(Path(told["log"]).with_suffix(".loaded")):
            living = Living()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
