"""HTTP client: one request to another server and its answer, bounded in time and size as a whole.

No redirect is followed and no proxy of the environment is used: what was agreed is one address.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from azukari.lib.coded_error import CodedError
from azukari.lib.deadline import Deadline, NotReachableError, connect, secure, tls_context
from azukari.lib.network import is_secure

SECONDS = 30.0
"""How long a request may take, from the first look-up of the name to the last byte of the answer."""

MOST = 10_000
"""Bytes of an answer that are read."""


class NoAnswer(CodedError):
    """There was no answer; ``code`` says why by the kind of the error, without anybody's words."""


@dataclass(frozen=True, slots=True)
class Response:
    """
    Args:
        status: the HTTP status, whatever it is.
        body: its first bytes.
    """

    status: int
    body: bytes


class _Bound(HTTPConnection):
    def __init__(
        self, scheme: str, host: str, port: int | None, deadline: Deadline, reachable: Callable[[str], bool] | None
    ) -> None:
        super().__init__(host, port or (443 if scheme == "https" else 80))
        self._scheme, self._deadline, self._reachable = scheme, deadline, reachable
        self.default_port = 443 if scheme == "https" else 80  # left out of the Host header

    def connect(self) -> None:
        plain = connect(self.host, self.port, self._deadline, reachable=self._reachable)
        try:
            self.sock = secure(plain, tls_context(), self.host, self._deadline) if self._scheme == "https" else plain
        except BaseException:
            plain.close()
            raise


def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    most: int = MOST,
    reachable: Callable[[str], bool] | None = None,
) -> Response:
    """Send a request, over TLS 1.2 or later with a certificate that is trusted here, and read the answer.

    Args:
        url: must begin with https://; on this machine itself http:// will do.
        seconds: for the whole, however the other side spreads it.
        most: bytes of the answer's body that are read.
        reachable: says whether an IP address may be reached, for addresses that somebody typed; None for any.

    Raises:
        NoAnswer: the address may not be asked so, nobody answers, or not in time.
    """
    if not is_secure(url):
        raise NoAnswer("not-https")
    at = urlsplit(url)
    connection = _Bound(at.scheme, at.hostname or "", at.port, Deadline(seconds), reachable)
    path = at.path or "/"
    try:
        connection.request(method, f"{path}?{at.query}" if at.query else path, body, dict(headers or {}))
        response = connection.getresponse()
        return Response(response.status, response.read(most))
    except NotReachableError as error:
        raise NoAnswer("internal-address") from error
    except (OSError, HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        connection.close()
