"""Watchdog: asks for a page as a visitor would, and ends a web process that does not answer, so that it begins anew."""

import http.client
import logging
import multiprocessing
import ssl
import threading
import time
from dataclasses import dataclass

_log = logging.getLogger("azukari.watchdog")


@dataclass(frozen=True, slots=True)
class Patience:
    """
    Args:
        every: seconds between two looks.
        answer: seconds that an answer may take; any answer will do.
        missed: how many in a row may fail to come.
        starting: seconds that a process has until its first answer.
    """

    every: float = 5
    answer: float = 15
    missed: int = 3
    starting: float = 180


def watch(host: str, port: int, *, tls: bool, stop: threading.Event, patience: Patience | None = None) -> None:
    """Begin to watch this process's child.

    Args:
        stop: what ends it when it is set.
    """
    words = (host, port, tls, patience or Patience(), stop)
    threading.Thread(target=_watch, args=words, name="watchdog", daemon=True).start()


def web_process() -> int | None:
    """The web process that this one began; None while there is none."""
    child = next(iter(multiprocessing.active_children()), None)
    return child.pid if child else None


def _watch(host: str, port: int, tls: bool, patience: Patience, stop: threading.Event) -> None:
    known, missed, grace = 0, 0, 0.0
    while not stop.wait(patience.every):
        child = next(iter(multiprocessing.active_children()), None)
        if child is None or child.pid is None:
            continue
        if child.pid != known:
            known, missed, grace = child.pid, 0, time.monotonic() + patience.starting
        if answers(host, port, tls=tls, patience=patience.answer):
            missed, grace = 0, 0.0
            continue
        missed += 1
        if missed >= patience.missed and time.monotonic() >= grace:
            _log.error("The web process does not answer any more; it is ended and restarted.")
            child.kill()


def answers(host: str, port: int, *, tls: bool, patience: float) -> bool:
    """Whether something that speaks HTTP answers, whatever it says.

    Args:
        patience: seconds.
    """
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host.strip("[]"), host.strip("[]"))  # noqa: S104
    context = ssl._create_unverified_context() if tls else None  # noqa: S323 - our own process, on this machine
    connection = (
        http.client.HTTPSConnection(here, port, timeout=patience, context=context)
        if context
        else http.client.HTTPConnection(here, port, timeout=patience)
    )
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
