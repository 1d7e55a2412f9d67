"""`azukari ledger witness URL`: watch the ledger of another organisation, and cosign what it signs.

A witness remembers the last checkpoint that it saw, in a file of its own, and signs a later one only if it is shown
that the ledger still begins with that. It needs no instance. Either it comes round by itself (the usual way: nothing
has to be opened to the world), or it waits to be asked (C2SP tlog-witness).
"""

import json
import os
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azukari.lib import cosignature, merkle, signed_note, tiles, witness
from azukari.lib.http_client import Answer, NoAnswer, exchange
from azukari.lib.instance import read_key, write_key
from azukari.lib.network import is_loopback

_SECONDS = 20
_LONGEST = 10_000_000  # bytes of a file of the ledger
_LONGEST_REQUEST = 100_000


class WatchError(Exception):
    """The ledger cannot be read, or does not extend what was seen of it; the message says which."""


@dataclass(slots=True)
class Watcher:
    """A witness of one ledger.

    Args:
        url: the ledger's address, with a slash at its end.
        name: the witness's own.
        seed: its private key.
        memory: the file in which it remembers.
        log: the ledger's name and public key.
    """

    url: str
    name: str
    seed: bytes
    memory: Path
    log: signed_note.Verifier
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def key(self) -> cosignature.Witness:
        return cosignature.of_seed(self.name, self.seed)

    def judge(self, body: str) -> str | witness.Declined:
        """The signature line for a request of the log, remembered before it is given; or why not."""
        with self._turn:
            outcome = witness.judge(body, log=self.log, seen=self._seen())
            if isinstance(outcome, witness.Declined):
                return outcome
            _remember(self.memory, self.log, outcome.text)
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
            found = signed_note.checkpoint(signed_note.text(signed, self.log))
            seen = self._seen()
            old = seen.size if seen else 0
            if old > found.size:
                raise WatchError(f"The ledger was set back: it had {old} entries, and shows {found.size}.")
            path = merkle.consistency(old, found.size, tiles.subtree(found.size, self._tile)) if old else []
        except (signed_note.NoteError, ValueError) as error:
            raise WatchError(f"The ledger shows no sound checkpoint: {error}") from error
        outcome = self.judge(witness.Request(old, path, signed).body)
        if isinstance(outcome, witness.Declined):
            raise WatchError(f"The ledger shows another history than before: {outcome.sentence}")
        return found.size, outcome

    def _seen(self) -> signed_note.Checkpoint | None:
        return signed_note.checkpoint(_remembered(self.memory)["text"]) if self.memory.exists() else None

    def _tile(self, tile: tiles.Tile) -> bytes:
        return read(f"{self.url}tile/{tile.level}/{tiles.path(tile.index, tile.width)}")


def watcher(url: str, *, name: str, key: Path, memory: Path, log: str = "") -> Watcher:
    """A witness with its key (made where there is none) and its memory.

    Args:
        log: the ledger's public key; else the one remembered; else, the first time, the one that the ledger shows.

    Raises:
        WatchError: the ledger cannot be read, or shows another key than was remembered.
    """
    try:
        at = urlsplit(url)
    except ValueError as error:
        raise WatchError("The ledger's address is not one that can be read.") from error
    if at.scheme != "https" and not (at.scheme == "http" and is_loopback(at.hostname or "")):
        raise WatchError("The ledger's address must begin with https://.")
    url = url.rstrip("/") + "/"
    if not key.exists():
        try:
            write_key(key)
        except OSError as error:
            raise WatchError(f"The key {key} cannot be written: {error.strerror}.") from error
    seed = read_key(key)
    remembered = str(_remembered(memory)["log"]) if memory.exists() else ""
    wanted = log or remembered
    try:
        verifier = signed_note.verifier(wanted or read(url + "key").decode().strip())
        cosignature.of_seed(name, seed)  # may anybody be called that?
    except (signed_note.NoteError, UnicodeDecodeError) as error:
        raise WatchError(str(error)) from error
    if log and remembered and log != remembered:
        raise WatchError("This witness remembers the ledger under another key. Begin a new memory with --state.")
    return Watcher(url, name, seed, memory, verifier)


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


def _ask(method: str, url: str, body: bytes | None = None) -> Answer:
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
        except WatchError as error:
            tell(str(error))
        time.sleep(every)


def answer(by: Watcher, host: str, port: int, tls: tuple[Path, Path] | None = None) -> ThreadingHTTPServer:
    """A server that waits to be asked, at ``/add-checkpoint``; beyond this machine it speaks TLS, or a proxy does.

    Raises:
        WatchError: the port is taken, or the certificate cannot be read.
    """

    class Handler(BaseHTTPRequestHandler):
        server_version = "azukari-witness"
        sys_version = ""
        timeout = _SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length") or ""
            if not length.isdecimal() or int(length) > _LONGEST_REQUEST or self.path != "/add-checkpoint":
                self._say(404 if self.path != "/add-checkpoint" else 400, "Send a checkpoint to /add-checkpoint.\n")
                return
            outcome = by.judge(self.rfile.read(int(length)).decode("utf-8", "replace"))
            if isinstance(outcome, str):
                self._say(200, outcome)
            elif outcome.size is not None:
                self._say(outcome.status, f"{outcome.size}\n", witness.TOLD_SIZE)
            else:
                self._say(outcome.status, f"{outcome.sentence}\n")

        def _say(self, status: int, text: str, type: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", type)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: who asks is nobody's business."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
    except OSError as error:
        raise WatchError(f"{host}:{port} cannot be opened ({error.strerror}).") from error
    return server


def _remembered(memory: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(memory.read_text("utf-8"))
        signed_note.checkpoint(found["text"])
    except (OSError, ValueError, KeyError, signed_note.NoteError) as error:
        raise WatchError(f"The memory {memory} is damaged. A witness without memory must begin anew.") from error
    return found


def _remember(memory: Path, log: signed_note.Verifier, text: str) -> None:
    """On disk, whole, before anything is signed: a witness that forgets could sign two histories."""
    unfinished = memory.with_name(f".{memory.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump({"log": str(log), "text": text}, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(memory)
    folder = os.open(memory.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
