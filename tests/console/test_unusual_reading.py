"""P01: much reading in an hour, reading at night and one person read by many are told to whoever audits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release
from azukari.features.processors.models import UnusualReading
from azukari.features.processors.unusual import watch
from azukari.lib.control import controls, examine
from azukari.policy import unusual
from azukari.policy.terms import Category
from azukari.policy.unusual import Look, Unusual
from tests.console import desks

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # in Tokyo
MIDNIGHT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def found(looks: list[Look]) -> list[tuple[Unusual, object, int]]:
    return [(one.sort, one.about, one.count) for one in unusual.unusual(looks, timezone="Asia/Tokyo")]


def many(count: int, at: datetime, every: timedelta) -> list[Look]:
    return [Look("staff:a", n, at + n * every) for n in range(count)]


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        (many(unusual.MANY, NOON, timedelta(seconds=36)), [(Unusual.MANY, "staff:a", unusual.MANY)]),
        (many(unusual.MANY - 1, NOON, timedelta(seconds=1)), []),
        (many(unusual.MANY, NOON, timedelta(seconds=37)), []),  # in more than an hour
        ([Look("staff:a", 1, NOON)] * 500, []),  # one and the same person
        (many(unusual.AT_NIGHT, MIDNIGHT, timedelta(minutes=1)), [(Unusual.NIGHT, "staff:a", unusual.AT_NIGHT)]),
        (many(unusual.AT_NIGHT - 1, MIDNIGHT, timedelta(minutes=1)), []),
        (many(unusual.AT_NIGHT, NOON, timedelta(minutes=1)), []),
        ([Look(f"staff:{n}", 7, NOON) for n in range(unusual.READERS)], [(Unusual.READERS, 7, unusual.READERS)]),
        ([Look(f"staff:{n}", n, NOON) for n in range(unusual.READERS)], []),
    ],
)
def test_what_is_unusual(looks: list[Look], expected: list[tuple[Unusual, object, int]]):
    assert found(looks) == expected


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("magazine")


def read(user: User, count: int) -> datetime:
    people = [desks.register("magazine", {"email": f"r{n}-marker@example.org"}).person for n in range(count)]
    now = desks.moment()
    release(
        people,
        purpose="magazine",
        categories=frozenset({Category.EMAIL}),
        actor=actor_of(user),
        reason=Reason.SERVICE,
        now=now,
    )
    return now


def findings(now: datetime) -> list[str]:
    [control] = [one for one in controls() if one.name == "reading"]
    return list(examine(control, now).findings)


def test_the_officer_is_told_once_and_it_stays_a_finding_until_they_looked(clerk: User, monkeypatch):
    monkeypatch.setattr(unusual, "MANY", 3)
    monkeypatch.setattr(unusual, "AT_NIGHT", 1000)
    officer, auditor = desks.staff("privacy"), desks.staff("auditor")
    now = read(clerk, 3)
    assert (watch(now), watch(now)) == (1, 0)
    assert sorted(m.to[0] for m in mail.outbox) == sorted([officer.email, auditor.email])
    assert "Staff of magazine opened data of 3 people within an hour." in mail.outbox[0].body
    assert "marker" not in mail.outbox[0].body
    assert len(findings(now)) == 1
    page = desks.browser(officer).get(reverse("console-reading")).content.decode()
    assert "opened data of 3 people within an hour" in page
    at = reverse("console-reading-looked", args=[UnusualReading.objects.get().id])
    assert desks.browser(desks.staff("operator")).post(at).status_code == 403
    assert findings(now)
    assert desks.browser(officer).post(at).status_code == 302
    assert findings(now) == []


def test_nobody_looks_at_their_own_reading(published: Current, monkeypatch):
    monkeypatch.setattr(unusual, "MANY", 2)
    monkeypatch.setattr(unusual, "AT_NIGHT", 1000)
    reader = desks.staff("magazine", "auditor")
    now = read(reader, 2)
    watch(now)
    assert not [m for m in mail.outbox if m.to == [reader.email]]
    own, officer_s = desks.browser(reader), desks.browser(desks.staff("privacy"))
    shown = [browser.get(reverse("console-reading")).content.decode() for browser in (own, officer_s)]
    assert ["callout attention" in page for page in shown] == [True, True]
    at = reverse("console-reading-looked", args=[UnusualReading.objects.get().id])
    assert [at in page for page in shown] == [False, True]
    own.post(at)
    assert findings(now)


def test_ordinary_work_is_told_to_nobody(clerk: User, monkeypatch):
    monkeypatch.setattr(unusual, "AT_NIGHT", 1000)
    now = read(clerk, 3)
    assert (watch(now), mail.outbox, findings(now)) == (0, [], [])
