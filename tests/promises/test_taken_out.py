"""Each promise has tests of its number, and each file that the page names as enforcing it is taken out once."""

import pytest

from azukari.features.audits.promises import Promise, promises
from tests.mutants.listed import ROOT
from tests.promises.taken_out import taken_out


@pytest.mark.parametrize("promise", promises().values(), ids=lambda promise: promise.code)
def test_what_the_page_names_as_enforcing_it_is_taken_out_and_seen_by_its_own_tests(promise: Promise):
    assert promise.tests
    assert [test for test in promise.tests if not (ROOT / f"tests/promises/{test}.py").is_file()] == []
    assert promise.enforced
    assert {fault.file for fault in taken_out(promise)} == set(promise.enforced)


def test_each_file_of_a_number_is_named_by_its_promise():
    there = {path.stem for path in (ROOT / "tests/promises").glob("test_p[0-9]*.py")}
    assert there == {test for promise in promises().values() for test in promise.tests}
