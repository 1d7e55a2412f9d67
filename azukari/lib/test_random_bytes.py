"""What is drawn is drawn once, in a fork as well: a nonce that comes twice would open what it seals."""

import os

import pytest

from azukari.lib.random_bytes import random_bytes


def _drawn_in_a_fork() -> bytes:
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, random_bytes(32))
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        drawn = told.read()
    assert os.waitpid(child, 0)[1] == 0
    return drawn


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_no_two_processes_draw_the_same():
    drawn = [random_bytes(32), _drawn_in_a_fork(), _drawn_in_a_fork(), random_bytes(32)]
    assert {len(bytes_) for bytes_ in drawn} == {32}
    assert len(set(drawn)) == len(drawn)
