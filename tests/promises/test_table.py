"""The table of ways to break each promise is whole, and the document says what it says."""

from azukari.features.audits.observe import watched
from azukari.features.audits.promises import promises
from azukari.lib.control import find
from tests.promises.table import DOCUMENT, written
from tests.promises.ways import BREAKS, WAYS


def test_each_promise_has_two_ways_of_its_own_and_a_control_of_its_own_notices_each():
    assert set(BREAKS) == set(promises())
    ways = [name for two in BREAKS.values() for name in two]
    assert len(ways) == len(set(ways)) == 2 * len(BREAKS), "No way breaks two promises in this table."
    assert set(ways) == set(WAYS)
    for number, two in BREAKS.items():
        for name in two:
            assert find(WAYS[name].control) in watched()[number], name


def test_the_document_says_what_the_tests_do():
    assert DOCUMENT.read_text("utf-8") == written()
