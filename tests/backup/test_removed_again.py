"""What a restore repeats is of whom it is about: whose key is gone, whose words were taken out, and nobody else."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from azukari.core.backup import again, replay
from azukari.core.backup.events import BACKUP_RESTORED
from azukari.core.backup.replay import _corrected
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database.write_backoff import Spared
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.vault.key_backup import (
    WRAPPED,
    drop_keyless_rows,
    drop_keys_of_strangers,
    give_keys,
    keyless,
)
from azukari.core.vault.models import Erasure, KeyUse, PersonKey, SealedNote, SealedValue
from azukari.core.vault.redaction import Redacted
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def three(db: None) -> list[desks.Registered]:
    desks.publish()
    return [desks.register("membership", {"email": f"{color}@example.org"}) for color in ("aoba", "blue", "green")]


def living(person, now: datetime) -> list[str]:
    return sorted(Grant.objects.living(now).filter(person_id=person).values_list("purpose", flat=True))


@pytest.mark.parametrize("at_a_time", [1, 2, 200])
def test_whose_keys_are_gone_is_erased_and_counted_and_the_others_stay(
    three: list[desks.Registered], monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(replay, "_BATCH", at_a_time)
    one, other, stays = (each.person for each in three)
    now = desks.moment() + SECOND
    values, rights = SealedValue.objects.filter(person_id=stays).count(), living(stays, now)
    PersonKey.objects.filter(person_id__in=[one, other]).delete()
    told = replay.replay([], rows=5, now=now)
    assert told.erased == 2
    assert (told.forgotten, told.withdrawn, told.emptied, told.parted) == (0, 0, 0, 0)
    assert told.expired == 2, "of whom something's time had come"
    assert SealedValue.objects.filter(person_id=stays).count() == values
    assert living(stays, now) == rights != []
    assert not SealedValue.objects.exclude(person_id=stays).exists()
    (entry,) = Pending.objects.filter(kind=BACKUP_RESTORED.name).values_list("payload", flat=True)
    assert json.loads(entry) == {"actor": "operator", "erased": 2, "count": 5, "complete": True}


def test_no_law_keeps_what_nobody_can_read_and_it_says_why_it_ended(three: list[desks.Registered]) -> None:
    one, *_others = (each.person for each in three)
    now = desks.moment() + SECOND
    PersonKey.objects.filter(person_id=one).delete()
    ended = replay._end_all(replay._give_keys(), now)
    assert ended == 1
    grants = Grant.objects.filter(person_id=one, begins_at__lte=now, settled_at=None)
    assert {*grants.values_list("ends_at", "end_reason")} == {(now, EndReason.ERASED.value)}
    assert replay._end_all([uuid4()], now) == 0
    assert replay._give_keys() == []


@pytest.mark.parametrize("purpose", ["", "magazine"])
def test_an_erasure_is_carried_out_again_under_its_own_number_and_once(
    three: list[desks.Registered], purpose: str
) -> None:
    """So that whoever comes with the certificate of then finds it again."""
    one, other = desks.register("magazine", {"email": "red@example.org"}).person, three[1].person
    now = desks.moment() + SECOND
    values, id = SealedValue.objects.filter(person_id=other).count(), uuid4()
    journal = [Removed(RemovalKind.ERASED, id, one, NOW, purpose=purpose)]
    assert replay.replay(journal, rows=1, now=now).erased == 1
    done = Erasure.objects.get()
    assert (done.id, done.person_id, done.purpose, done.actor) == (id, one, purpose, "system")
    assert done.certified_at == now
    assert not Person.objects.filter(id=one).exists()
    assert SealedValue.objects.filter(person_id=other).count() == values
    assert replay.replay(journal, rows=1, now=now).erased == 0
    kept = Removed(RemovalKind.ERASED, uuid4(), other, NOW, purpose="dues-record")
    assert replay.replay([kept], rows=1, now=now).erased == 0, "what a law keeps is not erased by itself"
    assert [*Erasure.objects.all()] == [done]


def test_an_erasure_that_was_asked_for_and_not_done_when_the_backup_was_made_is_done(
    three: list[desks.Registered],
) -> None:
    reader, now = desks.register("magazine", {"email": "red@example.org"}).person, desks.moment() + SECOND
    asked = Erasure.objects.create(person_id=reader, actor="system", requested_at=NOW)
    replay.replay([], rows=1, now=now)
    asked.refresh_from_db()
    assert (asked.finished_at, asked.certified_at) == (now, now)
    assert not Person.objects.filter(id=reader).exists()
    assert Person.objects.filter(id__in=[one.person for one in three]).count() == 3


def test_a_restore_pauses_for_nobody(three: list[desks.Registered], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spared, "pause", lambda _self: pytest.fail("nobody else is here"))
    now = desks.moment() + SECOND
    Grant.objects.filter(person_id=three[0].person).update(ends_at=now)
    assert replay.replay([], rows=1, now=now).expired == 1


def test_fresh_keys_open_nothing_of_the_past_and_serve_both_uses(three: list[desks.Registered]) -> None:
    one, other, _third = sorted(each.person for each in three)
    PersonKey.objects.filter(person_id__in=[one, other], use=KeyUse.DATA).delete()
    assert (keyless(1), keyless(9)) == ([one], [one, other])
    PersonKey.objects.filter(person_id__in=[one, other]).delete()
    give_keys([one, other])
    keys = sorted(PersonKey.objects.filter(person_id__in=[one, other]).values_list("person_id", "use"))
    assert keys == [(person, use) for person in (one, other) for use in (KeyUse.DATA, KeyUse.LEDGER)]
    assert keyless(9) == []


def test_only_what_has_no_key_or_nobody_is_dropped(three: list[desks.Registered]) -> None:
    keys = PersonKey.objects.count()
    assert drop_keys_of_strangers() == 0
    told = {"case_id": uuid4(), "kind": "said", "sealed": b"x", "master": 1, "created_at": NOW}
    kept = SealedNote.objects.create(wrapped=b"key", **told)
    SealedNote.objects.create(wrapped=b"", **told)
    assert SealedNote in WRAPPED
    assert drop_keyless_rows() == 1
    assert [*SealedNote.objects.all()] == [kept]
    assert PersonKey.objects.count() == keys
    assert Person.objects.count() == 3


ABOUT, TEXT = uuid4(), uuid4()


@pytest.mark.parametrize("kind", RemovalKind)
@pytest.mark.parametrize("text", [TEXT, None])
def test_words_are_taken_out_again_by_what_tells_of_words_alone(kind: RemovalKind, text) -> None:
    one = Removed(kind, ABOUT, None, NOW, text=text, was=NOW - SECOND, spans=((1, 3),))
    notes = {RemovalKind.NOTE_REDACTED: True, RemovalKind.REDACTED: False}
    found = again.redacted_by(one)
    if text is None or kind not in notes:
        assert found is None
    else:
        assert found == Redacted(ABOUT, TEXT, notes[kind], NOW - SECOND, ((1, 3),), NOW)


def test_the_last_correction_of_each_value_counts_however_the_journal_is_ordered() -> None:
    one, other = uuid4(), uuid4()
    some = [
        Removed(RemovalKind.CORRECTED, one, None, NOW),
        Removed(RemovalKind.CORRECTED, one, None, NOW + 2 * SECOND),
        Removed(RemovalKind.CORRECTED, one, None, NOW + SECOND),
        Removed(RemovalKind.CORRECTED, other, None, NOW - SECOND),
        Removed(RemovalKind.EMPTIED, other, None, NOW + 9 * SECOND),
        Removed(RemovalKind.EMPTIED, uuid4(), None, NOW),
    ]
    for journal in (some, some[::-1]):
        assert _corrected(journal) == {one: NOW + 2 * SECOND, other: NOW - SECOND}
