"""Disclosure control of published tables: counts below k are hidden, and so is whatever would give them away.

A count below k, and one that all but fewer than k of a group share, is hidden (primary suppression). Then `Audit`
looks from outside at everything that is shown, in this publication and in the one before; while a hidden count could
be told to less than k, one more is hidden (secondary suppression). Shares and bases follow from the counts, and are
hidden with them. In a group, nobody looks like too few, since that nobody of a group gave an answer says something
about each of them. An option that nobody chose among all is shown as such, in the groups too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from azukari.features.questionnaires.learning.audit import Audit

type Combination = tuple[str, ...]
"""A label of each dimension."""

NO_ANSWER, NOT_ASKED = "no answer", "not asked"
ASIDE = frozenset({NO_ANSWER, NOT_ASKED})
"""Rows of a table that are no option; that there is nobody in them may be seen, of any group."""

EARLIER, SINCE = "earlier", "since"
"""Labels of the last dimension where there was a publication before: who was in it, and who has come since."""


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """How many gave an option: of everybody (``dimension`` is empty), or of one group."""

    option: str
    dimension: str = ""
    group: str = ""


type Figures = Mapping[Figure, int | None]
"""The published counts of a question; ``None`` stands for a hidden one."""


class TooFewError(ValueError):
    """There are not people enough to publish anything, with a sentence that says so."""


class TooSoonError(TooFewError):
    """So few have come, or some have gone, since the last publication that it would show who."""


@dataclass(frozen=True)
class Groups:
    """How many people there are in each combination of groups. A publication crosses its questions with these.

    Args:
        dimensions: questions, or the wave, whose answers make groups.
        sizes: people of each combination.
        again: whether the last dimension says who was in the publication before (`EARLIER`, `SINCE`).
    """

    dimensions: tuple[str, ...]
    sizes: Mapping[Combination, int]
    again: bool = False

    @cached_property
    def total(self) -> int:
        return sum(self.sizes.values())

    @cached_property
    def margins(self) -> Mapping[tuple[str, str], int]:
        """People of each group that is published, by dimension and label; everybody under two empty words."""
        found = {("", ""): self.total}
        for place, name in enumerate(self.dimensions[: len(self.dimensions) - self.again]):
            for combination, size in self.sizes.items():
                group = (name, combination[place])
                found[group] = found.get(group, 0) + size
        return found

    def combinations(self, group: tuple[str, str], *, batch: str = "") -> list[Combination]:
        """Those that belong to a group."""
        name, label = group
        place = self.dimensions.index(name) if name else -1
        return [
            combination
            for combination in self.sizes
            if (not name or combination[place] == label) and (not batch or combination[-1] == batch)
        ]

    def check(self, k: int) -> None:
        """
        Raises:
            TooFewError: a group, or what has come since the publication before, is smaller than k.
        """
        if min(self.margins.values()) < k:
            raise TooFewError("A group has too few people. Merge it with another, or leave it out.")
        if self.again:
            since = [sum(self.sizes[c] for c in self.combinations(group, batch=SINCE)) for group in self.margins]
            if any(0 < size < k for size in since):
                raise TooSoonError("Too few of one of the groups have come since the last publication. Wait for more.")


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """A question with its counts.

    Args:
        options: of which each person gave one, `ASIDE` among them; or any number, if ``several``.
        counts: people by option and combination of groups; what is left out is nobody.
        earlier: what was published of it before.
    """

    options: tuple[str, ...]
    counts: Mapping[tuple[str, Combination], int]
    several: bool = False
    earlier: Figures = field(default_factory=dict)


def publishable(item: QuestionCounts, groups: Groups, *, k: int) -> Figures:
    """What may be published of a question: each figure, or ``None`` where it is hidden.

    Raises:
        TooFewError: see `Groups.check`.
    """
    groups.check(k)
    if not item.several:
        return _Block(item.options, item.counts, groups, item.options, item.earlier, k).hide()
    found: dict[Figure, int | None] = {}
    for option in item.options:
        others = {(_OTHERS, each): size - item.counts.get((option, each), 0) for each, size in groups.sizes.items()}
        counts = {(option, each): item.counts.get((option, each), 0) for each in groups.sizes} | others
        found |= _Block((option, _OTHERS), counts, groups, (option,), item.earlier, k).hide()
    return found


_OTHERS = "\0others"  # whoever did not tick the option


@dataclass
class _Block:
    """The figures of one question, that together say something about each other."""

    options: Sequence[str]
    counts: Mapping[tuple[str, Combination], int]
    groups: Groups
    told: Sequence[str]
    earlier: Figures
    k: int

    def __post_init__(self) -> None:
        self.cells = [(option, each) for option in self.options for each in self.groups.sizes]
        self.places = {cell: place for place, cell in enumerate(self.cells)}
        self.figures = [Figure(option, *group) for group in self.groups.margins for option in self.told]
        self.values = {figure: self.value(self.of(figure)) for figure in self.figures}

    def of(self, figure: Figure, batch: str = "") -> list[int]:
        """The cells that a figure is the sum of."""
        inside = self.groups.combinations((figure.dimension, figure.group), batch=batch)
        return [self.places[figure.option, each] for each in inside]

    def value(self, places: Iterable[int]) -> int:
        return sum(self.counts.get(self.cells[place], 0) for place in places)

    def hide(self) -> Figures:
        hidden = {figure for figure in self.figures if self.is_small(figure)}
        targets = [self.of(figure) for figure in sorted(hidden)] + self.since()
        if not targets:
            return dict(self.values)
        audit, statements = self.audit(hidden)
        for target in targets:
            while _width(audit.bounds(target)) < self.k:
                more = self.next(target, hidden)
                if more is None:
                    return dict.fromkeys(self.figures)
                hidden.add(more)
                audit.change(statements[more], self.least(more))
                targets.append(self.of(more))
        return {figure: None if figure in hidden else value for figure, value in self.values.items()}

    def is_small(self, figure: Figure) -> bool:
        value = self.values[figure]
        rest = self.groups.margins[figure.dimension, figure.group] - value
        among_all = self.values[Figure(figure.option)]
        if among_all == 0 or (figure.option in ASIDE and value == 0):
            return False
        if len(self.told) == 1 and among_all == self.groups.total:
            return False
        if len(self.told) == 1 and rest < self.k:
            return True
        return value < self.k

    def least(self, figure: Figure) -> int:
        """What everybody knows of a hidden figure: whether it can be nobody."""
        return 1 if not figure.dimension or figure.option in ASIDE else 0

    def since(self) -> list[list[int]]:
        """Sums that nobody publishes, but that two publications give together: too few of those who came since."""
        if not self.earlier:
            return []
        found = [self.of(figure, SINCE) for figure in self.figures if self.earlier.get(figure) is not None]
        return [places for places in found if 0 < self.value(places) < self.k]

    def audit(self, hidden: Collection[Figure]) -> tuple[Audit, Mapping[Figure, int]]:
        """All that is known from outside; and the statement of each figure."""
        sizes = [
            ([self.places[option, each] for option in self.options], size) for each, size in self.groups.sizes.items()
        ]
        audit = Audit(len(self.cells), sizes)
        told = {figure: value for figure, value in self.earlier.items() if figure in self.values}
        if any(value is not None for value in told.values()):  # else nothing was published of it
            for figure, value in told.items():
                least = self.least(figure) if value is None else value
                audit.add(self.of(figure, EARLIER), least, *([] if value is None else [value]))
        statements = {}
        for figure, value in self.values.items():
            if figure in hidden:
                statements[figure] = audit.add(self.of(figure), self.least(figure))
            else:
                statements[figure] = audit.add(self.of(figure), value, value)
        return audit, statements

    def next(self, target: Sequence[int], hidden: Collection[Figure]) -> Figure | None:
        """The next one to hide for a target: the smallest among those that share a line with it, else of all."""
        option, within = self.cells[target[0]][0], {self.cells[place][1] for place in target}
        shown = [figure for figure in self.figures if figure not in hidden and self.values[figure]]

        def far(figure: Figure) -> tuple[bool, int, Figure]:
            inside = {self.cells[place][1] for place in self.of(figure)}
            beside = inside == within or (figure.option == option and not inside & within)
            return not beside, self.values[figure], figure

        return min(shown, key=far, default=None)


def _width(bounds: tuple[int, int]) -> int:
    """How many numbers of people are left open to whoever reckons."""
    return bounds[1] - bounds[0]
