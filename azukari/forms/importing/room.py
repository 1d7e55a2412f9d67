"""Rows for which a form has a place left; the others stay outside, each with its reason."""

from collections.abc import Sequence
from datetime import datetime

from azukari.forms.capacity import taken
from azukari.forms.importing.examine import Ready
from azukari.forms.importing.refusal import Refusal
from azukari.policy.terms import Form


def left(form: Form, *, now: datetime) -> int | None:
    """How many places are left; None where there is no cap."""
    return None if form.cap is None else max(form.cap - taken([form.slug], now=now).get(form.slug, 0), 0)


def fit(rows: Sequence[Ready], places: int | None) -> tuple[Sequence[Ready], list[Refusal]]:
    """The first rows that find a place, and a refusal for each of the others."""
    if places is None:
        return rows, []
    return rows[:places], [Refusal(row.row, 0, "", "full") for row in rows[places:]]
