"""How much room is little, and how much is scarce."""

import pytest

from azukari.lib.room import MEGABYTE, Room, room

GIGABYTE = 1000 * MEGABYTE


@pytest.mark.parametrize(
    ("free", "total", "little", "scarce"),
    [
        (0, 10 * GIGABYTE, True, True),
        (63 * MEGABYTE, 10 * GIGABYTE, True, True),
        (64 * MEGABYTE, 10 * GIGABYTE, False, True),
        (999 * MEGABYTE, 10 * GIGABYTE, False, True),
        (GIGABYTE, 10 * GIGABYTE, False, False),
        (90 * MEGABYTE, GIGABYTE, False, True),
        (110 * MEGABYTE, GIGABYTE, False, False),
        (2 * GIGABYTE, 1000 * GIGABYTE, False, False),
    ],
)
def test_room(free, total, little, scarce):
    found = Room(free, total)
    assert (found.little, found.scarce) == (little, scarce)


def test_a_disk_is_looked_at(tmp_path):
    assert 0 <= room(tmp_path).free <= room(tmp_path).total
