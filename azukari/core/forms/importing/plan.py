"""From what somebody asked for to a plan for every row; what the file does not give is said before the first row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from azukari.core.forms.importing.basis import Dated, Days
from azukari.core.forms.importing.day import day
from azukari.core.forms.importing.examine import Plan, consent_purposes, consented
from azukari.core.forms.importing.mapping import column_called, correct, guess, missing
from azukari.core.forms.importing.shapes import Shape, outside_by_name, recognise
from azukari.core.forms.importing.table import Table, TableError
from azukari.policy.terms import Form, Policy

_BETWEEN = re.compile(r"[,、，\n]")
_LOOKS_LIKE_A_DAY = re.compile(r"\d{4}\D")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever imports said, in their words.

    Args:
        maps: column name, field id; in their order.
        constants: field id, the value for all rows.
        called: field id, and for each of its values what the list calls it: words between commas.
        consents: purpose, a day or a column name.
        told, confirmed: a day or a column name; ``confirmed`` None where it was not said.
        attested: whether an earlier confirmation is attested.
    """

    maps: Sequence[tuple[str, str]]
    constants: Mapping[str, str]
    consents: Mapping[str, str]
    told: str
    confirmed: str | None
    attested: bool
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    file_name: str = ""


def draw(policy: Policy, form: Form, table: Table, wishes: Wishes, *, now: datetime) -> Plan:
    """The plan for each row.

    Args:
        form: as it is filled in (`Current.form`).

    Raises:
        TableError: a column, field or purpose is unknown, or something that every row needs has no source.
    """
    shape = recognise(table.header)
    columns = correct(guess(form, table.header, shape=shape), form, table.header, wishes.maps)
    constants = _constants(form, wishes.constants)
    columns = {field: found for field, found in columns.items() if field not in constants}
    if lacking := missing(form, {**columns, **constants}):
        names = ", ".join(field.id for field in lacking)
        raise TableError(
            f"The form needs {names}, and no column was recognised as it. Name it: --map 'COLUMN={lacking[0].id}'. "
            f"The columns are: {', '.join(filter(None, table.header))}."
        )
    today = policy.organisation.day(now)
    days = Days(
        told=_dated(table, wishes.told, today),
        consented=_consents(policy, form, table, shape, wishes, today),
        confirmed=_confirmed(table, shape, wishes, today),
    )
    _refuse_blind(shape, table, days)
    return Plan(
        policy=policy,
        form=form,
        header=table.header,
        columns=columns,
        constants=constants,
        called=_called(form, wishes.called),
        days=days,
        shape=shape,
        outside=outside_by_name(shape, wishes.file_name),
        padded=table.source.padded,
        now=now,
    )


def _constants(form: Form, said: Mapping[str, str]) -> dict[str, str]:
    for id, value in said.items():
        field = form.field(id)
        if field is None or not field.choices:
            names = ", ".join(field.id for field in form.fields if field.choices) or "none"
            raise TableError(f"--set takes a field with choices; this form has: {names}.")
        if value not in {choice.value for choice in field.choices}:
            raise TableError(f"{id} takes one of: {', '.join(choice.value for choice in field.choices)}.")
    return dict(said)


def _called(form: Form, said: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """For each field, what the list calls its choices, folded: the value by the word.

    Raises:
        TableError: the field has no such choice.
    """
    found: dict[str, dict[str, str]] = {}
    for id, words in said.items():
        asked = form.field(id)
        known = {choice.value for choice in asked.choices} if asked else set()
        for value, several in words.items():
            if value not in known:
                raise TableError(
                    f"{id[:60]} has no choice “{value[:60]}”; it has: {', '.join(sorted(known)) or 'none'}."
                )
            each = (word.strip().casefold() for word in _BETWEEN.split(several))
            found.setdefault(id, {}).update({word: value for word in each if word})
    return found


def _dated(table: Table, said: str, today: date) -> Dated:
    """A day or a column.

    Raises:
        TableError: it is neither, or a day that has not come.
    """
    found = day(said)
    if found is None:
        if _LOOKS_LIKE_A_DAY.match(said) and said not in table.header:
            raise TableError("A day is written YYYY-MM-DD.")
        return column_called(table.header, said)
    if found > today:
        raise TableError(f"{found} has not come yet.")
    return found


def _consents(
    policy: Policy, form: Form, table: Table, shape: Shape | None, wishes: Wishes, today: date
) -> dict[str, Dated]:
    known = consented(policy, form)
    for purpose in wishes.consents:
        if purpose not in known:
            names = ", ".join(sorted(known)) or "none"
            raise TableError(f"--consent names a purpose of this form that rests on consent; there are: {names}.")
    said = dict(wishes.consents)
    for purpose in consent_purposes(policy, form):
        if purpose not in said and shape and shape.consented:
            said[purpose] = shape.consented
        if purpose not in said:
            raise TableError(
                f"The purpose {purpose} rests on consent. Say when people gave it: "
                f"--consent {purpose}=COLUMN, or a day."
            )
    return {purpose: _dated(table, where, today) for purpose, where in said.items()}


def _confirmed(table: Table, shape: Shape | None, wishes: Wishes, today: date) -> Dated | None:
    if not wishes.attested:
        return None
    said = wishes.confirmed or (shape.confirmed if shape else "")
    if not said:
        raise TableError("With --attest, say when addresses were confirmed: --confirmed-on COLUMN, or a day.")
    return _dated(table, said, today)


def _refuse_blind(shape: Shape | None, table: Table, days: Days) -> None:
    """An export that could tell who opted out, and does not."""
    if shape and days.consented and shape.tells_opt_out and not shape.tells_opt_out & set(table.header):
        raise TableError(
            f"The export lacks the column “{min(shape.tells_opt_out)}”, so nobody can see who opted out. "
            "Export it as well."
        )
