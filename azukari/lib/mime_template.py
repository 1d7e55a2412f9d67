"""MIME templates: a text with slots, encoded once for everybody and joined for each reader from byte slices (RFC 2045).

What is the same for all is encoded beforehand; only what stands in the slots is encoded for each message.
Quoted-printable breaks its line softly around a slot. Base64 goes by threes of bytes, so what follows a slot is kept in
three forms, one for each remainder that the slot can leave. Of the two the smaller is taken. No line of either begins
with a dot, so nothing has to be doubled on the way (RFC 5321 4.5.2), and every line ends with CR LF.
"""

import re
from base64 import b64encode
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SLOT = "{{%s}}"
_SLOT = re.compile(r"\{\{([a-z_]+)\}\}")
_LINE = 57  # bytes that make a line of base64 of 76 characters
_QP_LINE = 75  # and a soft break
_HEADER = 60  # characters of a header that need no folding
_WORD = 36  # bytes of an encoded word, so that its line stays below 76 with the header's name
_PLAIN = frozenset(range(33, 127)) - {ord("=")} | {32, 9}
_SAME = re.compile(r"[!-<>-~]+")
"""A word that quoted-printable leaves as it is, but for where its lines break: an address of ours, say."""

_SPACES = (b" ", b"\t")
_QUOTED = [bytes([byte]) if byte in _PLAIN else b"=%02X" % byte for byte in range(256)]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where each reader's own words go."""

    name: str


type Piece = str | Slot


def pieces(text: str) -> list[Piece]:
    """The text cut at its slots, ``{{name}}``."""
    cut = _SLOT.split(text)
    found: list[Piece] = [Slot(part) if at % 2 else part for at, part in enumerate(cut)]
    return [piece for piece in found if piece]


def slots(text: str) -> frozenset[str]:
    """The names of its slots."""
    return frozenset(_SLOT.findall(text))


def filled(text: Sequence[Piece], values: Mapping[str, str]) -> str:
    """The text with the slots' values in their places, for a header."""
    return "".join(values[piece.name] if isinstance(piece, Slot) else piece for piece in text)


class MimePart:
    """One part of a message, encoded.

    Args:
        text: with ``{{name}}`` for slots; any line ends.
    """

    def __init__(self, text: str) -> None:
        cut = pieces("\r\n".join(text.splitlines()) + "\r\n")
        quoted, sixty_four = _Quoted(cut), _Base64(cut)
        self._encoded: _Quoted | _Base64 = quoted if quoted.size <= sixty_four.size else sixty_four
        self.encoding = b"quoted-printable" if self._encoded is quoted else b"base64"
        self.slots = frozenset(piece.name for piece in cut if isinstance(piece, Slot))

    def render(self, values: Mapping[str, str]) -> list[bytes]:
        """The encoded bytes, in pieces to be joined."""
        return self._encoded.render(values)

    @property
    def opening(self) -> bytes:
        """How every rendering begins, up to the first slot or before."""
        return self._encoded.opening


class _Quoted:
    def __init__(self, cut: Sequence[Piece]) -> None:
        self._parts: list[bytes | Slot] = []
        for at, piece in enumerate(cut):
            self._parts.append(piece if isinstance(piece, Slot) else _quoted_lines(piece, more=at < len(cut) - 1))
        self.size = sum(len(part) for part in self._parts if isinstance(part, bytes))
        first = self._parts[0] if self._parts else b""
        self.opening = first if isinstance(first, bytes) else b""

    def render(self, values: Mapping[str, str]) -> list[bytes]:
        return [_quoted_slot(values[part.name]) if isinstance(part, Slot) else part for part in self._parts]


def _quoted_lines(text: str, *, more: bool) -> bytes:
    """Whole lines of quoted-printable; broken softly at the end where a slot follows in the same line."""
    *whole, last = text.split("\r\n")
    lines = [_quoted_line(line) + b"\r\n" for line in whole]
    if last:
        lines.append(_quoted_line(last) + (b"=\r\n" if more else b"\r\n"))
    return b"".join(lines)


def _quoted_slot(value: str) -> bytes:
    if _SAME.fullmatch(value):
        return b"".join(row + b"=\r\n" for row in _rows(value.encode()))
    return _quoted_line(" ".join(value.split())) + b"=\r\n" if value else b""


def _rows(word: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(word):
        dot = word.startswith(b".", at)
        end = at + _QP_LINE - (2 if dot else 0)
        yield b"=2E" + word[at + 1 : end] if dot else word[at:end]
        at = end


def _quoted_line(line: str) -> bytes:
    """One line, broken softly; no white space at its end, no dot at its beginning."""
    words = [_QUOTED[byte] for byte in line.encode()]
    short = b"".join(words)
    if len(short) <= _QP_LINE - 2 and short[:1] != b"." and short[-1:] not in _SPACES:
        return short
    if words and words[-1] in _SPACES:
        words[-1] = b"=%02X" % words[-1][0]
    rows, row, length = list[bytes](), list[bytes](), 0
    for word in words:
        if length + len(word) > _QP_LINE:
            rows.append(b"".join(row))
            row, length = [], 0
        if word == b"." and not row:
            word = b"=2E"  # noqa: PLW2901 - the same dot
        row.append(word)
        length += len(word)
    rows.append(b"".join(row))
    return b"=\r\n".join(rows)


class _Base64:
    """Statics and slots take turns, a static at either end; each static is kept for each remainder before it."""

    def __init__(self, cut: Sequence[Piece]) -> None:
        statics, self._slots = [b""], list[str]()
        for piece in cut:
            if isinstance(piece, Slot):
                self._slots.append(piece.name)
                statics.append(b"")
            else:
                statics[-1] += piece.encode()
        last = len(statics) - 1
        self._statics = [
            [_Kept(static, lacking, last=at == last) for lacking in range(3)] for at, static in enumerate(statics)
        ]
        self.size = sum(len(kept[0].encoded) for kept in self._statics)
        self.opening = self._statics[0][0].encoded

    def render(self, values: Mapping[str, str]) -> list[bytes]:
        first = self._statics[0][0]
        out, carried = [first.encoded], first.tail
        for name, kept in zip(self._slots, self._statics[1:], strict=True):
            carried += " ".join(values[name].split()).encode()
            static = kept[-len(carried) % 3]
            carried += static.head
            if static.whole:
                out.append(_lines(carried))
                out.append(static.encoded)
                carried = static.tail
        if carried:
            out.append(_lines(carried))
        return out


class _Kept:
    """A static piece whose first ``lacking`` bytes complete the three that were begun before it."""

    __slots__ = ("encoded", "head", "tail", "whole")

    def __init__(self, static: bytes, lacking: int, *, last: bool) -> None:
        self.head, rest = static[:lacking], static[lacking:]
        self.whole = len(self.head) == lacking  # else it is too short, and goes with the slot
        end = len(rest) if last else len(rest) // 3 * 3
        self.encoded = _lines(rest[:end]) if self.whole else b""
        self.tail = rest[end:]


def _lines(data: bytes) -> bytes:
    if len(data) <= _LINE:
        return b2a_base64(data, newline=False) + b"\r\n" if data else b""
    lines = (data[start : start + _LINE] for start in range(0, len(data), _LINE))
    return b"".join(b2a_base64(line, newline=False) + b"\r\n" for line in lines)


def words(text: str) -> bytes:
    """Text in a header: as it is where that is safe, else encoded words of UTF-8 that split no character (RFC 2047)."""
    return text.encode() if _is_plain(text) else _encoded(text)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= _HEADER and "=?" not in text


def _encoded(text: str) -> bytes:
    return b"\r\n ".join(b"=?utf-8?B?" + b64encode(word) + b"?=" for word in _chunks(text.encode()))


def _chunks(data: bytes) -> Iterable[bytes]:
    start = 0
    while len(data) - start > _WORD:
        end = start + _WORD
        while data[end] & 0xC0 == 0x80:  # in the middle of a character (RFC 3629 3)
            end -= 1
        yield data[start:end]
        start = end
    yield data[start:]


def mailbox(name: str, address: str) -> bytes:
    """A mailbox for From or To (RFC 5322 3.4).

    Args:
        name: may be empty.
        address: as the mail server has to be told.
    """
    if not name:
        return address.encode()
    if not _is_plain(name) or '"' in name or "\\" in name:
        return _encoded(name) + b"\r\n <" + address.encode() + b">"
    shown = name if re.fullmatch(r"[A-Za-z0-9 ]+", name) else f'"{name}"'
    return f"{shown} <{address}>".encode()


def boundary(seed: str) -> bytes:
    """A boundary that stands in no part: neither encoding writes ``=_`` (RFC 2045 6.7)."""
    return b"=_" + seed.encode()
