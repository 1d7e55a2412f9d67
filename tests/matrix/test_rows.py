"""A row that comes or goes and was not to is told, also where another comes in its place."""

from uuid import UUID

from tests.matrix.rows import Rows, unexpected

ONE, OTHER = UUID(int=1), UUID(int=2)
BEFORE: Rows = {"a.A": {1: ONE, 2: OTHER}, "b.B": {1: None}}


def _told(after, *, people=frozenset({ONE}), gains=(), loses=()):
    return [*unexpected(BEFORE, BEFORE | after, people=people, gains=gains, loses=loses)]


def test_a_row_of_whom_it_is_about_may_go_and_nobody_elses():
    assert _told({"a.A": {2: OTHER}}, loses=["a.A"]) == []
    assert _told({"a.A": {1: ONE}}, loses=["a.A"]) == ["table a.A lost 1 rows of people whom this is not about"]
    assert _told({"a.A": {}}, loses=["a.A"], people=None) == []


def test_a_table_that_is_not_named_neither_loses_nor_gets_a_row():
    assert _told({"a.A": {2: OTHER}}, gains=["a.A"]) == ["table a.A lost 1 rows"]
    assert _told({"b.B": {1: None, 2: None}}, loses=["b.B"]) == ["table b.B gained 1 rows"]


def test_a_row_in_the_place_of_another_is_seen_though_there_are_as_many():
    assert _told({"b.B": {2: None}}) == ["table b.B lost 1 rows", "table b.B gained 1 rows"]
