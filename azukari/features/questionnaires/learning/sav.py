"""SPSS system files (.sav), written while they are sent: variable and value labels in UTF-8, cases uncompressed.

The format is that of PSPP's developer's guide, "System File Format". pyreadstat wants all cases in memory, in a data
frame; here a case costs its own bytes. Words are cut where the format ends: labels of variables at 255 bytes, labels of
values at 120, texts at 255. `cuts` tells which.
"""

import math
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from azukari.features.questionnaires.learning.codebook import Variable

LABEL, VALUE_LABEL, TEXT = 255, 120, 255
"""How many bytes of UTF-8 the format takes."""

_MISSING = -sys.float_info.max
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER_FORMAT, _TEXT_FORMAT = 5 << 16 | 8 << 8 | 2, 1 << 16 | TEXT << 8
_SEGMENTS = math.ceil(TEXT / 8)
_UTF_8 = 65001


def cuts(variables: Sequence[Variable]) -> list[str]:
    """The names of the variables with a label, of their own or of a value, that is longer than the format takes."""
    return [
        variable.name
        for variable in variables
        if len(variable.label.encode()) > LABEL
        or any(len(label.encode()) > VALUE_LABEL for _code, _value, label in variable.codes)
    ]


def sav_pieces(
    variables: Sequence[Variable], lots: Iterable[Sequence[Mapping[str, Any]]], *, title: str, now: datetime
) -> Iterator[bytes]:
    """A system file, a piece for each lot of people's answers. How many there will be is left open."""
    yield _dictionary(variables, title, now)
    for lot in lots:
        yield b"".join(_case(variables, answers) for answers in lot)


def _dictionary(variables: Sequence[Variable], title: str, now: datetime) -> bytes:
    parts = [_head(sum(map(_width, variables)), title, now)]
    places, place = [], 1
    for number, variable in enumerate(variables, 1):
        places.append(place)
        place += _width(variable)
        parts.append(_variable(variable, f"V{number}"))
    for variable, at in zip(variables, places, strict=True):
        if variable.codes:
            parts.append(_labels(variable, at))
    little = struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, _UTF_8)
    lowest = math.nextafter(_MISSING, 0)
    names = "\t".join(f"V{number}={variable.name}" for number, variable in enumerate(variables, 1)).encode()
    parts += [
        _extension(3, 4, little),
        _extension(4, 8, struct.pack("<3d", _MISSING, sys.float_info.max, lowest)),
        _extension(13, 1, names),
        _extension(20, 1, b"UTF-8"),
        struct.pack("<2i", 999, 0),
    ]
    return b"".join(parts)


def _head(width: int, title: str, now: datetime) -> bytes:
    day = f"{now.day:02} {_MONTHS[now.month - 1]} {now:%y}".encode()
    return struct.pack(
        "<4s60s5id9s8s64s3x",
        b"$FL2",
        b"@(#) SPSS DATA FILE azukari".ljust(60),
        2,
        width,
        0,
        0,
        -1,
        100.0,
        day,
        f"{now:%H:%M:%S}".encode(),
        _cut(title, 64).ljust(64),
    )


def _width(variable: Variable) -> int:
    """How many eight bytes a value takes."""
    return _SEGMENTS if variable.is_text else 1


def _variable(variable: Variable, name: str) -> bytes:
    label = _cut(variable.label, LABEL)
    width, form = (TEXT, _TEXT_FORMAT) if variable.is_text else (0, _NUMBER_FORMAT)
    first = struct.pack("<6i8s", 2, width, 1, 0, form, form, name.encode().ljust(8))
    words = struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
    more = struct.pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * 8) * (_width(variable) - 1)
    return first + words + more


def _labels(variable: Variable, place: int) -> bytes:
    parts = [struct.pack("<2i", 3, len(variable.codes))]
    for code, _value, label in variable.codes:
        cut = _cut(label, VALUE_LABEL)
        padded = (bytes([len(cut)]) + cut).ljust(-(-(len(cut) + 1) // 8) * 8)
        parts.append(struct.pack("<d", code) + padded)
    return b"".join([*parts, struct.pack("<3i", 4, 1, place)])


def _extension(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(data) // size) + data


def _case(variables: Sequence[Variable], answers: Mapping[str, Any]) -> bytes:
    parts = []
    for variable in variables:
        value = variable.value(answers)
        if variable.is_text:
            parts.append(_cut(str(value or ""), TEXT).ljust(_SEGMENTS * 8))
        else:
            parts.append(struct.pack("<d", _MISSING if value is None else value))
    return b"".join(parts)


def _cut(text: str, most: int) -> bytes:
    """At most so many bytes, and no half letter."""
    return text.encode()[:most].decode(errors="ignore").encode()
