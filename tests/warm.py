"""Commands without the wait: one process has read the whole program, and every command is a fork of it.

Starting Python and reading the program takes longer than most commands do. What a command does is the same: a process
of its own, with its own environment, that reads the instance's settings, does its work and ends. Every verb still
starts cold in `tests/cli/test_command.py`, and so do the server and whatever is killed; and so does a command for which
Python itself is set up otherwise, as where a test listens to all that it connects to.
"""

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.mutants import reach

_HERE = Path(__file__).resolve().parent.parent
_PATIENCE = 120  # seconds for one command, then it is killed
_LONGEST = 1 << 20  # bytes of one order
_HELLO = b"warm"
LATE = (
    "coloraide",
    "holidays",
    "openpyxl",
    "weasyprint",
)  # what a cold command reads when it needs it (`azukari/lib/lazy_import.py`)
_READ_AT_START = ("PYTHON", "LD_", "LC_", "LANG")  # variables that Python reads when it starts
_ENCODING = "PYTHONIOENCODING"  # of the two streams, which can be set as well once it has started

_ways: dict[int, socket.socket] = {}  # to the process that waits; one for each process that asks


def run(
    *words: str, environment: Mapping[str, str], code: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``azukari WORDS``, or a few lines of Python, in a process of its own.

    Args:
        environment: all of its variables.
        code: what to run instead of the command.
        cwd: the folder in which it runs, else the repository's.

    Raises:
        subprocess.TimeoutExpired: it took more than two minutes, and was killed.
    """
    if _at_start(environment) != _at_start(os.environ):
        return _cold(*words, environment=environment, code=code, cwd=cwd)
    way = _ways.get(os.getpid()) or _ways.setdefault(os.getpid(), _start())
    told = {
        "words": words,
        "environment": dict(environment),
        "code": code,
        "cwd": str(cwd or _HERE),
        "reach": os.environ.get(reach.INTO, ""),
    }
    order = json.dumps(told).encode()
    ours, theirs = os.pipe()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, os.fdopen(ours, "rb", 0) as news:
        try:
            socket.send_fds(way, [order], [out.fileno(), err.fileno(), theirs])
        finally:
            os.close(theirs)
        pid = int(news.readline())
        if not select.select([news], [], [], _PATIENCE)[0]:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(words or code, _PATIENCE)
        code_of_exit = int(news.readline())
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(words, code_of_exit, *said)


def _at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_READ_AT_START) and name != _ENCODING}


def _cold(*words: str, environment: Mapping[str, str], code: str, cwd: Path | None) -> subprocess.CompletedProcess[str]:
    what = ["-c", code] if code else ["-P", "-m", "azukari.cli", *words]
    return subprocess.run(
        [sys.executable, *what],
        capture_output=True,
        text=True,
        cwd=cwd or _HERE,
        env=dict(environment),
        check=False,
        timeout=_PATIENCE,
    )


def _start() -> socket.socket:
    way, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.warm", str(theirs.fileno())],
            cwd=_HERE,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    assert way.recv(len(_HELLO)) == _HELLO, "The program could not be read."
    return way


# --- In the process that waits ---------------------------------------------------------------------------------------


def _wait(way: socket.socket, recorder: reach.Recorder | None) -> int:
    """Fork for every order; in the fork, return the command's exit code."""
    way.send(_HELLO)
    while True:
        message, (*files,), _, _ = socket.recv_fds(way, _LONGEST, 3)
        if not message:
            return 0
        if os.fork() == 0:
            command = os.fork()
            if command == 0:
                way.close()
                return _carry_out(json.loads(message), recorder, *files)
            _watch(command, files[2])
        for file in files:
            os.close(file)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _watch(command: int, news: int) -> None:
    """Say which process it is, wait for it, say how it ended, and end."""
    os.write(news, b"%d\n" % command)
    _, status = os.waitpid(command, 0)
    os.write(news, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _carry_out(order: dict[str, Any], recorder: reach.Recorder | None, out: int, err: int, news: int) -> int:
    from azukari.cli.__main__ import main

    os.dup2(out, 1)
    os.dup2(err, 2)
    for file in (out, err, news):
        os.close(file)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["cwd"])
    tempfile.tempdir = None
    _forget()
    sys.argv = ["azukari", *order["words"]]
    if encoding := os.environ.get(_ENCODING):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding=encoding)
    if recorder and order["reach"]:
        reach.record_command(recorder, order["reach"])
    if order["code"]:
        exec(compile(order["code"], "<lines>", "exec"), {"__name__": "__main__"})
        return 0
    return main(order["words"])


def _read() -> reach.Recorder | None:
    """Read every verb with all that it needs, for an instance that nobody will ever see; returns what listens."""
    from azukari.cli.opening import set_up
    from azukari.cli.verbs import VERBS, module_of
    from azukari.lib.instance import create

    for name in LATE:
        import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder))
        set_up(Path(folder))
        for name in VERBS:
            module_of(name)
    recorder = reach.ready()
    gc.collect()
    gc.freeze()  # so that the forks share what was read
    return recorder


def _forget() -> None:
    """Forget that instance: its settings, and what Django took from them."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    from azukari.cli.opening import SETTINGS

    sys.modules.pop(SETTINGS, None)
    settings._wrapped = empty
    with suppress(AttributeError):
        del connections["default"]
    connections.__dict__.pop("settings", None)
    vars(connections)["_settings"] = None


if __name__ == "__main__":
    listening = _read()
    sys.exit(_wait(socket.socket(fileno=int(sys.argv[1])), listening))
