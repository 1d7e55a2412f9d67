"""Numbers that people read out stay on one line, wherever a sentence names them."""

import pytest

from azukari.lib.whole import kept_whole


@pytest.mark.parametrize("number", ["R-20261112-29602D6D", "R-29602D6D", "R-000012", "03-1234-5678"])
def test_a_number_within_a_sentence_stays_whole(number: str):
    assert kept_whole(f"Request {number}, correction") == f'Request <span class="whole">{number}</span>, correction'


@pytest.mark.parametrize("text", ["FOR-20261112-29602D6D", "R-2026111", '<a href="/R-20261112-29602D6D">there</a>'])
def test_what_only_looks_like_one_is_left_as_it_is(text: str):
    assert kept_whole(text) == text
