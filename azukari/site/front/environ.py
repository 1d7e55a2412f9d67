"""WSGI environ (PEP 3333) out of a request's head and its whole body."""

import io
from functools import lru_cache
from typing import Any, Protocol


class Headers(Protocol):
    """Names in lower case; a name may stand there several times."""

    def items(self) -> list[tuple[str, str]]: ...

    def get(self, key: str, default: str = ...) -> str: ...

    def __contains__(self, key: str) -> bool: ...


class Scope(Protocol):
    """The head of a request, as the server hands it over (RSGI 1.6)."""

    http_version: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    server: str
    client: str
    headers: Headers


def address(endpoint: str) -> tuple[str, str]:
    """Host and port of ``127.0.0.1:80`` or ``[::1]:80``."""
    host, _, port = endpoint.rpartition(":")
    return host.strip("[]"), port


def _key(header: str) -> str:
    """The name in the environ; blank for a header that is left out."""
    if "_" in header:
        return ""
    name = header.replace("-", "_").upper()
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


_known_key = lru_cache(maxsize=256)(_key)
_USUAL = 64  # characters; a longer name is not worth remembering


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """What a WSGI application is called with.

    A header whose name has an underscore is left out: it would pass for the one with a hyphen, and a proxy that removes
    ``X-Forwarded-Proto`` does not remove ``X_Forwarded_Proto``.
    """
    host, port = address(scope.server)
    made: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address(scope.client)[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),  # what is said there may quote somebody, and goes nowhere
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = _known_key(name) if len(name) < _USUAL else _key(name)
        if not key:
            continue
        held = made.get(key)
        made[key] = value if held is None else f"{held}{';' if key == 'HTTP_COOKIE' else ','}{value}"
    if "HTTP_HOST" not in made:
        made["HTTP_HOST"] = scope.authority or ""
    return made
