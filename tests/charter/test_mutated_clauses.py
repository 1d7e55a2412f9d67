"""Each clause of the starter policy, mutated: no change of the document passes unnoticed (P02, P36).

A mutant is caught if the document cannot be read any more, if the check refuses it, or if the comparison with the
charter that rules tells of it, by the very clause; then nobody publishes it without having read that. A mutant that
means the same as before (a usual value left out) is none.
"""

from collections.abc import Iterator

from azukari.policy.check import check, errors
from azukari.policy.diff import diff
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, canonical, load, parse
from tests.charter.mutated import STARTING, Mutant, mutants
from tests.sizes import how_many

RULING = load(STARTER)
LEAST = 150


def drawn() -> Iterator[Mutant]:
    """So many of them, from all over the document, the same each time; at least one of each part of it."""
    known = mutants()
    wanted = min(how_many("AZUKARI_CHARTER_MUTANTS"), len(known))
    of_each = {mutant.path[0]: mutant for mutant in known}
    yield from of_each.values()
    yield from (known[place * len(known) // wanted] for place in range(wanted))


def caught_by(mutant: Mutant) -> str:
    """How it was caught; ``""`` if nobody noticed, ``same`` if there is nothing to notice."""
    try:
        policy = parse(mutant.text)
    except PolicyError:
        return "cannot be read"
    if canonical(policy) == canonical(RULING):
        return "same"
    if errors(check(policy)):
        return "refused by the check"
    told = [change for change in diff(RULING, policy) if all(change.sentence.values())]
    clause = (
        mutant.clause.removesuffix("edition") + "statement" if mutant.clause.endswith(".edition") else mutant.clause
    )
    near = any(_meet(change.clause, clause) for change in told)  # the edition is that of the statement
    return "told by the comparison" if near else ""


def _meet(one: str, other: str) -> bool:
    """Whether one of two clauses is the other, or stands within it."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def test_no_mutant_of_the_starter_policy_passes_unnoticed():
    chosen = list(drawn())
    outcomes = {(mutant.clause, mutant.how): caught_by(mutant) for mutant in chosen}
    assert [mutant for mutant, caught in outcomes.items() if not caught] == [], "These are the survivors."
    assert sum(caught != "same" for caught in outcomes.values()) >= LEAST
    assert {mutant.path[0] for mutant in chosen} == set(STARTING)
