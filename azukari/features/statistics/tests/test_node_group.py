"""Nodes that count together: whoever comes to several is one, one that goes takes nothing along, nobody else reads."""

from datetime import date
from itertools import count

import pytest

from azukari.features.statistics.node_group import SILENT, NodeGroup
from azukari.features.statistics.periods import Periods

TODAY = date(2026, 11, 25)
KEYS = [b"k" * 32]


class Node:
    """A web node, which hears all that is said."""

    def __init__(self, began: float, *, keys: list[bytes] = KEYS, since: date = date(2026, 11, 1)) -> None:
        self.periods = Periods()
        self.periods.begin(since)
        self.group = NodeGroup(self.periods, began=began, keys=lambda: keys)
        self.periods.is_run(int(began))

    def sees(self, *people: int, day: date = TODAY) -> None:
        for person in people:
            self.periods.saw("own", day, str(person).encode())

    @property
    def today(self) -> tuple[int, int, bool]:
        """Whose run the day is written down under, how many came, and whether some are missing."""
        found = next(one for one in self.periods.totals() if one.day == TODAY)
        return found.run, found.people, found.partial


def talk(*nodes: Node, now: float = 0) -> list[str]:
    """Each says what it has to say, until nobody answers; returns all that passed."""
    waiting = [message for node in nodes for message in (node.group.hello(), *node.group.tell(now))]
    passed: list[str] = []
    for _ in count():
        if not waiting:
            return passed
        passed += waiting
        waiting = [answer for message in waiting for node in nodes for answer in node.group.receive(message, now)]
    raise AssertionError


def test_whoever_comes_to_several_is_one():
    first, second, third = Node(1), Node(2), Node(3)
    first.periods.prepare([TODAY])
    talk(first, second, third)
    first.sees(*range(60))
    second.sees(*range(30, 90))
    third.sees(*range(60, 100))
    talk(first, second, third)
    assert {node.today[0] for node in (first, second, third)} == {1}
    assert {node.today[1] for node in (first, second, third)} == {first.today[1]}
    assert abs(first.today[1] - 100) <= 10, "some seven times the error of the sketch"
    assert not first.today[2]
    assert [node.group.is_eldest(0) for node in (first, second, third)] == [True, False, False]


def test_the_day_after_has_its_salt_before_it_begins():
    first, second = Node(1), Node(2)
    tomorrow = date(2026, 11, 26)
    first.periods.prepare([TODAY, tomorrow])
    talk(first, second)
    for node in (first, second):
        node.sees(7, day=tomorrow)
    talk(first, second)
    assert {(one.day, one.people, one.run) for one in second.periods.totals()} == {(tomorrow, 1, 1)}


def test_a_day_that_has_ended_is_merged_without_its_salt():
    first, second = Node(1), Node(2)
    first.periods.prepare([TODAY])
    talk(first, second)
    first.sees(1, 2)
    second.sees(2, 3)
    for node in (first, second):
        node.periods.end_before(date(2026, 11, 26))
    assert {share.salt for node in (first, second) for share in node.periods.shares()} == {b""}
    talk(first, second)
    assert first.today[1] == second.today[1] == 3


def test_one_that_begins_anew_has_lost_nothing():
    first, second = Node(1), Node(2)
    first.periods.prepare([TODAY])
    talk(first, second)
    first.sees(1, 2, 3)
    talk(first, second)
    again = Node(10, since=TODAY)
    later = SILENT + 1
    talk(second, again, now=later)
    again.sees(3, 4)
    talk(second, again, now=later)
    assert second.group.is_eldest(later)
    assert second.today == again.today == (1, 4, False)


def test_what_was_seen_before_they_met_is_let_go_and_told_as_missing():
    first, second = Node(1), Node(2)
    first.sees(1)
    second.sees(2, 3)
    talk(first, second)
    talk(first, second)
    assert first.today == (1, 1, True)
    assert [run for _told, run in second.group.dropped] == [2]
    assert first.group.dropped == []


def test_what_passes_tells_nothing_and_is_opened_by_nobody_else():
    first, second, outsider = Node(1), Node(2), Node(3, keys=[b"x" * 32])
    first.periods.prepare([TODAY])
    first.sees(1, 2)
    passed = talk(first, second, outsider)
    assert all(len(message) < 8000 for message in passed), "PostgreSQL's longest notification"
    assert outsider.periods.totals() == []
    named = [name for node in (first, second) for name in (node.group.name,)]
    for message in passed:
        if message.startswith("for"):
            assert message.split(" ")[1] in named
            third = Node(4)
            third.group.receive(first.group.hello(), 0)
            third.group.receive(message.replace(message.split(" ")[1], third.group.name, 1), 0)
            assert third.periods.totals() == []


@pytest.mark.parametrize("said", ["", "hello", "hello a b c d", "for", "hello x 1.0 !!! 00", "for a b c"])
def test_what_is_not_of_a_node_is_passed_over(said: str):
    assert Node(1).group.receive(said, 0) == []


def test_a_message_that_is_damaged_is_passed_over():
    first, second = Node(1), Node(2)
    first.periods.prepare([TODAY])
    for message in talk(first):
        second.group.receive(message, 0)
    first.group.receive(second.group.hello(), 0)
    first.sees(5)
    for message in first.group.tell(0):
        second.group.receive(message[:-8] + "AAAAAAA=", 0)
        second.group.receive(message[:40], 0)
    assert second.periods.totals() == []
