"""A ledger whose key is rotated."""

from pathlib import Path

import pytest

from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.key_rotation import hand_over, retire
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.writer import Writer


@pytest.fixture
def ledger(writer: Writer, key_folder: Path) -> Writer:  # noqa: F811 - puts the keys back
    """A ledger with something in it, whose keys may be rotated."""
    writer.integrate(3)
    return writer


def rotate(ledger: Writer, *, at_once: bool = False) -> None:
    hand_over(ledger.now)
    retire(ledger.now, at_once=at_once)
    integrate_all(ledger.now)
