"""First answer wins: a request is answered once, by the thread that works on it or by whoever has waited too long."""

import threading

from azukari.site.front.threads import Head, ResponseProtocol, Transport


class _Nobody:
    """What comes after the first answer goes nowhere."""

    def send_bytes(self, data: bytes) -> None:
        """Let it go."""


class FirstAnswer:
    """
    Args:
        answer: the way back to the client.
    """

    __slots__ = ("_answer", "_lock", "_taken")

    def __init__(self, answer: ResponseProtocol) -> None:
        self._answer = answer
        self._lock = threading.Lock()
        self._taken = False

    def is_mine(self) -> bool:
        """Take the way back. False: somebody has begun to answer already."""
        with self._lock:
            mine, self._taken = not self._taken, True
        return mine

    def response_bytes(self, status: int, headers: Head, body: bytes) -> None:
        if self.is_mine():
            self._answer.response_bytes(status, headers, body)

    def response_file(self, status: int, headers: Head, file: str) -> None:
        if self.is_mine():
            self._answer.response_file(status, headers, file)

    def response_stream(self, status: int, headers: Head) -> Transport:
        return self._answer.response_stream(status, headers) if self.is_mine() else _Nobody()
