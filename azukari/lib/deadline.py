"""Deadline: a total bound on a conversation over a socket, where an ordinary timeout bounds each read alone.

Whoever sends a byte now and then never runs into a timeout, and holds up whoever waits for the end. These sockets
have one end for the whole: before each read and each write the time that is left becomes the socket's timeout.
"""

import socket
import ssl
import time
from collections.abc import Callable
from typing import Any


class Deadline:
    """So many seconds from now, or from when it was last restarted, by the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Count from now; for a connection that carries one piece of work after another."""
        self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for this conversation is over")
        return left


class _Bound(socket.socket):
    deadline: Deadline

    def recv(self, *args: Any) -> bytes:
        self.settimeout(self.deadline.left())
        return super().recv(*args)

    def recv_into(self, *args: Any) -> int:
        self.settimeout(self.deadline.left())
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        self.settimeout(self.deadline.left())
        return super().send(*args)


class BoundSocket(_Bound):
    """A plain socket with a deadline, from `connect`."""

    def sendall(self, *args: Any) -> None:
        self.settimeout(self.deadline.left())  # a plain socket's timeout is for all of it
        super().sendall(*args)


class BoundTlsSocket(_Bound, ssl.SSLSocket):
    """The same under TLS, from `secure`; its ``sendall`` calls ``send`` again and again."""


class NotReachableError(OSError):
    """The name resolved to addresses that may not be reached, and to no other."""


def connect(host: str, port: int, deadline: Deadline, *, reachable: Callable[[str], bool] | None = None) -> BoundSocket:
    """A connection to the first address of ``host`` that answers.

    Args:
        reachable: says whether an IP address may be reached; asked of the very address to which the connection goes,
            so that a name that resolves to another one a moment later gains nothing.

    Raises:
        NotReachableError: the name has addresses, none of which may be reached.
        OSError: none answers, in time.
    """
    failure: OSError = OSError(f"{port}: no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if reachable is not None and not reachable(str(address[0])):
            failure = NotReachableError(f"{port}: not an address that may be reached")
            continue
        bound = BoundSocket(family, kind, protocol)
        bound.deadline = deadline
        try:
            bound.settimeout(deadline.left())
            bound.connect(address)
        except OSError as error:
            bound.close()
            failure = error
        else:
            return bound
    raise failure


def tls_context() -> ssl.SSLContext:
    """TLS 1.2 or later, certificates checked against the system's, with sockets that have a deadline."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = BoundTlsSocket
    return context


def secure(plain: socket.socket, context: ssl.SSLContext, host: str, deadline: Deadline) -> BoundTlsSocket:
    """Speak TLS over ``plain``.

    Args:
        context: from `tls_context`.

    Raises:
        OSError: the certificate is not ``host``'s, or the other side does not speak it, in time.
    """
    plain.settimeout(deadline.left())  # the handshake's, all of it
    secured = context.wrap_socket(plain, server_hostname=host)
    if not isinstance(secured, BoundTlsSocket):
        raise TypeError("the context is not one of `tls_context`")
    secured.deadline = deadline
    return secured
