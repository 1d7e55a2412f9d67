"""Canonical JSON: one and only one way to write a value (RFC 8785), so that its bytes can be hashed and signed.

Numbers are whole and within what a double holds exactly; a fraction, on which JSON libraries disagree, is refused.
"""

import json
from collections.abc import Mapping, Sequence

type Json = str | int | bool | Sequence[Json] | Mapping[str, Json] | None

_LARGEST = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class NotCanonical(ValueError):
    """The value has no canonical form; the message says what it met."""


def dumps(value: Json) -> str:
    """Write ``value`` in its canonical form.

    Raises:
        NotCanonical: it holds a float, a number beyond 2**53 - 1, a key that is no text, half a surrogate pair, or an
            object that JSON does not know.
    """
    return _encode(_ordered(value))


def dump(value: Json) -> bytes:
    """The canonical form as UTF-8 bytes."""
    return dumps(value).encode()


def _ordered(value: Json) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical("A number beyond 2**53 - 1 has no canonical form.")
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise NotCanonical(f"A key must be text, not {type(key).__name__}.")
        # RFC 8785 3.2.3: by UTF-16 code units, which is not the order of code points above U+FFFF.
        return {_text(k): _ordered(value[k]) for k in sorted(value, key=_utf16)}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_ordered(item) for item in value]
    raise NotCanonical(f"A value of type {type(value).__name__} has no canonical form.")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("Text with half a surrogate pair has no canonical form.") from error
    return text if type(text) is str else str.__str__(text)
