"""Answers become tables, by the counts of everybody and by each person alike; what staff filter has noise."""

import random
from collections import Counter
from typing import Any

import pytest

from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.learning.asked import Asked, cells_of, counted, given, tables_of
from azukari.features.questionnaires.learning.joint import OTHERS, groups_of, item_of, joint
from azukari.features.questionnaires.learning.noise import Condition, FilterRefusedError, filtered, keyed, noisy, rough
from azukari.features.questionnaires.learning.suppression import SINCE, Figure, TooFewError, publishable
from azukari.lib.percent import percent

WORDS = {"ja": "問", "en": "Question"}
OPTIONS = [{"value": value, "label": WORDS} for value in ("a", "b", "c")]
DOCUMENT = {
    "slug": "poll",
    "title": WORDS,
    "lead": WORDS,
    "linked": False,
    "pages": [
        {
            "slug": "all",
            "questions": [
                {"id": "one", "type": "single", "label": WORDS, "options": OPTIONS, "required": True},
                {"id": "some", "type": "multiple", "label": WORDS, "options": OPTIONS},
                {"id": "order", "type": "ranking", "label": WORDS, "options": OPTIONS},
                {"id": "stars", "type": "scale", "label": WORDS},
                {"id": "age", "type": "number", "label": WORDS, "least": 10, "most": 109},
                {"id": "parts", "type": "matrix", "label": WORDS, "rows": OPTIONS[:2], "options": OPTIONS},
                {"id": "more", "type": "long_text", "label": WORDS},
            ],
        }
    ],
}
TABLES = {table.id: table for table in tables_of(read(DOCUMENT))}


def _people(size: int, seed: int = 1) -> list[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311  # the same with every run
    return [
        {
            "one": chance.choice("abc"),
            "some": chance.sample("abc", chance.randrange(3)) or None,
            "order": chance.sample("abc", 3),
            "stars": chance.randint(1, 5),
            "age": chance.randint(10, 109),
            "parts": {"a": chance.choice("abc")},
        }
        for _ in range(size)
    ]


def test_each_closed_question_is_a_table_and_a_matrix_one_for_each_row():
    assert list(TABLES) == ["one", "some", "order", "stars", "age", "parts.a", "parts.b"]
    assert [value for value, _ in TABLES["age"].options][:2] == ["10", "20"]
    assert not TABLES["one"].may_be_silent


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.id)
def test_a_table_of_all_counts_is_that_of_each_person(table: Asked):
    people = [{key: value for key, value in answers.items() if value is not None} for answers in _people(80)]
    cells = Counter(cell for answers in people for cell in cells_of(answers))
    each = [given(table, answers) for answers in people]
    found = counted(table, cells)
    assert found.answered == sum(values is not None for values in each)
    assert {k: n for k, n in found.counts.items() if n} == Counter(v for values in each for v in values or ())


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [(9, 40, 23), (15, 40, 38), (1, 40, 3), (1, 3, 33), (2, 3, 67), (0, 7, 0), (7, 7, 100), (0, 0, 0)],
)
def test_half_a_percent_is_rounded_up_like_by_hand(count: int, base: int, shown: int):
    assert percent(count, base) == shown


def test_groups_that_are_too_small_are_one():
    people = [{"one": value, "some": ["a"]} for value in "a" * 40 + "b" * 30 + "c" * 2]
    found = joint([TABLES["some"]], [TABLES["one"]], people, k=5)
    assert dict(found.sizes) == {("a",): 40, (OTHERS,): 32}


def test_a_second_publication_takes_what_came_since_for_a_batch():
    first = [{"one": value} for value in "a" * 20 + "b" * 20]
    before = joint([TABLES["one"]], [], first, k=5)
    now = joint([TABLES["one"]], [], [*first, *({"one": value} for value in "a" * 9 + "b")], k=5, kept=before.kept)
    told = publishable(item_of(TABLES["one"], before, None, {}), groups_of(before, None), k=5)
    assert told == {Figure("a"): 20, Figure("b"): 20, Figure("c"): 0}
    groups = groups_of(now, before)
    assert groups.sizes[SINCE,] == 10
    figures = publishable(item_of(TABLES["one"], now, before, told), groups, k=5)
    assert figures[Figure("b")] is None
    with pytest.raises(TooFewError, match="taken back"):
        groups_of(before, now)


def test_a_filter_that_leaves_or_leaves_out_too_few_is_refused():
    people = [keyed(str(i), {"one": "a" if i < 96 else "b"}, secret=b"s") for i in range(100)]
    for value in "ab":
        with pytest.raises(FilterRefusedError):
            filtered(people, [Condition(TABLES["one"], value)], k=5)
    assert len(filtered(people, [], k=5)) == 100


def test_the_same_people_have_the_same_noise_and_others_another():
    people = [keyed(str(i), {"one": "abc"[i % 3]}, secret=b"s") for i in range(60)]
    assert noisy(people, k=5) == noisy([*reversed(people)], k=5)
    shifts = {noisy(people[:size], k=5) - size for size in range(20, 60)}
    assert min(shifts) < 0 < max(shifts)
    assert max(map(abs, shifts)) <= 5


def test_who_takes_one_group_from_another_cannot_tell_what_one_person_said():
    """Everybody but one is a group that differs by one: over many surveys the difference says no more than chance."""
    right = 0
    for seed in range(200):
        people = [keyed(f"{seed}:{i}", answers, secret=b"s") for i, answers in enumerate(_people(40, seed))]
        with_them, without = rough(TABLES["one"], people, k=5), rough(TABLES["one"], people[1:], k=5)
        moved = {v: (with_them.percents[v] or 0) - (without.percents[v] or 0) for v in "abc"}
        right += max("abc", key=lambda value: moved[value]) == people[0].answers["one"]
    assert right < 200 / 3 + 3 * (200 * 2 / 9) ** 0.5 + 20
