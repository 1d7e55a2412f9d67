"""Law 6: what ended after a backup has ended in the instance that is restored from it. Every way in which something can
end, with the keys of then and with the newest, however the journal is ordered, and whatever its lines say twice.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from inspect import getmembers, isgeneratorfunction
from typing import Any

import pytest
from django.conf import settings

from azukari.core.backup import removals
from azukari.core.backup.replay import replay
from azukari.core.backup.snapshot import tables
from azukari.core.consent.models import Grant
from azukari.core.forms.models import RegistrationEnd, Submission
from azukari.core.people.models import Person
from azukari.core.people.removals import Removed
from azukari.core.transfers.models import Consent
from azukari.core.vault.erase import erase
from azukari.core.vault.inspect import orphans
from azukari.core.vault.key_backup import WHOLE, drop_keys_of_strangers
from azukari.core.vault.merge import merge
from azukari.core.vault.models import Draft, SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.decide import is_living
from tests.backup import worlds
from tests.console import desks

WORLDS = dict(getmembers(worlds, isgeneratorfunction))
_STAYS = {"ledger", "charter", "accounts", "auth", "contenttypes", "sites"}
A_DAY, A_LONG_TIME = timedelta(days=1), timedelta(days=800)


@pytest.fixture(autouse=True)
def journal(db: None) -> Iterator[None]:
    _clear()
    yield
    _clear()


def _clear() -> None:
    for path in removals.folder().glob("*"):
        path.unlink()


def back_up() -> Callable[..., None]:
    """Every row as it is now; what is returned puts all back, save for the tables that it is told to leave."""
    kept = {m: list(m._base_manager.all()) for m in tables() if m._meta.app_label not in _STAYS}

    def put_back(*but: Any) -> None:
        changed = [m for m, rows in kept.items() if m not in but and _said(m._base_manager.all()) != _said(rows)]
        for model in changed:
            model._base_manager.all()._raw_delete("default")
        for model in changed:
            model._base_manager.bulk_create(kept[model])

    return put_back


def _said(rows: Any) -> list[list[Any]]:
    return sorted(([getattr(row, f.attname) for f in row._meta.concrete_fields] for row in rows), key=repr)


def state(now: datetime) -> Mapping[str, set[Any]]:
    """What there is of people."""
    return {
        "people": set(Person.objects.values_list("id", flat=True)),
        "values": set(SealedValue.objects.values_list("id", flat=True)),
        "submissions": set(Submission.objects.values_list("id", flat=True)),
        "grants": {(g.id, g.ends_at) for g in Grant.objects.all() if is_living(g.living(), now)},
        "disclosures": set(Consent.objects.filter(withdrawn_at=None).values_list("id", flat=True)),
        "ends": set(RegistrationEnd.objects.values_list("submission_id", "reason", "ended_on", "by_person")),
        "drafts": set(Draft.objects.values_list("id", flat=True)),
    }


def journal_of(now: datetime) -> list[Removed]:
    removals.note(now)
    return removals.once(removals.read(removals.files(removals.folder())))


def live(
    world: Callable[[datetime], Iterator[None]], *, then: datetime, later: datetime
) -> tuple[Callable[..., None], Mapping[str, set[Any]], list[Removed]]:
    """Live through it; returns what puts the backup back, what there is in truth, and the journal."""
    desks.publish()
    life = world(then)
    next(life)
    put_back = back_up()
    assert next(life, "over") == "over"
    expire(later)
    return put_back, state(later), journal_of(later)


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("after", [A_DAY, A_LONG_TIME], ids=["a-day-later", "a-long-time-later"])
def test_what_has_ended_has_ended_in_the_restored_instance(name: str, after: timedelta) -> None:
    then = desks.moment() + timedelta(hours=1)
    put_back, truth, journal = live(WORLDS[name], then=then, later=then + after)
    put_back()
    before = state(then)
    random.Random(name).shuffle(journal)
    replay([*journal, *reversed(journal)], rows=1, now=then + after)  # whatever stood first comes last as well
    assert state(then + after) == truth
    assert (before == truth) == (name == "a_service_ends_and_goes_on"), "else nothing had to be repeated"
    assert not list(orphans(then + after))


@pytest.mark.parametrize("name", WORLDS)
def test_with_the_newest_keys_no_more_is_there_either(name: str) -> None:
    then = desks.moment() + timedelta(hours=1)
    put_back, truth, journal = live(WORLDS[name], then=then, later=then + A_DAY)
    put_back(*WHOLE)
    drop_keys_of_strangers()
    replay(journal, rows=1, now=then + A_DAY)
    found = state(then + A_DAY)
    assert not {what: more for what, some in found.items() if (more := some - truth[what])}


def test_a_disclosure_that_two_had_agreed_to_and_one_record_stopped_stays_stopped() -> None:
    """The two became one, for which one consent was enough; the backup has both, and of the merge it knows nothing."""

    def life(now: datetime) -> Iterator[None]:
        one, other = desks.register("magazine").person, desks.register("volunteers", worlds.OTHER).person
        for person in (one, other):
            worlds.agree_to_sharing(person, "email", now=now)
        yield
        merge(other, into=one, purpose="magazine", actor=desks.OPERATOR, now=now)
        worlds.stop_sharing_of(one, now)

    then = desks.moment() + timedelta(hours=1)
    put_back, truth, journal = live(life, then=then, later=then + A_DAY)
    put_back()
    assert len(state(then)["disclosures"]) == 2
    replay(journal, rows=1, now=then + A_DAY)
    assert state(then + A_DAY)["disclosures"] == truth["disclosures"] == set()


def test_a_clock_that_was_set_back_makes_it_skip_nothing() -> None:
    desks.publish()
    now = desks.moment() + timedelta(days=31)
    first, second = desks.register("magazine").person, desks.register("volunteers").person
    put_back = back_up()
    worlds._take_back(first, "magazine", now)
    removals.note(now)
    erase(second, actor=desks.OPERATOR, now=now - timedelta(days=30))
    removals.note(now - timedelta(days=30))
    put_back()
    replay(journal_of(now), rows=1, now=now - timedelta(days=30))
    assert not SealedValue.objects.exists()


def test_a_line_of_which_a_crash_left_half_is_there_whole_afterwards() -> None:
    now = desks.moment() + timedelta(hours=1)
    desks.publish()
    worlds._take_back(desks.register("magazine").person, "magazine", now)
    lines = journal_of(now)
    [path] = removals.files(removals.folder())
    path.write_bytes(path.read_bytes()[:-20])
    assert len(list(removals.read([path]))) == len(lines) - 1
    path.unlink()
    assert journal_of(now) == lines, "a journal that somebody took away begins anew"
    assert settings.AZUKARI.root in path.parents
