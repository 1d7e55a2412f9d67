"""The shipped proxies, with real clients: HTTP/2, forged headers, broken streams, and nothing left on their disk."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attack.http2 import break_off
from tests.attack.proxies import KINDS, Proxy, proxy, two_ports
from tests.attack.sockets import SUBMISSIONS, head
from tests.certificates import self_signed
from tests.live import Mould, Program, cast

STREAMS = 100


@dataclass(frozen=True)
class Behind:
    """A served instance, and the proxy in front of it."""

    program: Program
    front: Proxy
    certificate: Path

    def curl(self, path: str, *words: str, source: str = "127.0.0.1") -> tuple[int, str, str]:
        """Status, HTTP version and headers that a browser of one's own would get."""
        done = subprocess.run(
            [
                "curl", "-sS", "--cacert", str(self.certificate), "--interface", source, "-D", "-", "-o", "/dev/null",
                "-w", "\n%{http_code} %{http_version}", *words, f"{self.front.url}{path}",
            ],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        headers, _, last = done.stdout.rpartition("\n")
        status, version = last.split()
        return int(status), version, headers


@pytest.fixture(scope="module", params=sorted(KINDS))
def behind(request: pytest.FixtureRequest, mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("behind")
    certificate = self_signed(folder)
    ports = two_ports()
    with ExitStack() as stack:
        program = stack.enter_context(cast(mould, folder / "instance"))
        program.set(f'base_url = "{program.url}"', f'base_url = "https://127.0.0.1:{ports[0]}"')
        program.set('# trusted_proxy = "127.0.0.1"', 'trusted_proxy = "127.0.0.1"')
        program.set("submissions_per_network = 0", "submissions_per_network = 1")
        program.start("--no-worker")
        front = stack.enter_context(proxy(request.param, folder / "proxy", program.url, ports, certificate))
        yield Behind(program, front, certificate[0])


def test_a_page_comes_over_http_2_and_asks_for_tls_alone(behind: Behind):
    status, version, headers = behind.curl("/ja/privacy", "--http2")
    assert (status, version) == (200, "2")
    assert "strict-transport-security" in headers.lower()
    assert not any(line.lower().startswith("server:") and "/" in line for line in headers.splitlines())


def test_what_comes_in_the_clear_is_sent_to_tls(behind: Behind):
    done = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", f"{behind.front.plain}/ja/privacy"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    status, there = done.stdout.split()
    assert status == "308"
    assert there.startswith("https://")


def _submission(behind: Behind) -> list[str]:
    asked = behind.program.url.rpartition(":")[2]
    done = subprocess.run(
        ["curl", "-sS", "--cacert", str(behind.certificate), f"{behind.front.url}/api/v1/forms/magazine"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    form = json.loads(done.stdout)
    answers = {"email": f"someone{asked}@mail.example.org", "notice": form["notice"]["ja"]["digest"], "lang": "ja"}
    return ["-H", "Content-Type: application/json", "-d", json.dumps(answers)]


def test_limits_count_by_the_client_s_network_whatever_it_claims(behind: Behind):
    words = _submission(behind)
    path = "/api/v1/forms/magazine/submissions"
    claims = [["-H", f"X-Forwarded-For: 198.51.{n}.7", "-H", "X-Forwarded-Proto: http"] for n in range(3)]
    here = [behind.curl(path, *words, *claim, source="127.8.8.8")[0] for claim in claims]
    there = behind.curl(path, *words, source="127.9.9.9")[0]
    assert here[0] == 202, here
    assert 202 not in here[1:], "Another claim was another network."
    assert there == 202, "Another network had no room of its own."


def test_streams_that_are_broken_off_leave_room_for_everybody(behind: Behind):
    for _ in range(3):
        break_off(behind.front.url, SUBMISSIONS, streams=STREAMS)
    assert [behind.curl("/ja/privacy", "--http2")[0] for _ in range(10)] == [200] * 10


def _open_files(folder: Path) -> set[str]:
    """What any process holds open below a folder, files without a name among them."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            found.add(str(link.readlink()))
    return {name for name in found if name.startswith(str(folder))}


def test_nothing_of_a_form_lies_on_the_proxy_s_disk(behind: Behind):
    before = _open_files(behind.front.folder)
    address = behind.front.url.removeprefix("https://").rpartition(":")
    with (
        socket.create_connection((address[0], int(address[2])), 60) as plain,
        ssl._create_unverified_context().wrap_socket(plain) as client,
    ):
        client.sendall(head(200_000) + b'{"name": "' + b"x" * 150_000)
        client.settimeout(1)
        with pytest.raises(TimeoutError):
            client.recv(1)
        assert _open_files(behind.front.folder) <= before


def test_while_azukari_is_away_the_proxy_says_so_in_words(behind: Behind):
    assert behind.program.server is not None
    behind.program.stop()
    try:
        status, _, headers = behind.curl("/ja/privacy", "--http2")
        assert status == 503
        assert "retry-after" in headers.lower()
    finally:
        behind.program.start("--no-worker")
