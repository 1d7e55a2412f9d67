"""Reconciliation of tables with the ledger: what its entries say came in, was granted, agreed to or corrected has to
stand in the tables, unless a later entry of the same person tells how it went.

The ledger is read in pieces, so that a round stays cheap at a million people: each round reads a quarter of it, and
fifty thousand entries at least. So with four rounds a day all of it is compared within 24 hours. Where a round stopped,
and which pieces lack something, stands in a file of the instance, outside the database.

Whoever was erased has no trail, and the ledger does not say whose entries were theirs: a person who was deleted whole,
trail and all, is not found here.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_noop

from azukari.core.consent.events import GRANT_BEGUN, GRANT_WITHDRAWN
from azukari.core.consent.models import Grant
from azukari.core.database.id_set import Ids
from azukari.core.forms.events import (
    SUBMISSION_READDRESSED,
    SUBMISSION_RECEIVED,
    SUBMISSION_REFUSED,
)
from azukari.core.forms.models import Submission
from azukari.core.ledger import tree
from azukari.core.ledger.reading import Recorded, last_index, newest, placed
from azukari.core.people.models import Trail
from azukari.core.transfers.events import DISCLOSURE_AGREED
from azukari.core.transfers.models import Consent
from azukari.core.vault.events import (
    PEOPLE_MERGED,
    PEOPLE_PARTED,
    PERSON_ERASED,
    PURPOSE_ERASED,
    VALUE_CORRECTED,
    VALUE_EXPIRED,
)
from azukari.core.vault.values_standing import counted_in, last_corrections
from azukari.lib.control import Control, Findings, register
from azukari.lib.danger import DATA
from azukari.shells.worker.control_words import CORRECTION_LOST, ROWS_LOST

PIECE = 2_000
"""Entries that are compared together, in a handful of queries."""
_AT_LEAST = 50_000
_ROUNDS = 4

_SAYS = (SUBMISSION_RECEIVED, GRANT_BEGUN, DISCLOSURE_AGREED, VALUE_CORRECTED)
_COUNTED = (VALUE_EXPIRED, GRANT_WITHDRAWN, VALUE_CORRECTED)
"""Entries that tell how many values of a person went."""
_ALL = (PERSON_ERASED, PURPOSE_ERASED, SUBMISSION_REFUSED, SUBMISSION_READDRESSED, PEOPLE_MERGED, PEOPLE_PARTED)
"""Entries after which anything of a person may be gone."""
_MOST = 1_000_000

type Lacking = Counter[str]
"""How many rows are lost, by the name of their table; under `_CORRECTIONS` how many values stand as before."""

_VALUES, _SUBMISSIONS = "vault.SealedValue", Submission._meta.label
_GRANTS, _CONSENTS = Grant._meta.label, Consent._meta.label
_CORRECTIONS = "corrections"


def findings(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """What the tables lack, by the newest look at each piece; the next pieces are looked at first."""
    file = settings.AZUKARI.root / "data" / "compared.json"
    before = _read(file)
    known = before._replace(lacking=dict(before.lacking))
    size = last_index() + 1
    pieces = -(-size // PIECE)
    at_once = min(pieces, -(-max(_AT_LEAST, -(-size // _ROUNDS)) // PIECE))
    for number in range(known.next, known.next + at_once):
        piece = number % pieces
        known.lacking.pop(piece, None)
        if found := lacking(piece * PIECE, (piece + 1) * PIECE):
            known.lacking[piece] = found
    known = known._replace(next=(known.next + at_once) % pieces if pieces else 0)
    if known != before:
        _write(file, known)
    total: Lacking = sum((found for piece, found in known.lacking.items() if piece < pieces), Counter())
    yield from CORRECTION_LOST.counted(total.pop(_CORRECTIONS, 0))
    for where, count in sorted(total.items()):
        yield ROWS_LOST(count=count, where=where)


def lacking(begin: int, end: int) -> Lacking:
    """What the tables lack of what the entries from one place of the tree to another say, the last left out. A handful
    of queries, and one more where something is missing.
    """
    entries = placed(_SAYS, after=begin - 1, until=end - 1, most=end - begin)
    of = dict(Trail.objects.filter(entry_id__in=Ids([e.id for e in entries])).values_list("entry_id", "person_id"))
    told = [entry for entry in entries if entry.id in of]
    missing = _missing(told, of)
    went = _went({each.person for each in missing}, since=told[0].id) if missing else {}
    return _unexplained(missing, went)


class _Missing(NamedTuple):
    """Rows that an entry tells of and that are not there."""

    person: UUID
    where: str
    number: int


def _missing(told: Sequence[Recorded], of: Mapping[UUID, UUID]) -> list[_Missing]:
    here = _Here.of(told, {of[entry.id] for entry in told})
    found = (_Missing(of[entry.id], where, count) for entry in told for where, count in here.lacks(entry, of[entry.id]))
    return [each for each in found if each.number > 0]


class _Here(NamedTuple):
    """What stands in the tables, of what some entries tell of."""

    values: Mapping[UUID, int]
    corrected: Mapping[tuple[UUID, str], datetime | None]
    submissions: Collection[UUID]
    grants: Collection[tuple[UUID, str]]
    consents: Collection[tuple[UUID, str, str]]

    @classmethod
    def of(cls, told: Sequence[Recorded], people: Collection[UUID]) -> "_Here":
        """Five queries at most."""
        ids = Ids({UUID(id) for entry in told if (id := entry.payload.get("submission"))})
        changed = {
            UUID(e.payload["submission"]) for e in told if e.kind is VALUE_CORRECTED and "submission" in e.payload
        }
        agreed = any(entry.kind is DISCLOSURE_AGREED for entry in told)
        consents = Consent.objects.filter(person_id__in=Ids(people)) if agreed else Consent.objects.none()
        return cls(
            counted_in(ids),
            last_corrections(changed) if changed else {},
            set(Submission.objects.filter(id__in=ids).values_list("id", flat=True)),
            set(Grant.objects.filter(submission_id__in=ids).values_list("submission_id", "purpose")),
            set(consents.values_list("person_id", "recipient_id", "purpose")),
        )

    def lacks(self, entry: Recorded, person: UUID) -> Iterable[tuple[str, int]]:
        """The tables that lack something of what an entry says, and how many rows."""
        said = entry.payload
        if entry.kind is DISCLOSURE_AGREED:
            yield _CONSENTS, (person, said["recipient"], said["purpose"]) not in self.consents
            return
        id = UUID(said["submission"]) if said.get("submission") else None
        if id is None:
            return
        if entry.kind is SUBMISSION_RECEIVED:
            yield _VALUES, said.get("values", 0) - self.values.get(id, 0)
            yield _SUBMISSIONS, id not in self.submissions
        elif id in self.submissions and entry.kind is GRANT_BEGUN:
            yield _GRANTS, sum((id, purpose) not in self.grants for purpose in _each(said.get("purposes")))
        elif entry.kind is VALUE_CORRECTED and not said.get("erased"):
            yield _CORRECTIONS, sum(self._stands_as_before(id, one, entry.at) for one in _each(said.get("categories")))

    def _stands_as_before(self, submission: UUID, category: str, at: datetime) -> bool:
        if (submission, category) not in self.corrected:
            return False  # it is gone
        last = self.corrected[submission, category]
        return last is None or last < at


def _went(people: Collection[UUID], *, since: UUID) -> Mapping[UUID, int]:
    """How many values of each person later entries say went."""
    trails = Trail.objects.filter(person_id__in=Ids(people), entry_id__gte=since)
    of = dict(trails.values_list("entry_id", "person_id"))
    went = defaultdict[UUID, int](int)
    kinds = (*_COUNTED, *_ALL)
    for entry in newest(trails.values("entry_id"), kinds=kinds, mentioning=(), before=None, most=_MOST):
        said = entry.payload
        went[of[entry.id]] += _MOST if entry.kind in _ALL else said.get("count", 0) + said.get("erased", 0)
    return went


def _unexplained(missing: Iterable[_Missing], went: Mapping[UUID, int]) -> Lacking:
    """What is missing beyond what went. A row that is no value may be missing as soon as anything went."""
    left, found = dict(went), Counter[str]()
    for person, where, count in missing:
        explained = left.get(person, 0)
        if where == _VALUES:
            found[where] += max(count - explained, 0)
            left[person] = max(explained - count, 0)
        elif where == _CORRECTIONS or not went.get(person):
            found[where] += count
    return +found


def _each(said: str | Sequence[str] | None) -> Sequence[str]:
    return [said] if isinstance(said, str) else said or ()


class _Known(NamedTuple):
    """What the last rounds found, by the number of each piece that lacks something; and which is next."""

    next: int
    lacking: dict[int, Lacking]


def _read(file: Path) -> _Known:
    try:
        found = json.loads(file.read_text("ascii"))
        return _Known(int(found["next"]), {int(piece): Counter(rows) for piece, rows in found["lacking"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Known(0, {})


def _write(file: Path, known: _Known) -> None:
    new = file.with_suffix(".new")
    with suppress(OSError):  # the same pieces are looked at again then; the control of the disk tells of it
        new.write_text(json.dumps({"next": known.next, "lacking": known.lacking}), "ascii")
        new.replace(file)


register(
    Control(
        "losses",
        gettext_noop("Everything the ledger says was received is there, or the ledger says how it was removed."),
        (1, 27, 42),
        findings,
        danger=DATA,
        size=tree.size,
    )
)
