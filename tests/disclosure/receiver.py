"""A recipient's own server: it speaks TLS, keeps what it is sent, and checks signatures with a library of its own."""

import hashlib
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from tests.certificates import self_signed


@dataclass
class Received:
    """One request, as the signing library wants it."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """
    Args:
        certificate: the file that vouches for it.
        status: what it answers.
    """

    url: str
    certificate: Path
    status: int = 204
    requests: list[Received] = field(default_factory=list)


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Serve on a free port of this machine until the end."""
    certificate, key = self_signed(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            url = f"https://{self.headers['Host']}{self.path}"
            receiver.requests.append(Received("POST", url, dict(self.headers.items()), body))
            self.send_response(receiver.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver = Receiver(f"https://localhost:{server.server_port}/azukari", certificate)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def check(request: Received, pem: str) -> None:
    """Check digest and signature by our public key alone.

    Raises:
        InvalidSignature: it is not ours, or was changed.
    """
    key = load_pem_public_key(pem.encode())

    class Key(HTTPSignatureKeyResolver):
        def resolve_public_key(self, key_id: str) -> object:
            return key

    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Key())
    (result,) = verifier.verify(request)
    assert '"content-digest"' in result.covered_components
    assert '"@target-uri"' in result.covered_components
    digest = b64encode(hashlib.sha256(request.body).digest()).decode()
    assert request.headers["Content-Digest"] == f"sha-256=:{digest}:"
