"""No hidden count can be told to less than k: tried from outside, by another way than `Audit`'s.

`Audit` looks at one question, cell by cell, and takes the sizes of all combinations of groups for known. The attacker
here has the whole publication and nothing else: unknown is how many people there are of each kind (a kind is an answer
to every question, with a group of every dimension and a batch); all that is shown are sums of these whole numbers.
"""

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import highspy
import pytest

from azukari.features.questionnaires.learning import suppression
from azukari.features.questionnaires.learning.suppression import (
    EARLIER,
    NO_ANSWER,
    SINCE,
    Figure,
    Figures,
    Groups,
    QuestionCounts,
    TooFewError,
    publishable,
)
from tests.sizes import how_many

type Counts = Mapping[tuple[str, tuple[str, ...]], int]
type Kind = tuple[Any, ...]


class Survey:
    """A made-up survey: people, each of one kind: the answers, then the groups, then the batch."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # the same with every run
        self.k = chance.choice([3, 4, 5])
        self.questions: list[tuple[str, Sequence[Any], bool]] = []
        for number in range(chance.choice([1, 2])):
            options = ["a", "b", "c", "d"][: chance.choice([2, 3, 4])]
            self.questions.append((f"q{number}", [*options, NO_ANSWER][: len(options) + chance.randrange(2)], False))
        if chance.random() < 0.6:
            ticked = [frozenset(s) for size in range(3) for s in itertools.combinations("ab", size)]
            self.questions.append(("m", ticked, True))
        self.dimensions = {"sex": "fm"} | ({"wave": "12"} if chance.random() < 0.5 else {})
        self.again = chance.random() < 0.4
        size = chance.choice([30, 60, 120])
        tilts = [[chance.choice([0.02, 0.1, 1, 4]) for _ in answers] for _, answers, _ in self.questions]
        self.people: list[Kind] = []
        for place in range(size):
            answers = [
                chance.choices(range(len(answers)), tilt)[0]
                for (_, answers, _), tilt in zip(self.questions, tilts, strict=True)
            ]
            given = [answers[i] for (_, answers, _), i in zip(self.questions, answers, strict=True)]
            groups = [chance.choice(labels) for labels in self.dimensions.values()]
            self.people.append((*given, *groups, EARLIER if place < size * 0.7 else SINCE))

    def published(self) -> tuple[Mapping[str, Figures], Mapping[str, Figures]]:
        """What was told before, and what is told now."""
        if not self.again:
            return {}, self._told(self.people, {})
        before = self._told([each for each in self.people if each[-1] == EARLIER], {})
        return before, self._told(self.people, before)

    def _told(self, people: Sequence[Kind], before: Mapping[str, Figures]) -> Mapping[str, Figures]:
        first = len(self.questions)
        of = (lambda each: each[first:]) if before else (lambda each: each[first:-1])
        names = (*self.dimensions, "batch") if before else tuple(self.dimensions)
        groups = Groups(names, Counter(map(of, people)), again=bool(before))
        found = {}
        for place, (name, answers, several) in enumerate(self.questions):
            options = ("a", "b") if several else tuple(answers)
            counts = Counter(
                (option, of(each))
                for each in people
                for option in options
                if (option in each[place] if several else option == each[place])
            )
            item = QuestionCounts(options, counts, several, before.get(name, {}))
            found[name] = publishable(item, groups, k=self.k)
        return found


class Attacker:
    """Knows what a publication shows, and finds bounds for what it does not, over whole numbers of people."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._kinds = list(
            itertools.product(
                *(answers for _, answers, _ in survey.questions),
                *survey.dimensions.values(),
                [EARLIER, SINCE],
            )
        )
        self._model = highspy.Highs()
        self._model.setOptionValue("output_flag", False)
        for place in range(len(self._kinds)):
            self._model.addVar(0.0, float("inf"))
            self._model.changeColIntegrality(place, highspy.HighsVarType.kInteger)

    def kinds(self, question: str, figure: Figure, batches: Sequence[str]) -> list[int]:
        return [place for place, kind in enumerate(self._kinds) if self._is_of(kind, question, figure, batches)]

    def _is_of(self, kind: Kind, question: str, figure: Figure, batches: Sequence[str]) -> bool:
        names = [name for name, _, _ in self._survey.questions] + [*self._survey.dimensions]
        of = dict(zip(names, kind[:-1], strict=True))
        given = of.get(question)
        has = not figure.option or (figure.option in given if isinstance(given, frozenset) else figure.option == given)
        return has and kind[-1] in batches and (not figure.dimension or of[figure.dimension] == figure.group)

    def read(self, told: Mapping[str, Figures], sizes: Callable[[Figure], int], batches: Sequence[str]) -> None:
        for question, figures in told.items():
            for figure, value in figures.items():
                base = Figure("", figure.dimension, figure.group)
                self._state(self.kinds(question, base, batches), sizes(base), sizes(base))
                places = self.kinds(question, figure, batches)
                if value is not None:
                    self._state(places, value, value)
                elif any(value is not None for value in figures.values()):
                    nobody_would_show = not figure.dimension or figure.option == NO_ANSWER
                    self._state(places, float(nobody_would_show), float("inf"))

    def _state(self, places: Sequence[int], least: float, most: float) -> None:
        self._model.addRow(least, most, len(places), list(places), [1.0] * len(places))

    def width(self, places: Sequence[int], enough: int) -> float:
        """How far apart the least and the most are; fractions of people are let pass where that is far."""
        relaxed = self._range(places, "solve_relaxation", True)
        return relaxed if relaxed >= 2 * enough else self._range(places, "solve_relaxation", False)

    def _range(self, places: Sequence[int], option: str, value: bool) -> float:
        self._model.setOptionValue(option, value)
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self._model.changeObjectiveSense(sense)
            for place in places:
                self._model.changeColCost(place, 1.0)
            self._model.run()
            assert self._model.getModelStatus() == highspy.HighsModelStatus.kOptimal
            found.append(self._model.getInfo().objective_function_value)
            for place in places:
                self._model.changeColCost(place, 0.0)
        return math.floor(found[1] + 1e-6) - math.ceil(found[0] - 1e-6)


def _attack(seed: int) -> tuple[int, int]:
    """How many hidden figures there were, and how many of them were found out."""
    survey = Survey(seed)
    try:
        before, now = survey.published()
    except TooFewError:
        return 0, 0
    attacker = Attacker(survey)
    everybody = survey.people
    earlier = [each for each in everybody if each[-1] == EARLIER]

    def sizes(people: Sequence[Kind]) -> Callable[[Figure], int]:
        names = [name for name, _, _ in survey.questions] + [*survey.dimensions]

        def size(figure: Figure) -> int:
            place = names.index(figure.dimension) if figure.dimension else -1
            return sum(not figure.dimension or each[place] == figure.group for each in people)

        return size

    attacker.read(before, sizes(earlier), [EARLIER])
    attacker.read(now, sizes(everybody), [EARLIER, SINCE])
    hidden = [(q, f) for q, figures in now.items() for f, value in figures.items() if value is None]
    widths = [attacker.width(attacker.kinds(q, f, [EARLIER, SINCE]), survey.k) for q, f in hidden]
    return len(hidden), sum(width < survey.k for width in widths)


def test_nothing_that_is_hidden_is_found_out():
    hidden, found = map(sum, zip(*map(_attack, range(how_many("AZUKARI_SURVEYS"))), strict=True))
    assert hidden > how_many("AZUKARI_SURVEYS")
    assert found == 0


def test_hiding_too_few_alone_would_be_found_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(suppression, "_width", lambda bounds: 1000)
    assert any(found for _, found in map(_attack, range(12)))


def _figures(counts: Mapping[str, Mapping[str, int]], k: int = 5, **more) -> Figures:
    """Published figures of one question by one dimension."""
    groups = Groups(("sex",), {(group,): sum(given.values()) for group, given in counts.items()})
    options = tuple(next(iter(counts.values())))
    flat: Counts = {(option, (group,)): n for group, given in counts.items() for option, n in given.items()}
    return publishable(replace(QuestionCounts(options, flat), **more), groups, k=k)


def test_what_is_large_is_shown():
    told = _figures({"f": {"a": 30, "b": 20}, "m": {"a": 25, "b": 40}})
    assert told[Figure("a")] == 55
    assert told[Figure("b", "sex", "m")] == 40
    assert None not in told.values()


def test_a_small_count_takes_its_complement_with_it():
    told = _figures({"f": {"a": 30, "b": 20, "c": 2}, "m": {"a": 25, "b": 40, "c": 30}})
    assert told[Figure("c", "sex", "f")] is None
    assert sum(value is None for figure, value in told.items() if figure.group == "f") > 1
    assert sum(value is None for figure, value in told.items() if figure.group == "m") > 1
    assert told[Figure("a")] == 55


def test_a_group_that_all_say_the_same_is_hidden_and_nobody_looks_like_too_few():
    told = _figures({"f": {"a": 50, "b": 0}, "m": {"a": 25, "b": 40}})
    few = _figures({"f": {"a": 48, "b": 2}, "m": {"a": 25, "b": 40}})
    hidden = {figure for figure, value in told.items() if value is None}
    assert Figure("a", "sex", "f") in hidden
    assert Figure("b", "sex", "f") in hidden
    assert hidden == {figure for figure, value in few.items() if value is None}


def test_an_option_that_nobody_chose_is_shown_as_such_among_all():
    told = publishable(QuestionCounts(("a", "b", "c"), {("a", ()): 50, ("b", ()): 20}), Groups((), {(): 70}), k=5)
    assert told == {Figure("a"): 50, Figure("b"): 20, Figure("c"): 0}
    told = _figures({"f": {"a": 30, "b": 20, "c": 0}, "m": {"a": 25, "b": 40, "c": 0}})
    assert told[Figure("c", "sex", "f")] == 0
    assert None not in told.values()


def test_one_of_several_answers_is_hidden_where_nearly_everybody_or_nearly_nobody_ticked_it():
    item = QuestionCounts(("a", "b", "c"), {("a", ()): 68, ("b", ()): 3, ("c", ()): 20}, several=True)
    assert publishable(item, Groups((), {(): 70}), k=5) == {Figure("a"): None, Figure("b"): None, Figure("c"): 20}


def test_too_small_a_group_and_too_small_a_batch_are_refused():
    with pytest.raises(TooFewError, match="Merge"):
        _figures({"f": {"a": 3, "b": 1}, "m": {"a": 25, "b": 40}})
    again = Groups(("batch",), {(EARLIER,): 50, (SINCE,): 3}, again=True)
    with pytest.raises(TooFewError, match="Wait for more"):
        publishable(QuestionCounts(("a", "b"), {("a", (EARLIER,)): 50, ("b", (SINCE,)): 3}), again, k=5)


def test_what_came_since_cannot_be_had_by_taking_one_publication_from_the_next():
    groups = Groups(("batch",), {(EARLIER,): 100, (SINCE,): 20}, again=True)
    counts: Counts = {("a", (EARLIER,)): 50, ("b", (EARLIER,)): 50, ("a", (SINCE,)): 19, ("b", (SINCE,)): 1}
    item = QuestionCounts(("a", "b"), counts, earlier={Figure("a"): 50, Figure("b"): 50})
    assert publishable(item, groups, k=5) == {Figure("a"): None, Figure("b"): None}
    assert None not in publishable(replace(item, earlier={}), groups, k=5).values()
