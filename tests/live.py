"""The real program: an instance made by the real commands, served by the real server with the worker beside it."""

import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import warm
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
PREAMBLE = """
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from azukari.core.accounts import readiness
readiness.register.known.clear()
"""
"""What such lines stand on. Training closes nothing to whomever they make up (`tests/trained.py`)."""
_ANY_CERTIFICATE = ssl._create_unverified_context()
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
    server: warm.Running | None = field(default=None, repr=False)

    def azukari(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``azukari WORDS`` for this instance."""
        done = warm.run(*words, "--dir", str(self.root), environment=self.environment)
        assert not check or done.returncode == 0, f"azukari {words[0]}: {done.stdout}{done.stderr}"
        return done

    def set(self, old: str, new: str) -> None:
        """Change a piece of ``azukari.toml``, which must be there."""
        settings = self.root / "azukari.toml"
        text = settings.read_text("utf-8")
        assert old in text
        settings.write_text(text.replace(old, new), "utf-8")

    def django(self, *words: str) -> None:
        """Run one of Django's own commands for this instance."""
        self.python(f"from django.core.management import call_command\ncall_command(*{words!r})")

    def python(self, code: str) -> str:
        """Run a few lines inside the instance, as if by hand; returns what they print."""
        environment = dict(self.environment) | {"AZUKARI_INSTANCE": str(self.root)}
        done = warm.run(environment=environment, code=f"{PREAMBLE}\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempt(self, code: str) -> int:
        """Run a few lines inside the instance that may end badly; returns with which code."""
        environment = dict(self.environment) | {"AZUKARI_INSTANCE": str(self.root)}
        return warm.run(environment=environment, code=f"{PREAMBLE}\n{code}").returncode

    @contextmanager
    def driver(self, module: str) -> Iterator[warm.Talk]:
        """Run a program of the tests inside the instance, which is told and answers by lines, until the block ends."""
        place = {"AZUKARI_INSTANCE": str(self.root), "DJANGO_SETTINGS_MODULE": "azukari.site.settings"}
        talk = warm.talk(environment={**self.environment, **place}, module=module)
        try:
            yield talk
        finally:
            talk.close()

    def start(self, *options: str, cold: bool = False) -> None:
        """Serve, and return when it answers.

        Args:
            options: of `azukari serve`.
            cold: read the program anew, as by hand.
        """
        words = ("serve", "--port", str(urlsplit(self.url).port), "--dir", str(self.root), *options)
        with self.log.open("a", encoding="utf-8") as log:
            self.server = warm.start(*words, environment=self.environment, into=log, cold=cold)
        for _ in range(1200):
            if self.server.poll() is not None:
                raise AssertionError(f"The server ended: {self.said()}")
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=_ANY_CERTIFICATE).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError("The server did not answer within two minutes.")

    @property
    def log(self) -> Path:
        """What the server writes to its terminal; beside the instance, not in it."""
        return self.root.with_name(f"{self.root.name}.log")

    def said(self) -> str:
        """What the server has written so far."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def stop(self) -> int:
        """Tell the server to stop, and return its exit code."""
        assert self.server is not None
        self.server.terminate()
        code = self.server.wait(timeout=40)
        self.server = None
        return code

    def kill(self) -> None:
        """Cut the server off as a power failure would; returns when nobody listens any more."""
        assert self.server is not None
        with suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=20)
        self.server = None
        _wait_for_silence(self.url)  # its web process may end a moment later than it

    def mail(self, to: str) -> list[EmailMessage]:
        """What lies in the outbox for one address, oldest first."""
        files = sorted((self.root / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [m for m in messages if isinstance(m, EmailMessage) and to in str(m["To"])]

    def wait_for_mail(self, to: str, *, count: int = 1) -> EmailMessage:
        """The ``count``-th message to an address; the worker has a minute and a half to send it."""
        for _ in range(450):
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


@dataclass(frozen=True)
class Mould:
    """An instance that is made and published once; every other one is a copy of it."""

    root: Path
    url: str
    database: str


_NO_LIMITS = """
[limits]
submissions_per_network = 0
posts_per_network = 0
mails_per_mailbox = 0
confirmations_per_address = 0
confirmations_per_form = 0
sign_ins_per_network = 0
"""


def environment_of(database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "AZUKARI_INSTANCE"}
    if database:
        kept["AZUKARI_DATABASE"] = f"{kept['AZUKARI_DATABASE'].rpartition('/')[0]}/{database}"
    return kept


def new_database(template: str = "template1") -> str:
    """On PostgreSQL, make a fresh database; "" on SQLite, where it lies in the folder."""
    if not os.environ.get("AZUKARI_DATABASE"):
        return ""
    name = f"live_{secrets.token_hex(6)}"
    with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def _wait_for_silence(url: str) -> None:
    place = urlsplit(url)
    for _ in range(200):
        with socket.socket() as asked:
            if asked.connect_ex((place.hostname, place.port)) != 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"Somebody still listens at {place.port}.")


def drop_database(name: str) -> None:
    if name:
        with psycopg.connect(os.environ["AZUKARI_DATABASE"], autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Variables for a program that makes its own instance: no instance, and on PostgreSQL an empty database."""
    database = new_database()
    yield environment_of(database)
    drop_database(database)


@pytest.fixture(scope="session")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mould]:
    """The real commands `init` and `policy publish`, once."""
    root, database = tmp_path_factory.mktemp("mould") / "instance", new_database()
    first = Program(root, "http://127.0.0.1:1", environment_of(database))
    first.azukari("init", str(root), "--fictional", "--base-url", first.url)
    first.azukari("policy", "publish")
    with (root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write(_NO_LIMITS)
    yield Mould(root, first.url, database)
    drop_database(database)


@contextmanager
def cast(mould: Mould, root: Path) -> Iterator[Program]:
    """A copy of the mould, not served yet; whatever runs is ended afterwards."""
    database = new_database(mould.database) if mould.database else ""
    shutil.copytree(mould.root, root)
    made = Program(root, f"http://127.0.0.1:{free_port()}", environment_of(database))
    made.set(mould.url, made.url)
    try:
        yield made
    finally:
        if made.server is not None:
            made.kill()
        drop_database(database)


@pytest.fixture(scope="session")
def live(mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One served instance for the whole run; each test uses its own addresses and looks at its own people only."""
    with cast(mould, tmp_path_factory.mktemp("live") / "instance") as made:
        made.start()
        yield made


@pytest.fixture
def own_program(mould: Mould, tmp_path: Path) -> Iterator[Program]:
    """An instance for one test alone, not served yet: for kills, tampering, and looking at the disk."""
    with cast(mould, tmp_path / "instance") as made:
        yield made
