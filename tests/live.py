"""The real program: an instance made by the real commands, served by the real server with the worker beside it."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgres import free_port

_HERE = Path(__file__).resolve().parent.parent
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass
class Program:
    """An instance on disk, with the command that works on it.

    Args:
        root: its folder.
        url: where it is served, without a slash at the end.
        environment: variables of every process; names the database where that is PostgreSQL.
    """

    root: Path
    url: str
    environment: Mapping[str, str]
    server: subprocess.Popen[str] | None = field(default=None, repr=False)

    def azukari(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``azukari WORDS`` for this instance."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "azukari.cli", *words, "--dir", str(self.root)],
            capture_output=True,
            text=True,
            cwd=_HERE,
            env=dict(self.environment),
            check=False,
            timeout=120,
        )
        assert not check or done.returncode == 0, f"azukari {words[0]}: {done.stdout}{done.stderr}"
        return done

    def start(self, *options: str) -> None:
        """Serve, and return when it answers."""
        port = str(urlsplit(self.url).port)
        self.server = subprocess.Popen(
            [sys.executable, "-P", "-m", "azukari.cli", "serve", "--port", port, "--dir", str(self.root), *options],
            cwd=_HERE,
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        for _ in range(300):
            if self.server.poll() is not None:
                raise AssertionError(f"The server ended: {self.server.stdout.read() if self.server.stdout else ''}")
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError("The server did not answer within half a minute.")

    def stop(self) -> int:
        """Tell the server to stop, and return its exit code."""
        assert self.server is not None
        self.server.terminate()
        code = self.server.wait(timeout=40)
        if self.server.stdout:
            self.server.stdout.close()
        self.server = None
        return code

    def kill(self) -> None:
        """Cut the server off as a power failure would."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=20)
        if self.server.stdout:
            self.server.stdout.close()
        self.server = None

    def mail(self, to: str) -> list[EmailMessage]:
        """What lies in the outbox for one address, oldest first."""
        files = sorted((self.root / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [m for m in messages if isinstance(m, EmailMessage) and to in str(m["To"])]

    def wait_for_mail(self, to: str, *, count: int = 1) -> EmailMessage:
        """The ``count``-th message to an address; the worker has half a minute to send it."""
        for _ in range(150):
            found = self.mail(to)
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.2)
        raise AssertionError(f"{len(self.mail(to))} of {count} messages arrived.")


def link_in(message: EmailMessage) -> str:
    """The first link of the text part that has a token in it (the longest one)."""
    part = message.get_body(("plain",))
    assert part is not None
    links = _LINK.findall(part.get_content())
    assert links, "The mail has no link."
    return str(max(links, key=len))


def _own_database(environment: dict[str, str]) -> str:
    """On PostgreSQL, make a fresh database and name it in the environment; "" on SQLite."""
    url = os.environ.get("AZUKARI_DATABASE", "")
    if not url:
        return ""
    name = f"live_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    environment["AZUKARI_DATABASE"] = f"{url.rpartition('/')[0]}/{name}"
    return name


def _drop(name: str) -> None:
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def program(root: Path, *, settings: str = "") -> Iterator[Program]:
    """A made and published instance that is not served yet; whatever runs is ended afterwards.

    Args:
        settings: lines to add to ``azukari.toml``.
    """
    environment = {name: value for name, value in os.environ.items() if name != "AZUKARI_INSTANCE"}
    database = _own_database(environment)
    made = Program(root, f"http://127.0.0.1:{free_port()}", environment)
    try:
        made.azukari("init", str(root), "--base-url", made.url)
        made.azukari("policy", "publish")
        with (root / "azukari.toml").open("a", encoding="utf-8") as file:
            file.write(settings)
        yield made
    finally:
        if made.server is not None:
            made.kill()
        if database:
            _drop(database)


_NO_LIMITS = """
[limits]
submissions_per_network = 0
confirmations_per_address = 0
confirmations_per_form = 0
sign_ins_per_network = 0
"""


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One served instance for the whole run; each test uses its own addresses and looks at its own people only."""
    for made in program(tmp_path_factory.mktemp("live") / "instance", settings=_NO_LIMITS):
        made.start()
        yield made


@pytest.fixture
def own_program(tmp_path: Path) -> Iterator[Program]:
    """An instance for one test alone, not served yet: for kills, tampering, and looking at the disk."""
    yield from program(tmp_path / "instance", settings=_NO_LIMITS)
