"""What is booked equals what came in, once, to whoever owed it or to nobody: over generated account histories."""

import pytest
from django.utils import timezone

from azukari.demo.people import SETTER
from azukari.features.members.tests.book_histories import book_history
from tests.sizes import how_many


@pytest.mark.parametrize("seed", range(how_many("AZUKARI_HISTORIES")))
def test_what_came_in_is_booked_once_to_whoever_owed_it(charter, seed):
    assert book_history(seed, by=SETTER, now=timezone.now()) == []
