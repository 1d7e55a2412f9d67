"""The shipped recipes for a proxy, run as they stand but for name, ports and certificate."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.postgres import free_port

_RECIPES = Path(__file__).resolve().parents[2] / "docs" / "proxy"
_NAME = "members.example.org"
_INNER = "127.0.0.1:8000"


@dataclass(frozen=True)
class Proxy:
    """
    Args:
        url: where it speaks TLS.
        plain: where it speaks without.
        folder: all that it writes.
    """

    url: str
    plain: str
    folder: Path


@dataclass(frozen=True)
class _Place:
    folder: Path
    certificate: Path
    key: Path
    inner: str
    tls: int
    plain: int


def _changed(recipe: str, *changes: tuple[str, str]) -> str:
    text = (_RECIPES / recipe).read_text("utf-8")
    for old, new in changes:
        assert old in text, f"{recipe} has no {old}"
        text = text.replace(old, new)
    return text


def _nginx(at: _Place) -> list[str]:
    recipe = _changed(
        "nginx.conf",
        (_INNER, at.inner),
        (_NAME, "localhost 127.0.0.1"),
        ("listen 80;", f"listen {at.plain};"),
        ("listen 443 ssl;", f"listen {at.tls} ssl;"),
        ("/etc/ssl/azukari/certificate.pem", str(at.certificate)),
        ("/etc/ssl/azukari/key.pem", str(at.key)),
    )
    (at.folder / "azukari.conf").write_text(recipe, "utf-8")
    written = "".join(f"{kind}_temp_path {at.folder}/{kind};\n" for kind in ("client_body", "proxy"))
    unused = "".join(f"{kind}_temp_path {at.folder}/{kind};\n" for kind in ("fastcgi", "uwsgi", "scgi"))
    (at.folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\npid {at.folder}/pid;\nerror_log {at.folder}/error.log;\n"
        "worker_processes 1;\nworker_rlimit_nofile 8192;\nevents {\nworker_connections 4096;\n}\n"
        f"http {{\n{written}{unused}include azukari.conf;\n}}\n",
        "utf-8",
    )
    return [_program("nginx"), "-p", str(at.folder), "-c", "nginx.conf", "-g", "daemon off;"]


def _caddy(at: _Place) -> list[str]:
    recipe = _changed(
        "Caddyfile",
        (_INNER, at.inner),
        ("{\n\tservers {", f"{{\n\tadmin off\n\thttp_port {at.plain}\n\thttps_port {at.tls}\n\tservers {{"),
        (f"{_NAME} {{", f"localhost:{at.tls}, 127.0.0.1:{at.tls} {{\n\ttls {at.certificate} {at.key}"),
    )
    (at.folder / "Caddyfile").write_text(recipe, "utf-8")
    return [_program("caddy"), "run", "--config", str(at.folder / "Caddyfile"), "--adapter", "caddyfile"]


def _program(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    assert path, f"The program {name} was not found: install what debian-packages-test.txt names."
    return path


KINDS: dict[str, Callable[[_Place], list[str]]] = {"nginx": _nginx, "caddy": _caddy}


def two_ports() -> tuple[int, int]:
    """Free ones, for TLS and without."""
    return free_port(), free_port()


@contextmanager
def proxy(
    kind: str, folder: Path, inner: str, ports: tuple[int, int], certificate: tuple[Path, Path]
) -> Iterator[Proxy]:
    """Run the proxy in front of ``inner`` until the block ends."""
    folder.mkdir()
    tls, plain = ports
    at = _Place(folder, *certificate, urlsplit(inner).netloc, tls, plain)
    environment = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(KINDS[kind](at), cwd=folder, env=environment, stdout=said, stderr=said)
    try:
        _wait(process, tls, folder)
        yield Proxy(f"https://127.0.0.1:{tls}", f"http://127.0.0.1:{plain}", folder)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, (folder / "said").read_text("utf-8")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("The proxy did not open its port.")
