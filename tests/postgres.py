"""A throwaway PostgreSQL: made, started, used and removed; it listens on this machine alone.

PostgreSQL refuses to run as root, so root hands it to an unprivileged user. Where it lies is told to the tests in the
variable AZUKARI_TEST_PGDATA, since some look for what is left on its disk.
"""

import base64
import hashlib
import hmac
import os
import random
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_USER = "azukari"

_OURS = (10_240, 32_768)
"""Below the ports that Linux gives to those who connect (ip_local_port_range)."""

_held: list[socket.socket] = []
"""Names in the abstract namespace, which is the network's as ports are."""

_PLANNED = " -c synchronous_commit=off -c autovacuum=off"  # no statistics taken at a moment that nobody chose

_SMALL = " -c max_wal_size=128MB -c min_wal_size=32MB"
"""A log that holds what any one test writes, and not much more: some tests read every file of the cluster."""


class NoPostgresError(Exception):
    """PostgreSQL cannot be had; the message says why."""


def free_port() -> int:
    """A port of this machine that nobody listens on, of those that no connection is ever given by itself.

    A port that the system chose would be one of those that it also gives to whatever connects to a server in the time
    until somebody listens on this one. In that time no other process of the tests is given it either: this one holds a
    name for it as long as it lives.
    """
    while True:
        port = random.SystemRandom().randrange(*_OURS)
        mine = socket.socket(socket.AF_UNIX)
        try:
            mine.bind(f"\0azukari-test-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            mine.close()
            continue
        _held.append(mine)
        return port


def programs() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``, the newest version's.

    Raises:
        NoPostgresError: there is none.
    """
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found and not on_path:
        raise NoPostgresError("PostgreSQL's initdb was not found: install the package postgresql.")
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_owner(command: Sequence[str]) -> list[str]:
    """The command, run by a user that PostgreSQL accepts."""
    if os.getuid() != 0:
        return list(command)
    return ["runuser", "-u", "postgres", "--", *command]


def _verifier(password: str) -> str:
    """What the server keeps of the password (RFC 5803), by one round of PBKDF2 instead of 4,096.

    A run connects some two thousand times, and each time both sides would reckon for two milliseconds.
    """
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    coded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return "SCRAM-SHA-256$1:{}${}:{}".format(*coded)


def _run(command: Sequence[str], *, what: str) -> None:
    done = subprocess.run(_as_owner(command), capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise NoPostgresError(f"PostgreSQL could not {what}: {(done.stderr or done.stdout).strip()}")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """A running PostgreSQL.

    Args:
        durable: whether commits wait for the disk; slow, and needed only where power cuts or speed are the question.

    Yields:
        the variables that a test run needs: AZUKARI_DATABASE and AZUKARI_TEST_PGDATA.

    Raises:
        NoPostgresError: it is not installed, or does not start.
    """
    binaries, port, password = programs(), free_port(), secrets.token_urlsafe(18)
    home = Path(tempfile.mkdtemp(prefix="azukari-postgres-"))
    secret = home / "password"
    secret.write_text(_verifier(password), "ascii")
    if os.getuid() == 0:
        for path in (home, secret):
            shutil.chown(path, "postgres")
    data, log = home / "data", home / "log"
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c max_connections=100"
    settings += "" if durable else _PLANNED + _SMALL
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", _USER, f"--pwfile={secret}", "-A", "scram-sha-256"]
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        _run([*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"], what="make its data folder")
        _run([*control, "-l", str(log), "-o", settings, "start"], what="start")
        yield {
            "AZUKARI_DATABASE": f"postgresql://{_USER}:{password}@127.0.0.1:{port}/postgres",
            "AZUKARI_TEST_PGDATA": str(data),
        }
    finally:
        subprocess.run(_as_owner([*control, "-m", "immediate", "stop"]), capture_output=True, cwd="/", check=False)
        _remove(home)


def restart(data: str) -> None:
    """Let a cluster die without a word to anybody (what is on disk counts), and start it again.

    Args:
        data: what `cluster` named as AZUKARI_TEST_PGDATA.
    """
    control = [str(programs() / "pg_ctl"), "-D", data, "-w", "-t", "60"]
    _run([*control, "-m", "immediate", "-l", str(Path(data).parent / "log"), "restart"], what="start again")


def _remove(home: Path) -> None:
    for _ in range(5):
        shutil.rmtree(home, ignore_errors=True)
        if not home.exists():
            return
        time.sleep(0.2)
