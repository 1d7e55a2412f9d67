"""P37: the forms are protected by TLS 1.2 or newer with HSTS; beyond this machine nobody gets them without it."""

import http.client
import shutil
import socket
import ssl
import subprocess
from urllib.parse import urlsplit

import pytest
from django.test import Client

from azukari.lib.instance import Instance
from tests.certificates import self_signed
from tests.live import cast


@pytest.fixture(scope="module")
def encrypted(mould, tmp_path_factory):
    """The real server, speaking TLS itself."""
    with cast(mould, tmp_path_factory.mktemp("encrypted") / "instance") as program:
        certificate, key = self_signed(program.root)
        with (program.root / "azukari.toml").open("a", encoding="utf-8") as file:
            file.write(f'[tls]\ncertificate = "{certificate.name}"\nkey = "{key.name}"\n')
        program.set("http://127.0.0.1", "https://127.0.0.1")
        program.url = program.url.replace("http://", "https://")
        program.start()
        yield program


def _shake_hands(url: str, version: ssl.TLSVersion) -> str | None:
    """The TLS version that a client gets which speaks ``version`` and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")  # so that it is not our own library that refuses the old version
    context.minimum_version = context.maximum_version = version
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as plain, context.wrap_socket(plain) as wrapped:
        return wrapped.version()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_1_2_and_1_3_are_spoken_and_older_ones_are_not(encrypted):
    assert _shake_hands(encrypted.url, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    assert _shake_hands(encrypted.url, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    for old in (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            _shake_hands(encrypted.url, old)


def _all_of(connection: socket.socket) -> bytes:
    said = b""
    try:
        while piece := connection.recv(4096):
            said += piece
    except ConnectionError:
        pass
    return said


def test_with_tls_there_is_hsts_and_without_it_no_answer(encrypted):
    at = urlsplit(encrypted.url)
    connection = http.client.HTTPSConnection(at.hostname, at.port, context=ssl._create_unverified_context(), timeout=10)
    connection.request("GET", "/ja/forms/membership")
    answer = connection.getresponse()
    assert answer.status == 200
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    with socket.create_connection((at.hostname, at.port), timeout=10) as plain:
        plain.sendall(b"POST /ja/forms/membership HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
        assert b"HTTP/" not in _all_of(plain)


@pytest.fixture
def behind_a_proxy(settings, charter):
    """An instance that people reach through a proxy which speaks TLS."""
    settings.AZUKARI = Instance(
        root=settings.AZUKARI.root, base_url="https://members.example.org", trusted_proxy="192.0.2.1"
    )
    settings.ALLOWED_HOSTS = ["members.example.org"]
    return Client(headers={"host": "members.example.org"}, raise_request_exception=False)


@pytest.mark.parametrize(
    ("peer", "forwarded", "served"),
    [
        ("192.0.2.1", "https", True),
        ("192.0.2.1", "http", False),
        ("192.0.2.1", "", False),
        ("198.51.100.7", "", False),
        ("198.51.100.7", "https", False),  # anybody can write that header
        ("127.0.0.1", "", False),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_what_came_to_the_proxy_by_tls_is_served(behind_a_proxy, peer, forwarded, served, method):
    ask = getattr(behind_a_proxy, method)
    headers = {"x-forwarded-proto": forwarded} if forwarded else {}
    answer = ask("/ja/forms/membership", headers=headers, REMOTE_ADDR=peer)
    assert (answer.status_code != 403) == served
    assert ("Strict-Transport-Security" in answer.headers) == served
    if not served:
        assert b"<form" not in answer.content


def test_the_server_itself_refuses_to_listen_to_the_world_in_the_clear(own_program):
    done = own_program.azukari("serve", "--host", "0.0.0.0", check=False)
    assert done.returncode == 1
    assert "without encryption" in done.stderr


def test_curl_agrees(encrypted):
    """A client that is not ours, which trusts nothing but the certificate."""
    curl = shutil.which("curl")
    assert curl, "Run bin/test: it installs curl."
    root = ["--cacert", str(encrypted.root / "certificate.pem"), "-s", "-o", "/dev/null", "-w", "%{http_code}"]
    good = subprocess.run([curl, *root, f"{encrypted.url}/en/"], capture_output=True, text=True, check=False)
    old = subprocess.run(
        [curl, *root, "--tls-max", "1.1", f"{encrypted.url}/en/"], capture_output=True, text=True, check=False
    )
    assert good.stdout == "200"
    assert (old.returncode != 0, old.stdout) == (True, "000")
