"""The sketch keeps within the error that it states, merges, and its answers leave without what it was shown."""

import random
from datetime import date
from hashlib import blake2b

import pytest
from django.db import connection

from azukari.features.statistics import audience
from azukari.features.statistics.models import Audience
from azukari.features.statistics.sketch import ERROR_PERMILLE, Sketch
from azukari.features.statistics.tests.told import nothing_waits

__all__ = ["nothing_waits"]


def shown(number: int, salt: bytes) -> Sketch:
    sketch = Sketch()
    for each in range(number):
        sketch.add(int.from_bytes(blake2b(each.to_bytes(8), digest_size=8, key=salt).digest()))
    return sketch


def test_in_19_of_20_trials_it_is_within_twice_its_error():
    chance, good, trials = random.Random(7), 0, 100  # noqa: S311 - the same each time
    for trial in range(trials):
        number = int(10 ** chance.uniform(0, 3.4))
        good += abs(shown(number, trial.to_bytes(4)).estimate() - number) <= max(1, number * ERROR_PERMILLE * 2 / 1000)
    assert good >= 95


@pytest.mark.parametrize("number", [0, 1, 2, 10, 100])
def test_of_a_few_it_is_nearly_exact(number: int):
    assert abs(shown(number, b"few").estimate() - number) <= 1


def test_two_that_are_merged_are_one_that_saw_both():
    one, two, both = shown(3000, b"s"), Sketch(), shown(5000, b"s")
    for each in range(2000, 5000):
        two.add(int.from_bytes(blake2b(each.to_bytes(8), digest_size=8, key=b"s").digest()))
    one.merge(two)
    assert one.estimate() == both.estimate()


def test_a_day_whose_beginning_was_not_seen_is_partial_and_whoever_comes_twice_is_one(db: None):
    days = date(2026, 11, 24), date(2026, 11, 30), date(2026, 12, 1)
    audience.begin(days[0])
    for day in days:
        for address in ("203.0.113.7", "203.0.113.7", "2001:db8::1"):
            audience.saw("own", day, address, "Browser")
    assert audience.write(run=1, today=days[2]) == 3
    found = {row.first: (row.people, row.partial) for row in Audience.objects.all()}
    assert found == {days[0]: (2, True), days[1]: (2, False), days[2]: (2, False)}
    assert audience.write(run=1, today=days[2]) == 0, "what has not changed is not written again"


def test_a_day_that_has_ended_takes_nobody_any_more(db: None):
    day = date(2026, 11, 30)
    audience.saw("own", day, "203.0.113.7", "Browser")
    audience.write(run=1, today=date(2026, 12, 1))
    audience.saw("own", day, "203.0.113.8", "Browser")
    audience.write(run=1, today=date(2026, 12, 1))
    assert Audience.objects.get().people == 1


def test_salts_and_sketches_stand_in_no_table(db: None):
    names = {field.name for field in Audience._meta.get_fields()}
    assert names == {"id", "site", "span", "first", "run", "people", "error_permille", "partial"}
    tables = [table for table in connection.introspection.table_names() if table.startswith("statistics_")]
    kinds = {
        column.type_code if not isinstance(column.type_code, str) else column.type_code.upper()
        for table in tables
        for column in connection.introspection.get_table_description(connection.cursor(), table)
    }
    assert "BLOB" not in kinds
