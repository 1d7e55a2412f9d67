"""A client that speaks HTTP/2 and breaks its streams off, as browsers do when somebody navigates away."""

import socket
import ssl
from urllib.parse import urlsplit

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes

_AT_ONCE = 50  # streams of one connection


def _connected(url: str) -> tuple[ssl.SSLSocket, H2Connection]:
    parts = urlsplit(url)
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2"])
    plain = socket.create_connection((parts.hostname or "", parts.port or 443), 60)
    client = context.wrap_socket(plain, server_hostname="localhost")
    assert client.selected_alpn_protocol() == "h2"
    speech = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    speech.initiate_connection()
    client.sendall(speech.data_to_send())
    return client, speech


def break_off(url: str, path: str, *, streams: int) -> None:
    """Begin so many submissions, send half of each, and reset it.

    Args:
        url: of a server that speaks HTTP/2 over TLS.
        path: where they are sent.
        streams: how many; some fifty a connection.
    """
    left = streams
    while left > 0:
        count = min(left, _AT_ONCE)
        client, speech = _connected(url)
        with client:
            for _ in range(count):
                _half(speech, urlsplit(url).netloc, path)
            client.sendall(speech.data_to_send())
            for number in range(count):
                speech.reset_stream(2 * number + 1, ErrorCodes.CANCEL)
            client.sendall(speech.data_to_send())
        left -= count


def _half(speech: H2Connection, authority: str, path: str) -> None:
    number = speech.get_next_available_stream_id()
    head = [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", authority),
        (":path", path),
        ("content-type", "application/json"),
        ("content-length", "1000"),
    ]
    speech.send_headers(number, head)
    speech.send_data(number, b'{"a": "' + b"x" * 93)
