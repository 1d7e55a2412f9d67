"""The waiting list against an oracle: in order, groups whole, nobody passed over who fits (P06)."""

from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.features.volunteers.waiting_list import Party, settle

SIZES = st.lists(st.integers(1, 4), max_size=7)


def _parties(sizes, mark):
    return [Party(uuid5(UUID(int=0), f"{mark}{at}"), size) for at, size in enumerate(sizes)]


def _oracle(free, waiting, seeking):
    """The same by brute force: again and again the first in line who fits; else the first cover that helps anybody."""
    line, asking, up, relieved = list(waiting), list(seeking), list[UUID](), list[UUID]()
    while True:
        fitting = [party for party in line if party.size <= free]
        if fitting:
            line.remove(fitting[0])
            up.append(fitting[0].id)
            free -= fitting[0].size
            continue
        helping = [holder for holder in asking if any(party.size <= free + holder.size for party in line)]
        if not helping:
            return up, relieved
        relieved.append(helping[0].id)
        asking = asking[asking.index(helping[0]) + 1 :]
        free += helping[0].size


@settings(max_examples=300)
@given(st.integers(-3, 8), SIZES, SIZES)
def test_the_list_moves_as_the_oracle_says(free, waiting, seeking):
    line, asking = _parties(waiting, "w"), _parties(seeking, "s")
    moves = settle(free, line, asking)
    assert (list(moves.up), list(moves.relieved)) == _oracle(free, line, asking)
    sizes = {party.id: party.size for party in (*line, *asking)}
    given_up = sum(sizes[id] for id in moves.relieved)
    assert sum(sizes[id] for id in moves.up) <= max(0, free + given_up), "no place is given twice"


def test_a_group_keeps_its_turn_while_others_who_fit_go_before():
    group, alone, other = _parties([3, 1, 1], "x")
    assert settle(1, [group, alone, other], []).up == [alone.id]
    assert settle(3, [group, alone, other], []).up == [group.id]


def test_whoever_asks_for_cover_keeps_the_place_until_somebody_fits():
    [holder], [group] = _parties([1], "h"), _parties([2], "g")
    assert settle(0, [], [holder]).relieved == []
    assert settle(0, [group], [holder]).relieved == []
    assert settle(1, [group], [holder]).relieved == [holder.id]
