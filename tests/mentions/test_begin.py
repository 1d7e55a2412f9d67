"""Whom a search for mentions looks for, and by what: those who are known, by what names them as they go."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.consent.models import Grant
from azukari.core.vault.mention_search import begin, prepare, sought
from azukari.core.vault.models import KeyUse, MentionSearch, PersonKey, SealedValue
from azukari.core.vault.wrapping import current_master
from azukari.lib.identifier import new_id
from azukari.lib.pii_pattern import SOUGHT
from azukari.policy.terms import Category
from tests.console import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(db: None) -> datetime:
    desks.publish()
    return desks.moment()


def member(color: str) -> UUID:
    return desks.register("membership", {"name": f"Marker {color}", "email": f"{color}@example.org"}).person


def looked_for(search: MentionSearch) -> set[str]:
    return {pattern.folded for pattern in sought(search)}


def test_each_is_looked_for_by_what_is_their_own(now: datetime) -> None:
    one, other = member("aoba"), member("kitagawa")
    erasure = new_id()
    assert begin([one], now=now, id=erasure) == 1
    assert begin([other], now=now + timedelta(hours=1)) == 1
    mine, theirs = MentionSearch.objects.order_by("begun_at")
    assert (mine.id, mine.begun_at, mine.master, mine.walk_id) == (erasure, now, current_master(), None)
    assert any("aoba" in text for text in looked_for(mine))
    assert not any("kitagawa" in text for text in looked_for(mine))
    assert any("kitagawa" in text for text in looked_for(theirs))
    assert begin([one], now=now, id=erasure) == 1
    assert MentionSearch.objects.count() == 2, "begun again after a crash, it is one"


def test_whom_nobody_knows_or_nothing_names_is_not_looked_for(now: datetime) -> None:
    waiting = desks.register("membership", confirmed=False).person
    assert begin([waiting], now=now) == 0
    assert begin([], now=now) == 0
    one, other, third = member("aoba"), member("kitagawa"), member("minami")
    SealedValue.objects.filter(person_id=one, category__in=SOUGHT).delete()
    PersonKey.objects.filter(person_id=other, use=KeyUse.DATA).delete()
    assert begin([one, other, waiting], now=now) == 0
    assert not MentionSearch.objects.exists()
    name = SealedValue.objects.filter(person_id=third, category=Category.NAME)
    name.update(sealed=b"\x01 something else")
    assert begin([third], now=now) == 1, "by the rest"
    (search,) = MentionSearch.objects.all()
    assert not any("minami" in text for text in looked_for(search) if "@" not in text)
    assert any("minami" in text for text in looked_for(search))
    assert Grant.objects.filter(person_id=waiting).exists()


def test_what_was_made_ready_counts_as_long_as_nothing_changed(now: datetime) -> None:
    one, other, third = member("aoba"), member("kitagawa"), member("minami")
    ready = prepare([one, other], now=now)
    assert {*ready} == {one, other}
    made = {person: prepared.search.id for person, prepared in ready.items() if prepared.search}
    assert not MentionSearch.objects.exists(), "that it is ready changes nothing yet"
    SealedValue.objects.filter(person_id=other, category=Category.PHONE).delete()
    assert begin([one, other, third], now=now, ready=ready) == 3
    ids = {*MentionSearch.objects.values_list("id", flat=True)}
    assert made[one] in ids
    assert made[other] not in ids
    for search in MentionSearch.objects.exclude(id=made[one]):
        assert not any("aoba" in text for text in looked_for(search))


def test_it_takes_as_many_queries_for_many_as_for_few(now: datetime) -> None:
    people = [member(f"m{number}") for number in range(6)]

    def queries(some: list[UUID]) -> int:
        with CaptureQueriesContext(connection) as captured:
            begin(some, now=now)
        return len(captured)

    assert queries(people[:1]) == queries(people)
