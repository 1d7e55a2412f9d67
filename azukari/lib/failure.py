"""Logging without personal data: what broke and where, in names of code alone, under a reference to show a person.

The text of an exception, and the values that it passed on its way, may hold what somebody wrote. So neither is ever
read here: a report is made of kinds, files, lines and functions, which stand in the source for everybody to see.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from traceback import walk_tb

from azukari.lib.random_bytes import random_bytes

_HOUSE = Path(__file__).resolve().parents[2]
_MOST = 8  # places of one exception
_DEEPEST = 4  # exceptions that led to one another
_UNHEARD = ("django.request", "django.security")  # of these, each request writes; what broke is noted by `report`
_reference: ContextVar[str] = ContextVar("reference", default="")


def begin() -> str:
    """Begin a piece of work, a request say: what it logs from here on, errors included, carries one reference.

    Returns:
        the reference: eight letters and digits by chance, such as ``7C0A-41FE``.
    """
    reference = _drawn()
    _reference.set(reference)
    return reference


def end() -> None:
    """End it; what this thread logs next belongs to nothing."""
    _reference.set("")


def _drawn() -> str:
    drawn = random_bytes(4).hex().upper()
    return f"{drawn[:4]}-{drawn[4:]}"


def report(error: BaseException | None, *, what: str, log: logging.Logger) -> str:
    """Write one line about an error.

    Args:
        error: what broke; None where nobody knows.
        what: what was being done, in words of the program.

    Returns:
        the reference under which the line can be found; that of the work at hand (`begin`), if there is one.
    """
    reference = _reference.get() or _drawn()
    log.error("%s [%s]: %s", what, reference, describe(error))
    return reference


def describe(error: BaseException | None) -> str:
    """The kind of an error, the places it came through, and the same of the errors that led to it."""
    told = []
    for each in chain(error):
        frames = [(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in walk_tb(each.__traceback__)]
        ours = [at for at in frames[:-1] if "site-packages" not in at[0] and Path(at[0]).is_relative_to(_HOUSE)]
        places = [where(*at) for at in (*frames[-1:], *reversed(ours[1 - _MOST :]))]
        told.append(type(each).__qualname__ + (f" at {' < '.join(places)}" if places else ""))
    return "; after ".join(told) or "nobody knows what"


def where(path: str, line: int, function: str = "") -> str:
    """A place in the source: ``azukari/policy/diff.py:40 in diff``; of a file elsewhere, its end alone."""
    file = Path(path)
    if path.startswith("<"):
        name = "made code"
    elif "site-packages" in file.parts:
        name = "/".join(file.parts[file.parts.index("site-packages") + 1 :])
    elif file.is_relative_to(_HOUSE):
        name = str(file.relative_to(_HOUSE))
    else:
        name = file.name
    return f"{name}:{line} in {function}" if function else f"{name}:{line}"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that led to it, the newest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < _DEEPEST:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class Plain(logging.Formatter):
    """Formatter: a line of a log without values. Of other people's code not even the message, which may quote."""

    def __init__(self) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """One line; an error that the record carries is described, not quoted."""
        return f"{self.formatTime(record, self.datefmt)} {record.levelname} {_words(record)}"


class Json(logging.Formatter):
    """Formatter: the same as a JSON object a line, for a program that collects logs.

    What a record of ours names in its words stands in it besides, each under its name.
    """

    def __init__(self) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _words(record),
        }
        if reference := _reference.get():
            line["reference"] = reference
        named = record.args if _is_ours(record) and isinstance(record.args, Mapping) else {}
        return json.dumps(line | dict(named), ensure_ascii=False)


class Foreign(logging.Filter):
    """Lets through what other people's code says, where it is worth a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is theirs, and not said of each request."""
        return not _is_ours(record) and not record.name.startswith(_UNHEARD)


def _words(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    words = record.getMessage() if _is_ours(record) else f"{record.name} at {where(record.pathname, record.lineno)}"
    return f"{words} {describe(error)}" if error else words


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".", 1)[0] == "azukari"
