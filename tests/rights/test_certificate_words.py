"""A certificate names what went in words: nothing that any package counts shows by its slug."""

import pytest

from azukari.core.vault.counted import sorts_of
from azukari.core.vault.holders import holders
from azukari.shells.self_service.certificate import words_of_sorts

OF_THE_VAULT = {"grant", "key", "merge", "trail"}
"""What the vault's core counts besides the holders."""


@pytest.mark.django_db
def test_whatever_is_counted_has_words():
    counted = {sort for holder in holders() for sort in holder.held([])}
    assert counted >= {"submission", "message", "case", "transfer"}
    assert counted <= words_of_sorts().keys()
    assert counted | OF_THE_VAULT == words_of_sorts().keys(), (
        "what has words is counted by somebody, or no certificate says it"
    )


def test_no_two_packages_count_by_one_word():
    counted = [sort for holder in holders() for sort in sorts_of(holder)]
    counted += [*OF_THE_VAULT, "value"]
    assert sorted(set(counted)) == sorted(counted)
