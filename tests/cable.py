"""A cable of our own: a TCP proxy on this machine that can be cut, pulled out, or carry nothing for a while."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 1 << 16
_LOOK = 0.05  # seconds


class Cable:
    """
    Args:
        to: host and port of the server at the other end.
    """

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listening.getsockname()[1])
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._carries = self._plugged = True
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Every connection ends, as when the server begins anew; the next one is carried."""
        with self._lock:
            for one in [*self._pairs]:
                self._drop(one)

    def pull(self) -> None:
        """Every connection ends, and no new one is taken."""
        self._plugged = False
        self.cut()

    def stall(self) -> None:
        """Connections stay and are taken, and nothing travels."""
        self._carries = False

    def mend(self) -> None:
        """All is as it was."""
        self._carries = self._plugged = True

    def end(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)
        self.cut()
        self._listening.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._lock, selectors.DefaultSelector() as ready:
                ready.register(self._listening, selectors.EVENT_READ)
                for one in self._pairs if self._carries else ():
                    ready.register(one, selectors.EVENT_READ)
                found = [key.fileobj for key, _ in ready.select(_LOOK)]
                for one in (each for each in found if isinstance(each, socket.socket)):
                    self._take() if one is self._listening else self._carry(one)

    def _take(self) -> None:
        client, _ = self._listening.accept()
        if not self._plugged:
            client.close()
            return
        server = socket.create_connection(self._to)
        self._pairs |= {client: server, server: client}

    def _carry(self, one: socket.socket) -> None:
        if (other := self._pairs.get(one)) is None:
            return
        with suppress(OSError):
            if piece := one.recv(_PIECE):
                other.sendall(piece)
                return
        self._drop(one)

    def _drop(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        if other is not None:
            self._pairs.pop(other, None)
            other.close()
        one.close()


@contextmanager
def cable(host: str, port: int) -> Iterator[Cable]:
    """A cable to a server, until the block ends."""
    made = Cable((host, port))
    try:
        yield made
    finally:
        made.end()
