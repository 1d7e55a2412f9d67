"""Which questionnaire and which of its versions a request is about: one statement, since it begins every answer.

It is written out because Django would compile it anew each time, which takes longer than carrying it out; the draft and
the document stay where they are until somebody reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from azukari.core.database.precondition import Precondition
from azukari.core.database.rows import sqlite_hex, sqlite_time
from azukari.core.forms.kinds import Outdated
from azukari.features.questionnaires.models import Poll, PollState, Version
from azukari.features.questionnaires.shape import Answers

_OF_POLL = ("slug", "linked", "form", "answered", "by_invitation", "state", "opens_at", "closes_at")
_OF_VERSION = ("id", "poll_id", "number", "linked")
_COLUMNS = ", ".join([*(f"p.{name}" for name in _OF_POLL), *(f"v.{name}" for name in _OF_VERSION)])
_FOUND = (
    f"SELECT {_COLUMNS} FROM questionnaires_poll p JOIN questionnaires_version v ON v.poll_id = p.slug"  # noqa: S608
    f" WHERE p.state <> '{PollState.DRAFT}' AND "
)
_BY_SLUG = _FOUND + (
    "p.slug = %s ORDER BY CASE WHEN v.number = %s AND v.linked = p.linked THEN 0 ELSE 1 END, v.number DESC LIMIT 1"
)
_BY_FORM = _FOUND + "p.form = %s AND p.linked ORDER BY p.slug, v.number"
_TOLD = [*(f"p.{name}" for name in _OF_POLL if name != "answered"), *(f"v.{name}" for name in _OF_VERSION)]
_STANDS = (
    "EXISTS (SELECT 1 FROM questionnaires_poll p JOIN questionnaires_version v ON v.poll_id = p.slug WHERE {}"  # noqa: S608
    f" AND p.linked AND p.state <> '{PollState.DRAFT}' AND NOT EXISTS (SELECT 1 FROM questionnaires_poll q WHERE"
    f" q.form = p.form AND q.linked AND q.state <> '{PollState.DRAFT}' AND q.slug < p.slug))"
)
_FLAGS, _TIMES, _ID = (1, 3, 4, 11), (6, 7), 8


def asked_version(slug: str, number: str) -> Version | None:
    """The version that a page began with, for whoever is under way; else the newest. With its ``poll``.

    Args:
        number: as it came; anything.
    """
    begun = _begun(number)
    version = next(_found(_BY_SLUG, slug, begun), None)
    if version:
        if len(_asked) >= _MOST:
            _asked.clear()
        _asked[slug, begun] = version
    return version


def asked_before(slug: str, number: str) -> Version | None:
    """As `asked_version`, as it was when somebody asked last, if anybody has: only for whoever makes sure that it is
    still so (`is_as_asked`) before they write, and asks again before they refuse anything by it.
    """
    return _asked.get((slug, _begun(number)))


def is_as_asked(version: Version, now: Version) -> bool:
    """Whether all that judges an answer is said ``now`` of a version and its questionnaire as it was said before."""
    return version is now or _told(version) == _told(now)


def _told(version: Version) -> Sequence[object]:
    names = ((version.poll, _OF_POLL), (version, _OF_VERSION))
    return [getattr(told, name) for told, of_it in names for name in of_it if name != "answered"]


def _begun(number: str) -> int:
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0


_asked: dict[tuple[str, int], Version] = {}
_MOST = 64


def versions_under(form: str) -> Mapping[int, Version]:
    """By their numbers, the versions of the linked questionnaire that is answered under a form of the policy, each with
    its ``poll``. Of several, which a release before this one could publish, it is the first by name.
    """
    found = list(_found(_BY_FORM, form))
    versions = {version.number: version for version in found if version.poll_id == found[0].poll_id}
    _seen[form] = versions
    return versions


def versions_seen(form: str) -> Mapping[int, Version]:
    """As `versions_under`, as it was when somebody asked last, if anybody has: only for whoever makes sure that it is
    still so (`is_as_asked`) before they write, and asks again before they refuse anything by it.
    """
    return _seen.get(form, {})


@dataclass(frozen=True, slots=True)
class Judged:
    """What linked answers were judged by: a version as it is remembered; and what they say."""

    version: Version
    answers: Answers


def insist(judged: Iterable[object], versions: Mapping[int, Version]) -> None:
    """Pass if whatever answers were judged by, which may be nothing, is so by what was just looked up.

    Raises:
        Outdated: it is not.
    """
    for version in {id(each.version): each.version for each in judged if isinstance(each, Judged)}.values():
        now = versions.get(version.number)
        if now is None or not is_as_asked(version, now):
            raise Outdated


def versions_just_seen(form: str) -> Mapping[int, Version]:
    """As `versions_under`, as it was when somebody asked last: only for whoever asked in the same request."""
    return _seen[form] if form in _seen else versions_under(form)


_seen: dict[str, Mapping[int, Version]] = {}


def while_it_stands(version: Version) -> Precondition:
    """The condition on which what was judged by a version as it is remembered may be written: what `insist` asks of the
    versions under its form, within the statement that writes. Its ``poll`` is known.
    """
    return _stands(tuple(_told(version)))


@lru_cache(maxsize=_MOST)
def _stands(told: tuple[object, ...]) -> Precondition:
    asked, values = list[str](), list[int | str]()
    for name, value in zip(_TOLD, told, strict=True):
        if value is None:
            asked.append(f"{name} IS NULL")
        elif isinstance(value, bool):
            asked.append(name if value else f"NOT {name}")
        else:
            asked.append(f"{name} = {{}}")
            values.append(_as_kept(value))
    return Precondition(_STANDS.format(" AND ".join(asked)), tuple(values))


def _as_kept(value: object) -> int | str:
    """As it goes to the database beside other text, which PostgreSQL reads by its column."""
    if isinstance(value, int):
        return value
    if connection.vendor == "sqlite" and isinstance(value, UUID | datetime):
        value = sqlite_hex(value) if isinstance(value, UUID) else sqlite_time(value)
    return str(value)


def _found(sql: str, *values: str | int) -> Iterator[Version]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    yield from map(_made, rows)


@lru_cache(maxsize=_MOST)
def _made(row: tuple[Any, ...]) -> Version:
    """What a row says, made once as long as it says the same: nobody changes what comes from here."""
    told = _out_of_sqlite(row) if connection.vendor == "sqlite" else row
    version = Version.from_db(connection.alias, _OF_VERSION, told[len(_OF_POLL) :])
    version.poll = Poll.from_db(connection.alias, _OF_POLL, told[: len(_OF_POLL)])
    return version


def _out_of_sqlite(row: Sequence[Any]) -> list[Any]:
    """SQLite has numbers for flags, times without a zone, and text for ids."""
    told = [*row]
    for place in _FLAGS:
        told[place] = bool(told[place])
    for place in _TIMES:
        told[place] = told[place] and told[place].replace(tzinfo=UTC)
    told[_ID] = UUID(told[_ID])
    return told
