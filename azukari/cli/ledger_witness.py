"""`azukari ledger witness URL`: watch the ledger of another organisation, and cosign what it signs.

A witness remembers the last checkpoint that it saw, in a file of its own, and signs a later one only if it is shown
that the ledger still begins with that. It needs no instance. Either it comes round by itself (the usual way: nothing
has to be opened to the world), or it waits to be asked (C2SP tlog-witness).
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azukari.cli import witness_days
from azukari.lib import cosignature, key_handover, merkle, private_file, signed_note, tiles, witness
from azukari.lib.http_client import NoAnswer, Response, exchange
from azukari.lib.instance import read_key, write_key
from azukari.lib.network import is_secure
from azukari.lib.verb import Refusal

_SECONDS = 20
_LONGEST = 10_000_000  # bytes of a file of the ledger


class WatchError(Refusal):
    """The ledger cannot be read, or does not extend what was seen of it; the message says which."""


@dataclass(slots=True)
class Watcher:
    """A witness of one ledger.

    Args:
        url: the ledger's address, with a slash at its end.
        name: the witness's own.
        seed: its private key.
        memory: the file in which it remembers.
        log: the ledger's name, and the newest of its public keys that this witness has seen sign.
        first: the public key that was trusted to begin with, as one word.
    """

    url: str
    name: str
    seed: bytes
    memory: Path
    log: signed_note.Verifier
    first: str
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def key(self) -> cosignature.Witness:
        return cosignature.of_seed(self.name, self.seed)

    def judge(self, body: str) -> str | witness.Declined:
        """The signature line for a request of the log, remembered before it is given; or why not."""
        with self._turn:
            try:
                handovers = self._handovers(body)
            except (WatchError, signed_note.NoteError) as error:
                return witness.Declined(403, str(error))
            outcome = witness.judge(body, log=self.log, seen=self._seen(), handovers=handovers)
            if isinstance(outcome, witness.Declined):
                return outcome
            self._keep({"log": str(outcome.log), "first": self.first, "text": outcome.text})
            self.log = outcome.log
            return cosignature.cosign(outcome.text, name=self.name, seed=self.seed, at=datetime.now(UTC))

    def look(self) -> tuple[int, str]:
        """Read the ledger's latest checkpoint, check it against what was seen, and cosign it.

        Returns:
            its size and the signature line.

        Raises:
            WatchError: as above.
        """
        signed = read(self.url + "checkpoint").decode()
        try:

            def tile(at: tiles.Tile) -> bytes:
                return read(f"{self.url}tile/{at.level}/{tiles.path(at.index, at.width)}")

            found = key_handover.follow(self.log, self._handovers(signed)).opened(signed).checkpoint
            seen = self._seen()
            old = seen.size if seen else 0
            if old > found.size:
                raise WatchError(f"The ledger was set back: it had {old} entries, and shows {found.size}.")
            path = merkle.consistency(old, found.size, tiles.subtree(found.size, tile)) if old else []
        except (signed_note.NoteError, ValueError) as error:
            raise WatchError(f"The ledger shows no sound checkpoint: {error}") from error
        outcome = self.judge(witness.Request(old, path, signed).body)
        if isinstance(outcome, witness.Declined):
            raise WatchError(f"The ledger shows another history than before: {outcome.sentence}")
        return found.size, outcome

    def look_at_days(self) -> None:
        """Check what the ledger tells of its days against what was seen of them, as far as it was cosigned last. Other
        kinds of log tell of none, and need not.

        Raises:
            WatchError: a day was changed or left out, or the ledger tells of no days any more.
        """
        with self._turn:
            about, seen = self._seen(), self._memory().get("days", {})
            answer = _ask("GET", f"{self.url}opened/{about.size}") if about else None
            if about is None or answer is None or (answer.status == HTTPStatus.NOT_FOUND and not seen):
                return
            if answer.status != HTTPStatus.OK:
                raise WatchError(f"The ledger does not tell of its days any more (HTTP {answer.status}).")
            try:
                self._keep({"days": witness_days.check(answer.body, about, seen)})
            except witness_days.DaysError as error:
                raise WatchError(str(error)) from error

    def _memory(self) -> dict[str, Any]:
        return _remembered(self.memory) if self.memory.exists() else {}

    def _keep(self, what: Mapping[str, Any]) -> None:
        _remember(self.memory, {**self._memory(), **what})

    def _handovers(self, note: str) -> list[str]:
        """How the ledger's key was handed on, if the newest that signed is not the one that is known here.

        Raises:
            WatchError: the ledger does not say.
            NoteError: it says something else.
        """
        lines = note.rpartition("\n\n")[2].splitlines()
        newest = next((line for line in lines if line.startswith(f"— {self.log.name} ")), "")
        if not newest or signed_note.key_id(newest) == self.log.key_id:
            return []
        return key_handover.split(read(self.url + "handovers").decode("utf-8", "replace"))

    def _seen(self) -> signed_note.Checkpoint | None:
        return signed_note.checkpoint(self._memory()["text"]) if self.memory.exists() else None


def watcher(url: str, *, name: str, key: Path, memory: Path, log: str = "") -> Watcher:
    """A witness with its key (made where there is none) and its memory.

    Args:
        log: the ledger's public key; else the one remembered; else, the first time, the one that the ledger shows.

    Raises:
        WatchError: the ledger cannot be read, or shows another key than was remembered.
    """
    if not is_secure(url):
        raise WatchError("The ledger's address must begin with https://.")
    url = url.rstrip("/") + "/"
    if not key.exists():
        try:
            write_key(key)
        except OSError as error:
            raise WatchError(f"The key {key} cannot be written: {error.strerror}.") from error
    seed = read_key(key)
    known = _remembered(memory) if memory.exists() else {}
    remembered, first = str(known.get("log", "")), str(known.get("first", known.get("log", log)))
    wanted = remembered or log
    try:
        verifier = signed_note.verifier(wanted or read(url + "key").decode().strip())
        cosignature.of_seed(name, seed)  # may anybody be called that?
    except (signed_note.NoteError, UnicodeDecodeError) as error:
        raise WatchError(str(error)) from error
    if log and remembered and log not in {remembered, first}:
        raise WatchError("This witness remembers the ledger under another key. Begin a new memory with --state.")
    return Watcher(url, name, seed, memory, verifier, first or str(verifier))


def read(url: str) -> bytes:
    """A file of the ledger.

    Raises:
        WatchError: it cannot be had.
    """
    answer = _ask("GET", url)
    if answer.status != HTTPStatus.OK:
        raise WatchError(f"The ledger does not hand out {urlsplit(url).path} (HTTP {answer.status}).")
    return answer.body


def bring(url: str, size: int, line: str) -> bool:
    """Bring the log a signature line; False if it does not know this witness (yet)."""
    status = _ask("POST", url + "cosignature", f"{size}\n{line}".encode()).status
    if status == HTTPStatus.FORBIDDEN:
        return False
    if status not in range(200, 300):
        raise WatchError(f"The ledger does not take the cosignature (HTTP {status}).")
    return True


def _ask(method: str, url: str, body: bytes | None = None) -> Response:
    try:
        return exchange(method, url, body=body, seconds=_SECONDS, most=_LONGEST)
    except NoAnswer as error:
        raise WatchError(f"The ledger does not answer ({error.code}).") from error


def come_round(by: Watcher, *, every: int, tell: Callable[[str], object]) -> None:
    """Look, and bring what was seen, again and again, until the process is ended. Trouble is told, and tried again."""
    while True:
        try:
            size, line = by.look()
            tell(f"Cosigned {size} entries." if bring(by.url, size, line) else "The ledger does not know this witness.")
            by.look_at_days()
        except WatchError as error:
            tell(str(error))
        time.sleep(every)


def _remembered(memory: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(memory.read_text("utf-8"))
        signed_note.checkpoint(found["text"])
    except (OSError, ValueError, KeyError, signed_note.NoteError) as error:
        raise WatchError(f"The memory {memory} is damaged. A witness without memory must start again.") from error
    return found


def _remember(memory: Path, what: Mapping[str, Any]) -> None:
    """On disk, whole, before anything is signed: a witness that forgets could sign two histories."""
    unfinished = memory.with_name(f".{memory.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(what, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(memory)
    private_file.settle(memory.parent)
