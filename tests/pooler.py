"""A real pgbouncer on this machine, in front of the PostgreSQL of the tests, in the mode that is asked for."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.postgres import free_port

_CONFIGURATION = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = {mode}
default_pool_size = 30
"""


@contextmanager
def pooler(url: str, folder: Path, *, mode: str) -> Iterator[str]:
    """A pooler before the database at ``url``.

    Args:
        folder: an empty one of the test's own.
        mode: ``session`` or ``transaction``.

    Yields:
        the address of the same database through it.
    """
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "bin/test installs the package pgbouncer"
    at, own = urlsplit(url), free_port()
    users, configuration = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{at.username}" "{at.password}"\n', "ascii")
    configuration.write_text(
        _CONFIGURATION.format(host=at.hostname, port=at.port, own=own, users=users, mode=mode), "ascii"
    )
    for path in (folder, users, configuration):
        path.chmod(0o755)  # it refuses to run as root, and the password is one of a database that is thrown away
    user = ["-u", "postgres"] if os.getuid() == 0 else []
    reach = [path for path in folder.parents if path.stat().st_uid == os.getuid() and path.stat().st_mode & 0o001 == 0]
    for path in reach:
        path.chmod(path.stat().st_mode | 0o001)
    running = subprocess.Popen(
        [program, *user, str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )
    through = url.replace(f":{at.port}/", f":{own}/")
    try:
        _wait(through)
        yield through
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("pgbouncer does not answer.")
