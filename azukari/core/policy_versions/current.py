"""The charter that rules now. One tiny query; a parsed document stays in memory, since a charter never changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection

from azukari.core.database.precondition import Precondition
from azukari.core.policy_versions.models import Charter
from azukari.lib.sentence import Sentence
from azukari.lib.verb import Refusal
from azukari.policy.minors import with_questions
from azukari.policy.parse import parse
from azukari.policy.terms import Form, Policy

_NEWEST = "SELECT number, digest FROM charter_charter ORDER BY number DESC LIMIT 1"
_ALL = "SELECT number, digest FROM charter_charter ORDER BY number"
_NUMBERED = "SELECT number, digest FROM charter_charter WHERE number = %s"


_RULES = (
    "(SELECT digest FROM charter_charter WHERE number = {} AND number = (SELECT max(number) FROM charter_charter)) = {}"
)

_NONE_YET = Sentence("No policy has been published yet. Run: azukari policy publish")


class NoCharter(Refusal):
    """No policy has been published yet, so nothing may be asked, opened or sent; a verb that needs one says so."""


@dataclass(frozen=True, slots=True)
class Current:
    """A published policy with its number, and the digest of its document."""

    number: int
    policy: Policy = field(compare=False)  # which the digest stands for
    digest: str

    def form(self, slug: str) -> Form | None:
        """The form as it is filled in, on whatever way: the policy's fields, and the two questions about a guardian
        where minors may use it. None if the policy has none of that name.
        """
        form = self.policy.forms.get(slug)
        return form and with_questions(self.policy, form)


class FilledIn(Protocol):
    """What came by a form of the policy: a submission."""

    @property
    def charter_id(self) -> int: ...

    @property
    def form(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Charters:
    """All published policies, of which each is parsed when it is asked for.

    Args:
        ruling: the newest.
        digests: of each document, by number.
    """

    ruling: Current
    digests: Mapping[int, str]

    def policy(self, number: int) -> Policy:
        """What the charter of that number says."""
        return self.at(number).policy

    def at(self, number: int) -> Current:
        """The charter of that number; one that was published since is asked for.

        Raises:
            Charter.DoesNotExist: there is none.
        """
        digest = self.digests.get(number)
        return Current(number, _policy(digest), digest) if digest else at(number)

    def form_of(self, submission: FilledIn) -> Form:
        """The form as it was filled in."""
        return self.policy(submission.charter_id).forms[submission.form]

    @property
    def told(self) -> Policy:
        """The policy that rules, with what earlier ones named and it does not: to put the past into words by, and to
        decide nothing by.
        """
        parts: dict[str, Any] = {part: _Told(self, part) for part in ("purposes", "forms", "recipients")}
        return replace(self.ruling.policy, **parts)

    def as_ruling(self, number: int) -> bool:
        """Whether it says the same as the one that rules."""
        return self.digests.get(number) == self.ruling.digest


class _Told(Mapping[str, Any]):
    """One part of the policy that rules; a name that it does not know is looked for in the newest that does."""

    def __init__(self, known: Charters, part: str) -> None:
        self._known, self._part = known, part

    def __getitem__(self, slug: str) -> Any:
        for number in sorted(self._known.digests, reverse=True):
            named = getattr(self._known.policy(number), self._part)
            if slug in named:
                return named[slug]
        raise KeyError(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(getattr(self._known.ruling.policy, self._part))

    def __len__(self) -> int:
        return len(getattr(self._known.ruling.policy, self._part))


def charters() -> Charters:
    """All charters, in one query.

    Raises:
        NoCharter: nothing has been published.
    """
    digests = dict(_look_up(_ALL))
    if not digests:
        raise NoCharter(_NONE_YET())
    number = max(digests)
    ruling = Current(number, _policy(digests[number]), digests[number])
    _remember(ruling)
    return Charters(ruling, digests)


def current() -> Current:
    """The newest charter.

    Raises:
        NoCharter: nothing has been published.
    """
    found = _charter(_look_up(_NEWEST))
    if found is None:
        raise NoCharter(_NONE_YET())
    _remember(found)
    return found


def ruling_charter() -> Current | None:
    """The newest charter, or None before the first."""
    try:
        return current()
    except NoCharter:
        return None


def ruling_policy() -> Policy | None:
    """The policy that rules, or None before the first."""
    found = ruling_charter()
    return found.policy if found else None


def today(now: datetime) -> date:
    """The day that the calendar on the organisation's wall shows at that moment."""
    return now.astimezone(zone_of(ruling_policy())).date()


def zone_of(policy: Policy | None) -> ZoneInfo:
    """Where the organisation is, by its policy; Japan, until one says so."""
    return policy.organisation.zone if policy else ZoneInfo("Asia/Tokyo")


def remembered() -> Current:
    """The charter that ruled when this process last looked: only for whoever writes `while_it_rules`, and looks again
    before they refuse anything by it.

    Raises:
        NoCharter: nothing has been published.
    """
    return _last[0] if _last else current()


def while_it_rules(charter: Current) -> Precondition:
    """The condition on which something decided by ``charter`` may be written."""
    return Precondition(_RULES, (charter.number, charter.digest))


_last: list[Current] = []


def _remember(charter: Current) -> None:
    _last[:] = [charter]


def at(number: int) -> Current:
    """The charter of that number.

    Raises:
        Charter.DoesNotExist: there is none.
    """
    found = _charter(_look_up(_NUMBERED, number))
    if found is None:
        raise Charter.DoesNotExist(f"There is no charter {number}.")
    return found


def _charter(rows: Sequence[tuple[int, str]]) -> Current | None:
    return Current(rows[0][0], _policy(rows[0][1]), rows[0][1]) if rows else None


def _look_up(sql: str, *parameters: int) -> Sequence[tuple[int, str]]:
    """The first query of most requests. That it is answered shows that the connection lives, so Django need not ask;
    if it is not, it only reads, and is asked again by a new connection.
    """
    health: Any = connection  # its two marks are not in Django's stubs
    checked, health.health_check_done = health.health_check_enabled, True
    try:
        return _rows(sql, parameters)
    except (OperationalError, InterfaceError):
        if not checked or connection.in_atomic_block:
            raise
        connection.close()
        return _rows(sql, parameters)


def _rows(sql: str, parameters: Sequence[int]) -> Sequence[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: Sequence[tuple[int, str]] = cursor.fetchall()
    return rows


@lru_cache(maxsize=256)
def _policy(digest: str) -> Policy:
    """By its digest and not its number: what is remembered stays true even if another database is put in place."""
    return parse(Charter.objects.filter(digest=digest).values_list("document", flat=True)[:1][0], file="charter")
