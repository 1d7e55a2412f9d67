"""A row of the ledger that is not of the form in which it was written is damaged, whatever is wrong with it."""

from typing import Any

import pytest

from azukari.core.ledger import stored
from tests.ledger.writer import Writer


@pytest.fixture
def values(writer: Writer) -> list[Any]:
    """An event as `parse` takes it: id, moment, kind, payload, salt, commitment."""
    writer.write(1)
    ((_place, _seal, *row),) = stored.waiting(None, 9)
    return [bytes(value) for value in row]


def test_as_it_was_written_it_is_read(values: list[Any], writer: Writer):
    found = stored.parse(tuple(values))
    assert found.id == writer.ids[0]
    assert (found.kind, len(found.salt), len(found.commitment)) == ("form:submission:received", 16, 32)


_STILL_ONE = {(2, "shorter"), (3, "longer"), (3, "shorter"), (3, "blank")}
"""A kind without its last letter, and any payload: of these, the hash tells."""


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("change", ["longer", "shorter", "blank", "of another kind"])
def test_too_long_too_short_or_blank_it_is_not(values: list[Any], place: int, change: str):
    value = values[place]
    values[place] = {
        "longer": value + b"~",
        "shorter": value[:-1],
        "blank": b"",
        "of another kind": None,  # a number, say, which `columns` gives as nothing
    }[change]
    if (place, change) in _STILL_ONE:
        stored.parse(tuple(values))
    else:
        with pytest.raises(stored.Damaged):
            stored.parse(tuple(values))


def test_what_is_no_text_is_damaged(values: list[Any]):
    values[3] = b"\xff\xfe"
    with pytest.raises(stored.Damaged):
        stored.parse(tuple(values))
