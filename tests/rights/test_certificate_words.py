"""A certificate names what went in words: nothing that any package counts shows by its slug."""

import pytest

from azukari.rights.certificate import SORTS
from azukari.vault.holders import holders


@pytest.mark.django_db
def test_whatever_is_counted_has_words():
    counted = {sort for holder in holders() for sort in holder.count([])}
    assert counted >= {"submission", "message", "case", "transfer"}
    assert counted <= SORTS.keys()
