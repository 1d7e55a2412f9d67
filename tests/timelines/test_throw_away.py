"""An event is declared in one place, by the package that records it; nothing else has to know it."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import translation

from azukari.core.ledger.catalogue import NOBODY, EventWords, Kind, Sentence, Sort, declare
from azukari.core.ledger.events import Event, EventRefused
from azukari.core.ledger.shapes import ACTOR, ID, SLUG
from azukari.core.policy_versions.current import Current
from azukari.core.vault.trail import record_about
from azukari.shells.self_service.subject_timeline import entries_of, story
from azukari.shells.staff.timeline import TimelineQuery, timeline
from tests.console import desks

DEFAULT = EventWords(
    Sort.GRANT,
    "book",
    person=lambda t, p: Sentence(f"{t.who(p)} gave you a key", t.form(p)),
    staff=lambda t, p: Sentence(f"{t.who(p)} gave them a key", t.form(p)),
)


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def member(published: Current) -> desks.Registered:
    return desks.register("membership")


@pytest.fixture
def given(catalogue_of_this_test: None) -> Callable[[EventWords | None], Kind]:
    keys = {"actor": ACTOR, "submission": ID, "form": SLUG}
    return lambda told: declare("members:key:given", keys, told, "Key given")


def _record(kind: Kind, member: desks.Registered, **more: str) -> None:
    payload = {"actor": "person", "submission": str(member.submission), "form": "membership", **more}
    with transaction.atomic():
        record_about([Event(kind, payload, member.person)], now=desks.moment())


def _to_the_person(member: desks.Registered, published: Current) -> tuple[str, str, str]:
    with translation.override("en"):
        item = story(entries_of(member.person), policy=published.policy, lang="en")[0]
    return item.kind, item.title, item.detail


def _to_staff(member: desks.Registered, published: Current, sort: str) -> list[tuple[str, str]]:
    with translation.override("en"):
        told = timeline(
            member.person,
            TimelineQuery(sort),
            policy=published.policy,
            purposes=frozenset({"membership"}),
            submissions=[member.submission],
        )
    return [(item.title, item.detail) for item in told.items if "key" in item.title]


def test_it_is_recorded_and_told(given, member, published):
    _record(given(DEFAULT), member)
    assert _to_the_person(member, published) == ("grant", "You gave you a key", "Become a member")
    for sort in ("", "grant"):
        assert _to_staff(member, published, sort) == [("the person gave them a key", "Become a member")]
    assert _to_staff(member, published, "view") == []


def test_a_key_that_it_does_not_declare_is_refused(given, member):
    with pytest.raises(EventRefused, match="members:key:given"):
        _record(given(DEFAULT), member, purpose="membership")


def test_what_is_for_nobody_stands_on_the_person_s_page_by_its_name_alone(given, member, published):
    _record(given(NOBODY), member)
    assert _to_the_person(member, published) == ("other", "Recorded: members:key:given", "")
    assert _to_staff(member, published, "") == []


def test_what_nobody_declares_any_more_is_still_read(given, member, published, monkeypatch):
    _record(given(DEFAULT), member)
    monkeypatch.undo()
    assert _to_the_person(member, published) == ("other", "Recorded: members:key:given", "")
    assert _to_staff(member, published, "") == []
