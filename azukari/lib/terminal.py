"""Writing to a terminal of any encoding: results on stdout, one sentence of trouble on stderr."""

import json
import sys
import time
from typing import Any, Protocol, TextIO

_PAUSE = 2.0  # seconds between two lines of progress


def prepare() -> None:
    """Let characters that the terminal cannot show come out escaped instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def say(text: str = "", *, to: TextIO | None = None) -> None:
    """Write a line to stdout, or to ``to``, at once."""
    stream = to or sys.stdout
    stream.write(text + "\n")
    stream.flush()


def complain(text: str) -> None:
    """Write a line to stderr."""
    say(text, to=sys.stderr)


class Progress(Protocol):
    """Told how much of how much is done, as far as that is known."""

    def __call__(self, done: int, of: int = ..., /) -> None: ...


def progress(what: str, *, at_once: bool = False) -> Progress:
    """Something to tell how far a long work is; it writes a line to stderr every two seconds.

    Args:
        what: is counted, such as "rows".
        at_once: whether the first line comes without waiting, where it is certain that it will be long.
    """
    last = time.monotonic() - _PAUSE * at_once

    def tell(done: int, of: int = 0, /) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE:
            last = time.monotonic()
            complain(f"{done:,} of {of:,} {what} ..." if of else f"{done:,} {what} ...")

    return tell


def say_json(data: Any) -> None:
    """Write data as JSON for another program; escaped where the terminal is not UTF-8."""
    plain = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    say(json.dumps(data, ensure_ascii=plain, indent=2, default=str))
