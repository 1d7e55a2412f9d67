"""The list of leaks stays true: each still fits the source, leaves it readable, and says who is to find it."""

import ast
from collections import Counter

import pytest

from tests.mutants.listed import ROOT, Mutant, finders, mutants

ALL = mutants()


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_source(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text("utf-8")
    changed = mutant.applied(text)
    assert changed != text
    if mutant.file.endswith(".py"):
        ast.parse(changed)


def test_each_has_a_name_a_reason_and_a_finder() -> None:
    assert not [name for name, count in Counter(mutant.name for mutant in ALL).items() if count > 1]
    assert not [mutant.name for mutant in ALL if len(mutant.why) < 15]
    named = {finder for mutant in ALL for finder in mutant.finders}
    assert {finder for finder in named if "/" not in finder} == set(finders())
    assert not [finder for finder in named if "/" in finder and not (ROOT / finder).exists()]


def test_there_are_two_hundred_and_fifty() -> None:
    assert len(ALL) >= 250
