"""A slice packs its own transfers as their recipient works with them, and leaves the others as they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from azukari.core.transfers import packing
from azukari.core.transfers.models import Transfer
from azukari.core.transfers.packing import Packer, on_packing, packed, suffix
from azukari.lib.identifier import new_id
from tests.cast import NOW

MINE, OTHERS = Transfer(id=new_id()), Transfer(id=new_id())
PIECES = [b"first\n", b"second\nthird\n"]


def pack(transfer: Transfer, lines: Sequence[bytes], now: datetime) -> bytes:
    assert (transfer, now) == (MINE, NOW)
    return b"|".join(line.strip() for line in lines)


class Listener:
    """Claims one transfer."""

    def __init__(self, claimed: UUID, packer: Packer) -> None:
        self.claimed, self.packer, self.asked = claimed, packer, 0

    def __call__(self, transfer: Transfer) -> Packer | None:
        self.asked += 1
        return self.packer if transfer.id == self.claimed else None


@pytest.fixture(autouse=True)
def listeners(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    known: list[Any] = []
    monkeypatch.setattr(packing.on_packing, "known", known)
    return known


def test_who_claims_it_packs_it_and_names_what_it_is(listeners: list[Any]) -> None:
    nobody, first, second = (
        Listener(of, Packer(pack, name)) for of, name in ((new_id(), ".no"), (MINE.id, ".zip"), (MINE.id, ".tar"))
    )
    for listener in (nobody, first, second, first):
        on_packing(listener)
    assert listeners == [nobody, first, second], "each once"
    assert list(packed(MINE, PIECES, NOW)) == [b"first|second|third"]
    assert suffix(MINE) == ".zip"


def test_what_nobody_claims_stays_as_it_is(listeners: list[Any]) -> None:
    assert list(packed(OTHERS, PIECES, NOW)) == PIECES
    on_packing(Listener(MINE.id, Packer(pack, ".zip")))
    assert list(packed(OTHERS, PIECES, NOW)) == PIECES
    assert suffix(OTHERS) == ""
