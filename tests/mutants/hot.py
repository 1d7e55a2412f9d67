"""A process that has loaded program and tests once, and looks for one leak after another in children of its own.

It speaks lines of JSON: it is told the changed file, what stood there, and the tests; it answers with pytest's exit
code, or says that the change has to be loaded by a fresh process. With ``--database`` it makes the tests' database as
well, migrations and all, and gives every child a fresh copy of it.
"""

import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from tests.mutants.swap import MustLoad, swap

FRESH = 77
"""What a child ends with if the change has to be loaded anew."""
LATE = 78
"""What is answered if a child took longer than it was given, and was killed."""

DATABASE = "--database"
_LOOK_AGAIN = 0.02  # seconds
_QUIET = ["-q", "-x", "--show-capture=no", "-p", "tests.mutants.here"]
_WITHOUT = ("cacheprovider", "unraisableexception", "threadexception")
"""Parts of pytest that no test rests on. The latter two look through all memory ten times at each end, which in a fork
means to copy it: half the time of a child that runs one quick test."""


def _loaded(path: Path) -> bool:
    return any(getattr(module, "__file__", None) == str(path) for module in list(sys.modules.values()))


def _child(told: dict[str, Any]) -> int:
    """In the child: put the change in, and run the tests."""
    path = Path.cwd() / told["file"]
    if path.suffix == ".py" and _loaded(path):
        try:
            swap(path, before=told["before"], after=path.read_text("utf-8"))
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


def _load_as(child: Path) -> None:
    """Load what the last child had to load, so that the next one need not."""
    with suppress(OSError):
        for name in child.read_text("utf-8").split():
            with suppress(Exception):
                import_module(name)
        child.unlink()


@cache
def _plugins() -> tuple[str, ...]:
    """The words that name pytest's plugins, which it would search all installed packages for."""
    found = sorted({entry.value for entry in entry_points(group="pytest11")})
    words = [f"no:{name}" for name in _WITHOUT] + found
    return tuple(word for name in words for word in ("-p", name))


def _fork(told: dict[str, Any]) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return _wait(pid, told.get("limit"))
    code = 4
    try:
        os.setsid()
        log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), write_through=True)
        sys.stderr = sys.stdout
        code = _child(told)
    finally:
        os._exit(code)


def _wait(pid: int, limit: float | None) -> int:
    """Wait for a child, for so many seconds; returns how it ended. Whatever it began ends with it."""
    until = None if limit is None else time.monotonic() + limit
    while not (ended := os.waitpid(pid, 0 if until is None else os.WNOHANG))[0]:
        if until is not None and time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return LATE
        time.sleep(_LOOK_AGAIN)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(ended[1])


def _with_database() -> Callable[[], None]:
    """Make the database of the tests; returns what puts it and the instance back to how they are now."""
    from django.db import connections
    from django.test import utils

    from azukari.database.group_commit import close_writers

    utils.setup_databases(verbosity=0, interactive=False)
    close_writers()
    connections.close_all()
    utils.setup_databases = lambda *_args, **_more: []
    utils.teardown_databases = lambda *_args, **_more: None
    instance = Path(os.environ["AZUKARI_INSTANCE"])
    pristine = Path(tempfile.mkdtemp(prefix="azukari-pristine-")) / "instance"
    shutil.copytree(instance, pristine)

    def put_back() -> None:
        shutil.rmtree(instance)
        shutil.copytree(pristine, instance)

    return put_back


def main(words: Sequence[str]) -> int:
    """Load everything, say so, and answer until nothing more is asked."""
    tests = [word for word in words if word != DATABASE]
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *tests])
    if os.environ.get("DJANGO_SETTINGS_MODULE"):  # which the tests' own set-up names
        _ = get_resolver().reverse_dict  # every page, which is loaded when the first is asked for
    put_back = _with_database() if DATABASE in words else None
    _plugins()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    answers.write("ready\n")
    for line in sys.stdin:
        if put_back:
            put_back()
        told = json.loads(line)
        answers.write(f"{_fork(told)}\n")
        _load_as(Path(told["log"]).with_suffix(".loaded"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
