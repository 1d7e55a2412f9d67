"""A process that has loaded program and tests once, and looks for one leak after another in children of its own.

It speaks lines of JSON: it is told the changed file, what stood there, and the tests; it answers with pytest's exit
code, or says that the change has to be loaded by a fresh process.
"""

import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from tests.mutants.swap import MustLoad, swap

FRESH = 77
"""What a child ends with if the change has to be loaded anew."""

_QUIET = ["-q", "-x", "-p", "no:cacheprovider", "--show-capture=no", "-p", "tests.mutants.here"]


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
    return int(pytest.main([*_QUIET, *told["words"]]))


def _fork(told: dict[str, Any]) -> int:
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
        code = _child(told)
    finally:
        os._exit(code)


def main(tests: Sequence[str]) -> int:
    """Load everything, say so, and answer until nothing more is asked."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *tests])
    if os.environ.get("DJANGO_SETTINGS_MODULE"):  # which the tests' own set-up names
        _ = get_resolver().reverse_dict  # every page, which is loaded when the first is asked for
    answers.write("ready\n")
    for line in sys.stdin:
        answers.write(f"{_fork(json.loads(line))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
