"""A publication as pages, pictures and papers show it in one language: read from its document alone."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from azukari.features.questionnaires.learning.precision import NoMarginError, Sampling, margin_of_error
from azukari.features.questionnaires.learning.suppression import NO_ANSWER
from azukari.features.questionnaires.results.counts import ChartRow
from azukari.features.questionnaires.results.items import ITEMS
from azukari.lib.percent import percent

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """Everybody, or a group.

    Args:
        base: whom the percents are of: those who answered; everybody, where it is hidden how many did not.
    """

    label: str
    base: int


@dataclass(frozen=True, slots=True)
class Table:
    """A published table.

    Args:
        lines: of everybody, as bars.
        weighted: whether the lines have weighted percents besides.
        rows: with the groups: each option, and a percent for each column; None where it is hidden.
        ranked: whether the rows count who put them first; not known of a publication of before.
    """

    id: str
    title: str
    about: str
    several: bool
    ranked: bool
    columns: Sequence[Column]
    lines: Sequence[ChartRow]
    rows: Sequence[tuple[str, Sequence[int | None]]]
    silent: int | None
    weighted: bool = False

    @property
    def base(self) -> int:
        return self.columns[0].base

    @property
    def is_withheld(self) -> bool:
        return all(line.count is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Results:
    """A whole publication."""

    title: str
    lead: str
    number: int
    day: datetime
    size: int
    least: int
    linked: bool
    tables: Sequence[Table]
    details: Sequence[tuple[str, str]]
    precision: str
    weighing: Mapping[str, Any] | None = None


def results(document: Mapping[str, Any], lang: str) -> Results:
    """The publication in one language."""
    groups, held = document["groups"], document.get("weighing") or {}
    return Results(
        title=document["title"][lang],
        lead=document["lead"][lang],
        number=document["number"],
        day=datetime.fromisoformat(document["day"]),
        size=document["size"],
        least=document["least"],
        linked=document["linked"],
        tables=[
            _table(table, groups, held.get("percents", {}).get(table["id"], {}), lang) for table in document["tables"]
        ],
        details=[(str(item.title), document["details"][item.slug][lang]) for item in ITEMS],
        precision=precision(Sampling(document["sampling"]), held.get("effective", document["size"])),
        weighing=_weighing(held, lang) if held else None,
    )


def precision(sampling: Sampling, size: int) -> str:
    """The margin of error in a sentence; or why there is none."""
    try:
        margin = margin_of_error(math.sqrt(_HALF * _HALF / max(size - 1, 1)), sampling=sampling)
    except NoMarginError:
        if sampling is Sampling.EVERYBODY:
            return _("Everybody was asked: there is no error of sampling, and so no margin for it.")
        return _(
            "Anyone who wanted to could answer, so these answers may differ from everyone’s by an unknown amount. "
            "There is no margin of error for such a sample."
        )
    return _(
        "In 95 of 100 samples such as this, a percentage of everybody is at most %(points).1f points off. Groups are "
        "less exact."
    ) % {"points": 100 * margin}


def _weighing(held: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """How it was weighted, or that the sample was too small for it: each target with its question, source and day."""
    targets = [(label[lang], source, date.fromisoformat(day)) for label, source, day in held.get("targets", ())]
    return {**held, "targets": targets}


def _table(
    table: Mapping[str, Any], groups: Sequence[Mapping[str, Any]], weighted: Mapping[str, int], lang: str
) -> Table:
    figures = {(option, dimension, group): value for option, dimension, group, value in table["figures"]}
    groups = [group for group in groups if group["dimension"] != table["id"]]
    columns = [_column(figures, group, lang) for group in groups]
    lines, rows, hides = [], [], None in figures.values()
    weighted = {} if hides else weighted
    for value, label in table["options"]:
        cells = [figures.get((value, group["dimension"], group["group"])) for group in groups]
        of_columns = zip(cells, columns, strict=True)
        percents = [None if cell is None else percent(cell, column.base) for cell, column in of_columns]
        lines.append(ChartRow(value, label[lang], cells[0], percents[0], percents[0] or 0, weighted.get(value)))
        rows.append((label[lang], percents))
    return Table(
        id=table["id"],
        title=table["title"][lang],
        about=table["about"][lang] if table["about"] else "",
        several=table["several"],
        ranked=table.get("ranked", False),
        columns=columns,
        lines=lines,
        rows=rows,
        silent=figures.get((NO_ANSWER, "", ""), 0),
        weighted=bool(weighted),
    )


def _column(figures: Mapping[tuple[str, str, str], int | None], group: Mapping[str, Any], lang: str) -> Column:
    silent = figures.get((NO_ANSWER, group["dimension"], group["group"]), 0)
    label = _("All who answered")
    if group["dimension"]:
        label = group["label"][lang] if group["label"] else _("All others")
    return Column(label, group["size"] - (silent or 0))
