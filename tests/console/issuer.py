"""A small OpenID Connect issuer: a real HTTP server on this machine, with a real key and real signed tokens."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET, CODE = "azukari-test", "a secret of the client", "a-code"


@dataclass
class Issuer:
    """What it says of whoever signs in; a test changes it at will."""

    url: str
    claims: dict[str, Any]
    key: RSAPrivateKey
    signs_with: RSAPrivateKey
    asked: list[dict[str, str]] = field(default_factory=list)

    def token(self) -> str:
        """The ID token, signed."""
        now = int(time())
        said = {"iss": self.url, "aud": CLIENT, "sub": "over-there-1", "iat": now, "exp": now + 60, "auth_time": now}
        said |= self.claims
        return jwt.encode(said, self.signs_with, algorithm="RS256", headers={"kid": "1"})

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}


@contextmanager
def running() -> Iterator[Issuer]:
    """The issuer, for as long as the block runs."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}", {}, key, key)
    server.issuer = issuer  # type: ignore[attr-defined] # for its handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """The description, and the keys."""
        issuer: Issuer = self.server.issuer  # type: ignore[attr-defined] # see `running`
        pages = {"/.well-known/openid-configuration": issuer.metadata, "/keys": issuer.keys}
        page = pages.get(urlsplit(self.path).path)
        self._answer(page() if page else {}, 200 if page else 404)

    def do_POST(self) -> None:
        """The code for a token, to the client that knows its secret."""
        issuer: Issuer = self.server.issuer  # type: ignore[attr-defined] # see `running`
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        issuer.asked.append(sent)
        known = (sent.get("client_id"), sent.get("client_secret"), sent.get("code")) == (CLIENT, SECRET, CODE)
        self._answer(
            {"access_token": "t", "token_type": "Bearer", "id_token": issuer.token()} if known else {"error": "no"},
            200 if known else 400,
        )

    def _answer(self, content: dict[str, Any], status: int) -> None:
        raw = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
