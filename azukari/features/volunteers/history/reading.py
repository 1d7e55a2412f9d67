"""Past hours out of a list that was kept elsewhere (Excel, CiviVolunteer): whose, when, how long, at what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from uuid import UUID

from azukari.core.forms.importing.day import day
from azukari.core.forms.importing.memory import in_memory
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.table import Table, digest, survey
from azukari.core.forms.importing.whose import running_by_address
from azukari.features.volunteers.attendance import MOST_MINUTES
from azukari.lib.width import narrow

MOST_ROWS, MOST_ACTIVITIES, LONGEST = 2_000, 30, 60
_HEADS: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "メール"),
    "minutes": ("minutes", "分数", "活動分"),
    "hours": ("hours", "duration", "時間"),
    "day": ("date", "day", "日付", "活動日", "年月日", "日"),
    "activity": ("activity", "opening", "shift", "project", "event", "活動", "内容", "行事", "シフト"),
}
_OTHER = ("開始", "終了", "start", "end", "登録", "生年", "配信", "no bulk")
"""Words of headers that are another matter."""


class TellsNothing(Exception):
    """No column tells an address, a day, or how long."""


class TooLong(Exception):
    """More rows, or more kinds of activity, than are imported at one time."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody gave on a day. ``activity`` is "" where the list tells none."""

    submission: UUID
    day: date
    minutes: int
    activity: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a list tells: hours, and rows that stay outside, by their numbers, with the code of the reason."""

    hours: Sequence[Hours]
    outside: Sequence[tuple[int, str]]


def read(content: Sequence[bytes], *, form: str, today: date) -> Read:
    """
    Raises:
        TableError: it cannot be read as a table.
        TellsNothing, TooLong: see there.
    """
    with in_memory(content) as path:
        table = survey(source_of(path), digest(path))
        return _read(table, form, today)


def _read(table: Table, form: str, today: date) -> Read:
    at = _columns(table.header)
    if not {"email", "day"} <= {*at} or not {"hours", "minutes"} & {*at}:
        raise TellsNothing
    if table.count > MOST_ROWS:
        raise TooLong
    hours: list[Hours] = []
    outside: list[tuple[int, str]] = []
    for rows in batched(table.rows(), 500):
        known = running_by_address({_cell(row.cells, at["email"]) for row in rows}, form)
        for row in rows:
            own = known.get(_cell(row.cells, at["email"]), ())
            when, minutes = day(_cell(row.cells, at["day"])), _minutes(row.cells, at)
            activity = _cell(row.cells, at.get("activity"))[:LONGEST]
            why = _why_not(own, when, minutes, activity, today)
            if why or when is None or minutes is None:
                outside.append((row.number, why))
            else:
                hours.append(Hours(own[0], when, minutes, activity))
    if len({each.activity for each in hours}) > MOST_ACTIVITIES:
        raise TooLong
    return Read(hours, outside)


def _why_not(own: Sequence[UUID], when: date | None, minutes: int | None, activity: str, today: date) -> str:
    if len(own) != 1:
        return "several" if own else "nobody"
    if when is None or when >= today:
        return "day"
    if minutes is None:
        return "hours"
    return "activity" if "@" in activity else ""


def _columns(header: Sequence[str]) -> Mapping[str, int]:
    """Where each part stands; the first header that fits is taken."""
    at: dict[str, int] = {}
    for position, name in enumerate(header):
        plain = narrow(name).strip().lower()
        for part, heads in _HEADS.items():
            if any(head in plain for head in heads) and not any(word in plain for word in _OTHER):
                at.setdefault(part, position)
                break
    return at


def _cell(cells: Sequence[str], position: int | None) -> str:
    return narrow(cells[position]).strip() if position is not None and position < len(cells) else ""


def _minutes(cells: Sequence[str], at: Mapping[str, int]) -> int | None:
    """``90`` minutes, ``1.5`` hours, ``1:30``, ``1時間30分``; None for anything else."""
    if minutes := re.fullmatch(r"(\d{1,4})(?:\.0+)?\s*(?:分|min)?", _cell(cells, at.get("minutes"))):
        found = float(minutes[1])
    else:
        told = _cell(cells, at.get("hours"))
        clock = re.fullmatch(r"(\d{1,2}):(\d\d)(?::\d\d)?|(\d{1,2})時間(?:(\d{1,2})分)?", told)
        plain = re.fullmatch(r"(\d{1,2}(?:\.\d+)?)\s*(?:h|hours?)?", told)
        if clock:
            found = 60 * int(clock[1] or clock[3]) + int(clock[2] or clock[4] or 0)
        elif plain:
            found = 60 * float(plain[1])
        else:
            return None
    return round(found) if 0 < found <= MOST_MINUTES else None
