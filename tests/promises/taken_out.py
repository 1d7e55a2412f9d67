"""Enforcement of a promise, taken out: planted faults (`tests/mutants/leaks`) that tests of its number have to find.

`python -m tests.mutants --only promises` plants those of the list `leaks/promises.toml`, each in a copy of the program.
"""

from azukari.features.audits.promises import Promise
from tests.mutants.listed import Mutant, mutants


def taken_out(promise: Promise) -> list[Mutant]:
    """The faults that only tests of this promise are asked to find."""
    its = {f"tests/promises/{test}.py" for test in promise.tests}
    return [fault for fault in mutants() if its.issuperset(fault.finders)]
