"""Comparison over countries: each table of a master questionnaire beside that of every country's, with its caveats.

Percents stand beside each other where a question was asked in the same words and of the same kind; an option that a
country did not offer is told from one that nobody chose. What was asked otherwise is named and not compared, since a
difference could be one of words (ESS, "Survey Specification": input harmonisation).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from azukari.features.questionnaires.learning.asked import Asked, Cells, counted
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.shape import Text
from azukari.lib.percent import percent


@dataclass(frozen=True, slots=True)
class Shares:
    """What one country answered to a table: whom the percents are of, and a percent by option; None where hidden."""

    base: int
    percents: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Country:
    """One country's answers: its tables, and what was answered to each of them, by its id."""

    code: str
    size: int
    sampling: Sampling
    tables: Sequence[Asked]
    shares: Mapping[str, Shares]


@dataclass(frozen=True, slots=True)
class Cell:
    """A percent, which may be hidden, of an option that was offered in the country, or was not."""

    percent: int | None = None
    is_offered: bool = True


_NOT_OFFERED = Cell(is_offered=False)


@dataclass(frozen=True, slots=True)
class Percents:
    """One country's column: a cell for each option of the table."""

    code: str
    base: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Compared:
    """One table over countries.

    Args:
        options: of all countries, those of the master first.
        otherwise: countries that asked it in other words, or in another way.
        differing: countries whose options are not those of the master.
        missing: countries that did not ask it.
    """

    asked: Asked
    options: Sequence[tuple[str, Text]]
    columns: Sequence[Percents]
    otherwise: Sequence[str]
    differing: Sequence[str]
    missing: Sequence[str]

    @property
    def rows(self) -> list[tuple[Text, list[tuple[Percents, Cell]]]]:
        """Each option, with the cell of each country."""
        return [
            (label, [(column, column.cells[place]) for column in self.columns])
            for place, (_value, label) in enumerate(self.options)
        ]


def compared(master: Sequence[Asked], countries: Sequence[Country]) -> list[Compared]:
    """The tables of the master, over the countries; without those of which there is nothing to say."""
    tables = [_table(asked, countries) for asked in master]
    return [t for t in tables if any(column.base for column in t.columns) or t.otherwise or t.missing]


def _table(asked: Asked, countries: Sequence[Country]) -> Compared:
    there = {one.code: next((t for t in one.tables if t.id == asked.id), None) for one in countries}
    same = {code: table for code, table in there.items() if table and table.wording == asked.wording}
    options = dict(asked.options)
    for table in same.values():
        options |= {value: label for value, label in table.options if value not in options}
    return Compared(
        asked=asked,
        options=[*options.items()],
        columns=[_column(same[one.code], one, [*options]) for one in countries if one.code in same],
        otherwise=[code for code, table in there.items() if table and code not in same],
        differing=[code for code, table in same.items() if dict(table.options) != dict(asked.options)],
        missing=[code for code, table in there.items() if table is None],
    )


def _column(table: Asked, country: Country, options: Sequence[str]) -> Percents:
    found, offered = country.shares.get(table.id, Shares(0, {})), {*table.values}
    cells = [Cell(found.percents.get(each)) if each in offered else _NOT_OFFERED for each in options]
    return Percents(country.code, found.base, cells)


def counted_shares(tables: Sequence[Asked], cells: Cells) -> dict[str, Shares]:
    """What counts come to, of which nothing is hidden."""
    found = {table.id: counted(table, cells) for table in tables}
    return {
        id: Shares(each.answered, {value: percent(number, each.answered) for value, number in each.counts.items()})
        for id, each in found.items()
    }


def caveats(countries: Sequence[Country]) -> bool:
    """Whether people came into the samples in different ways, or not by chance: then a difference says little."""
    return {one.sampling for one in countries} != {Sampling.PROBABILITY}
