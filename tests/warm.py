"""Commands without the wait: one process has read the whole program, and every command is a fork of it.

Of a run in many parts all share that process (`serving`); a part alone has its own, once it needs one.

Starting Python and reading the program takes longer than most commands do. What a command does is the same: a process
of its own, with its own environment, that reads the instance's settings, does its work and ends. Verbs still start
cold in `tests/cli/test_command.py`, a sixth of them with each commit, and the server in `tests/cli/test_serve.py`; and
so does a command for which Python itself is set up otherwise, as where a test listens to all that it connects to, and
one that serves a demonstration.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol

from tests import huge_pages
from tests.mutants import reach
from tests.read_ahead import read_ahead

SERVED = "AZUKARI_TEST_WARM"
"""The variable that tells a part of `bin/test` at which socket the process that all share is asked."""

_HERE = Path(__file__).resolve().parent.parent
_PATIENCE = 600  # seconds for one command, then it is killed
_LONGEST = 1 << 20  # bytes of one order
_HELLO = b"warm"
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
    if _must_be_cold(words, environment):
        return _cold(*words, environment=environment, code=code, cwd=cwd)
    told = {"words": words, "code": code, "cwd": str(cwd or _HERE), "reach": os.environ.get(reach.INTO, "")}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = _forked({**told, "environment": dict(environment)}, out.fileno(), err.fileno())
        try:
            code_of_exit = command.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.kill(command.pid, signal.SIGKILL)
            raise
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(words, code_of_exit, *said)


class Running(Protocol):
    """A command at work, as `subprocess.Popen` knows it."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def terminate(self) -> None: ...


def start(*words: str, environment: Mapping[str, str], into: IO[Any], cold: bool = False) -> Running:
    """Begin ``azukari WORDS`` in a process and a session of its own, and do not wait for its end.

    Args:
        environment: all of its variables.
        into: where its words go.
        cold: read the program anew, as by hand.
    """
    if cold or _must_be_cold(words, environment):
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "azukari.cli", *words],
            cwd=_HERE,
            env=dict(environment),
            stdout=into,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    told = {"words": words, "environment": dict(environment), "code": "", "cwd": str(_HERE), "session": True}
    return _forked(told, into.fileno(), into.fileno())


@dataclass(frozen=True, slots=True)
class Talk:
    """A fork that is told, and answers, by lines."""

    process: Running
    stdin: IO[str]
    stdout: IO[str]

    def kill(self) -> int:
        """End it as nothing but the kernel sees; returns its exit code."""
        os.kill(self.process.pid, signal.SIGKILL)
        return self.process.wait(_PATIENCE)

    def close(self) -> None:
        """Tell it no more, wait for its end, and hear no more."""
        self.stdin.close()
        self.process.wait(_PATIENCE)
        self.stdout.close()


def talk(*words: str, environment: Mapping[str, str], code: str = "", module: str = "", errors: bool = False) -> Talk:
    """Let ``azukari WORDS`` be told things and answer; or lines of Python, or a module as ``python -m`` does.

    Args:
        words: of its command line.
        environment: all of its variables; those that Python reads at its start are this process's own.
        code: the lines.
        module: the module's name, instead of lines.
        errors: whether what it complains of is an answer as well, else it is in the tests' own report.
    """
    told = f"from runpy import run_module\nrun_module({module!r}, run_name='__main__')" if module else code
    order = {"words": words, "environment": dict(environment), "code": told, "cwd": str(_HERE), "talks": True}
    (stdin, ours), (theirs, stdout) = os.pipe(), os.pipe()
    try:
        process = _forked(order, stdout, stdout if errors else 2, stdin)
    finally:
        os.close(stdin)
        os.close(stdout)
    return Talk(process, os.fdopen(ours, "w", buffering=1), os.fdopen(theirs))


class _Forked:
    """A fork of the process that waits, of which that tells us."""

    def __init__(self, news: IO[bytes]) -> None:
        self._news = news
        self._code: int | None = None
        self.pid = int(news.readline())

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; returns its exit code, negative for a signal.

        Raises:
            subprocess.TimeoutExpired: it has not ended.
        """
        if self._code is None:
            if not select.select([self._news], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            with self._news:
                self._code = int(self._news.readline())
        return self._code

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)


def _forked(order: Mapping[str, Any], *streams: int) -> _Forked:
    """Begin a fork whose output, errors and, if there are three streams, input are those."""
    way = _ways.get(os.getpid()) or _ways.setdefault(os.getpid(), _start())
    ours, theirs = os.pipe()
    try:
        socket.send_fds(way, [json.dumps(order).encode()], [theirs, *streams])
    finally:
        os.close(theirs)
    return _Forked(os.fdopen(ours, "rb", 0))


def _must_be_cold(words: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Python is set up otherwise, or it serves a demonstration, which alone has certain pages."""
    root = [*words, ""][words.index("--dir") + 1] if "--dir" in words else environment.get("AZUKARI_INSTANCE", "")
    settings = Path(root, "azukari.toml")
    is_demonstration = "demo" in words or (settings.exists() and "demo = true" in settings.read_text("utf-8"))
    shows_pages = is_demonstration and {"demo", "serve"} & {*words} and "--no-serve" not in words
    return bool(shows_pages) or _at_start(environment) != _at_start(os.environ)


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
    if served := os.environ.get(SERVED):
        way = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        way.connect(served)
    else:
        way, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            _begin(theirs, "one", os.environ)
    assert way.recv(len(_HELLO)) == _HELLO, "The program could not be read."
    return way


def _begin(file: socket.socket, asked_by: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.warm", asked_by, str(file.fileno())],
        cwd=_HERE,
        stdin=subprocess.DEVNULL,
        pass_fds=[file.fileno()],
        env=dict(environment),
    )


@contextmanager
def serving(folder: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """A process that has read the program, for all who ask at a socket; it reads while they begin.

    Args:
        folder: where the socket lies.
        environment: its variables; those that Python reads when it starts are the same as the askers'.

    Yields:
        the variable that tells where it is.
    """
    place = folder / "warm"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(place))
        door.listen()
        process = _begin(door, "many", environment)
    try:
        yield {SERVED: str(place)}
    finally:
        process.kill()
        process.wait()


# --- In the process that waits ---------------------------------------------------------------------------------------


def _let_in(door: socket.socket, recorder: reach.Recorder | None) -> int:
    """Fork for everybody who asks at the socket; in that fork, return what `_wait` does."""
    while True:
        way, _ = door.accept()
        if os.fork() == 0:
            door.close()
            return _wait(way, recorder)
        way.close()
        _bury()


def _bury() -> None:
    """Let processes of one's own go that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _wait(way: socket.socket, recorder: reach.Recorder | None) -> int:
    """Fork for every order, and tell who asked which process it is, and how it ended."""
    way.send(_HELLO)
    news: dict[int, tuple[int, int]] = {}  # of each command, by what tells its end: its number, and where to tell
    while True:
        for ready in select.select([way.fileno(), *news], [], [])[0]:
            if ready in news:
                _tell_end(ready, *news.pop(ready))
                continue
            message, (*files,), _, _ = socket.recv_fds(way, _LONGEST, 4)
            if not message:
                return 0
            command = os.fork()
            if command == 0:
                way.close()
                for file in (*news, *(into for _, into in news.values())):
                    os.close(file)
                _end(partial(_carry_out, json.loads(message), recorder, *files))
            os.write(files[0], b"%d\n" % command)
            news[os.pidfd_open(command)] = (command, files[0])
            for file in files[1:]:
                os.close(file)


def _tell_end(watch: int, command: int, news: int) -> None:
    _, status = os.waitpid(command, 0)
    with suppress(BrokenPipeError):  # nobody waits any more
        os.write(news, b"%d\n" % os.waitstatus_to_exitcode(status))
    os.close(watch)
    os.close(news)


def _end(work: Callable[[], int]) -> NoReturn:
    """End after some work with its exit code, as Python does, except that what was read is not taken apart first: for
    that all of it would be copied, which takes longer than most commands.
    """
    code: object = 1
    try:
        code = work()
    except SystemExit as end:
        code = end.code
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
    if not isinstance(code, int | None):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as Python does
    atexit._run_exitfuncs()
    _close()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit((code or 0) & 0xFF)


def _close() -> None:
    """Close the connections to the database, as the end of a process does that is taken apart."""
    from django.conf import settings
    from django.db import connections

    from azukari.core.database.group_commit import close_writers

    close_writers()
    if settings.configured:
        connections.close_all()


def _carry_out(order: dict[str, Any], recorder: reach.Recorder | None, news: int, *streams: int) -> int:
    from azukari.cli.__main__ import main

    if order.get("session"):
        os.setsid()
    os.close(news)
    _take(streams, talks=order.get("talks", False))
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["cwd"])
    tempfile.tempdir = None
    _forget()
    sys.argv = ["azukari", *order["words"]]
    if encoding := os.environ.get(_ENCODING):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding=encoding)
    if recorder and order.get("reach"):
        reach.record_command(recorder, order["reach"])
    if order["code"]:
        exec(compile(order["code"], "<lines>", "exec"), {"__name__": "__main__"})
        return 0
    return main(order["words"])


def _take(streams: Sequence[int], *, talks: bool) -> None:
    """Speak, complain and hear through these."""
    for file, stream in zip(streams, (1, 2, 0), strict=False):
        os.dup2(file, stream)
    for file in streams:
        os.close(file)
    if talks:  # by pipes; else these are files, as they were
        sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)


def _read() -> reach.Recorder | None:
    """Read every verb with all that it needs, for an instance that nobody will ever see; returns what listens."""
    from azukari.cli.opening import set_up
    from azukari.cli.verbs import VERBS, module_of
    from azukari.lib.instance import create

    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder))
        set_up(Path(folder))
        for name in VERBS:
            module_of(name)
        for name in _pages():
            import_module(name)
        read_ahead()
    recorder = reach.ready()
    gc.collect()
    gc.freeze()  # so that the forks share what was read
    huge_pages.gather()
    return recorder


def _pages() -> Iterator[str]:
    """What a server reads besides, as far as that is the same for every instance."""
    from django.conf import settings

    yield from (name.rpartition(".")[0] for name in settings.MIDDLEWARE)
    yield from ("azukari.site.front.application", "azukari.site.urls", "azukari.features.statistics.receive")


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
    listening, asked = _read(), socket.socket(fileno=int(sys.argv[2]))
    os._exit((_let_in if sys.argv[1] == "many" else _wait)(asked, listening))
