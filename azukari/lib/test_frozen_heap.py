"""What is loaded within is never looked through, and afterwards all is as it was, after an error too."""

import gc

import pytest

from azukari.lib.frozen_heap import frozen_heap


def test_what_is_made_within_is_left_out_of_later_collections():
    try:
        with frozen_heap():
            assert not gc.isenabled()
            made: list[list[int]] = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= len(made)
    finally:
        gc.unfreeze()


def test_an_error_on_the_way_leaves_collection_on():
    try:
        with pytest.raises(KeyError), frozen_heap():
            raise KeyError
        assert gc.isenabled()
    finally:
        gc.unfreeze()
