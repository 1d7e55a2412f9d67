"""How long a line of a mail server may be before the conversation is broken off."""

from collections.abc import Iterable
from smtplib import SMTPServerDisconnected

import pytest

from azukari.core.mail.bulk.connection import _LONGEST, _READ, _Said


class _Wire:
    """A socket that has these pieces to read, and counts how much of them was asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def recv(self, most: int) -> bytes:
        piece = next(self._pieces, b"")
        assert len(piece) <= most == 4096
        return piece


def _said(line: bytes) -> tuple[int, bytes]:
    pieces = [line[at : at + _READ] for at in range(0, len(line), _READ)]
    return _Said().reply(_Wire([*pieces, b"\n"]))  # type: ignore[arg-type]


def test_a_line_is_read_up_to_the_longest_and_not_a_byte_further() -> None:
    assert _LONGEST == 8192
    line = b"250 " + b"x" * (_LONGEST - 4)
    assert _said(line) == (250, line[4:])
    with pytest.raises(SMTPServerDisconnected):
        _said(line + b"x")
