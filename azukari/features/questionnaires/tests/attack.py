"""What somebody could do who has taken everything: the database and its log as bytes, two backups, the table of the
invited and the times of their mails. Each way gives pairs: what somebody said in truth, and what is held to be theirs.
"""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection

from azukari.core.backup import bundle, manifest
from azukari.core.backup.blocks import reader
from azukari.core.backup.keep import keep
from azukari.core.backup.manifest import make_own_key
from azukari.core.backup.snapshot import rows
from azukari.core.mail.models import MailingMessage
from azukari.features.questionnaires.models import Invitation, MixedAnswers, PooledAnswers

type Pairs = list[tuple[int, int]]
type Truth = dict[UUID, int]
"""What each person said, by their id: a number of six digits that nobody else has."""

_MARKED = re.compile(rb'"age": ?(1\d{5})')
_PAGE, _FRAME, _HEAD = 4096, 24, 32


def by_place(truth: Truth) -> Pairs:
    """Who drew first is paired with the first answer, as rows lie in both tables."""
    person_of = dict(Invitation.objects.values_list("id", "person_id"))
    drew = [truth[person_of[id]] for id in _in_place("invitation", "WHERE asked <> ''")]
    return _paired(drew, _answers_in_place())


def by_mail(truth: Truth) -> Pairs:
    """Who was mailed first is paired with the first answer."""
    return _paired(_mailed(truth), _answers_in_place())


def by_bytes(truth: Truth) -> Pairs:
    """Who was mailed first is paired with the first answer, as they lie in the database's file, deleted or not."""
    return _paired(_mailed(truth), [int(age) for age in _MARKED.findall(_file().read_bytes())]) if _is_file() else []


def by_log(truth: Truth) -> Pairs:
    """Whoever drew last, by SQLite's log, before an answer appears in it, is held to have given it."""
    said = {asked: truth[person] for person, asked in Invitation.objects.values_list("person_id", "asked") if asked}
    digest = re.compile(b"|".join(asked.encode() for asked in said))
    known, pairs, last = _drawn_before(digest), list[tuple[int, int]](), 0
    for page in _frames():
        fresh = [each for each in digest.findall(page) if each not in known]
        if len(fresh) == 1:  # more are there with the first picture of a page that the file does not have yet
            last = said[fresh[-1].decode()]
        known |= {*fresh}
        for age in _MARKED.findall(page):
            if age not in known:
                known.add(age)
                pairs.append((last, int(age)))
    return pairs


def _drawn_before(digest: re.Pattern[bytes]) -> set[bytes]:
    """Who had drawn when the log began, by the database's file: the first picture of a page in the log shows them all,
    and of a thousand who were invited hardly two who draw one after the other stand on one page.
    """
    return {*digest.findall(_file().read_bytes())} if _is_file() else set()


def by_backup(truth: Truth) -> Pairs:
    """Who was mailed first is paired with the first answer of a backup; the invited are not in it."""
    kept = [row for model in (MixedAnswers, PooledAnswers) for row in rows(model, DEFAULT_DB_ALIAS)]
    ages = [value["age"] for row in kept for value in row if isinstance(value, dict)]
    return _paired(_mailed(truth), ages)


@dataclass
class Bundles:
    """Backups as files, taken with all keys there are; each time one more is made."""

    folder: Path
    opened: list[list[str]] = field(default_factory=list)

    def take(self, now: datetime) -> None:
        """Make one, and open it: all blocks of rows in the order in which it lists them, and the bundle of keys."""
        key = self.folder / "age"
        to = bundle.public_of(bundle.identity_in(key)) if key.exists() else bundle.make_key(key)
        long = timedelta(days=9)
        with patch(
            "azukari.core.backup.keep.snapshot", lambda: nullcontext(DEFAULT_DB_ALIAS)
        ):  # tests have one connection
            made = keep(self.folder, to=to, keys_for=long, data_for=long, now=now, tell=lambda _rows: None)
        identity, own = bundle.identity_in(key), make_own_key(settings.AZUKARI.keys)
        read = reader(self.folder, key=own.names, identity=identity)
        listed = manifest.read(made.data, own=own, identity=identity, scratch=self.folder)
        found = [read(entry.name) for table in listed.tables for entry in table.entries()]
        frames = bundle.read(made.keys, identity=identity, scratch=self.folder)
        self.opened.append([*(repr(msgspec.msgpack.decode(block)) for block in found), *map(repr, frames)])

    def ages(self) -> list[list[int]]:
        """What was answered, as it lies in each bundle."""
        return [[int(age) for block in each for age in _IN_ROW.findall(block)] for each in self.opened]

    def pairs(self, truth: Truth) -> list[Pairs]:
        """Who was mailed first is paired with the first answer: of each bundle, and of what only the last one has."""
        held = self.ages()
        fresh = [age for age in held[-1] if age not in {*held[0]}] if len(held) > 1 else []
        return [_paired(_mailed(truth), each) for each in (*held, fresh)]


_IN_ROW = re.compile(r"'age': (1\d{5})")

WAYS = (by_place, by_mail, by_bytes, by_log, by_backup)


def hits(pairs: Pairs) -> int:
    return sum(said == age for said, age in pairs)


def correlation(pairs: Pairs) -> float:
    """Spearman's rank correlation of the places at which the same people's rows lie, in deviations of chance."""
    place = {age: at for at, (_, age) in enumerate(pairs)}
    many = len(pairs)
    apart = sum((at - place[said]) ** 2 for at, (said, _) in enumerate(pairs))
    return (1 - 6 * apart / (many * (many**2 - 1))) * math.sqrt(many - 1)


def _paired(said: Sequence[int], given: Sequence[int]) -> Pairs:
    """Those who said something that is there, in their order, with what is there, in its order, once each."""
    there = list(dict.fromkeys(given))
    return list(zip([age for age in said if age in {*there}], there, strict=True))


def _mailed(truth: Truth) -> list[int]:
    sent = MailingMessage.objects.order_by("changed_at").values_list("person_id", flat=True)
    return [truth[person] for person in sent if person in truth]


def _answers_in_place() -> list[int]:
    found = []
    for model, table in ((MixedAnswers, "mixedanswers"), (PooledAnswers, "pooledanswers")):
        answers = dict(model._base_manager.values_list("id", "answers"))
        found += [answers[id]["age"] for id in _in_place(table, "")]
    return found


def _in_place(table: str, where: str) -> list[UUID]:
    """The ids of a table's rows as they lie. PostgreSQL also tells which transaction wrote a row."""
    place = "rowid" if connection.vendor == "sqlite" else "xmin::text::bigint, ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM questionnaires_{table} {where} ORDER BY {place}")  # noqa: S608 - constants
        return [UUID(str(id)) for (id,) in cursor.fetchall()]


def _is_file() -> bool:
    return connection.vendor == "sqlite"


def _file() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def _frames() -> Iterator[bytes]:
    """The pages in SQLite's write-ahead log, in the order in which they were written."""
    log = _file().with_name(_file().name + "-wal")
    written = log.read_bytes() if _is_file() and log.exists() else b""
    for at in range(_HEAD, len(written), _FRAME + _PAGE):
        yield written[at + _FRAME : at + _FRAME + _PAGE]
