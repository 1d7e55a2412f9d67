"""A new master key, with a row in every table that has keys: each opens afterwards, and it is said once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from azukari.core.ledger.models import Pending
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import Current
from azukari.core.vault import files, mention_search, notes
from azukari.core.vault import rotate as rotation
from azukari.core.vault.mention_search import Written, places_of, sealed_mention, sought
from azukari.core.vault.models import MentionSearch, PersonKey, SealedNote
from azukari.core.vault.rotate import in_use, outdated, rotate
from azukari.core.vault.wrapping import current_master, forget_masters
from azukari.lib.identifier import new_id
from azukari.lib.instance import write_key
from azukari.lib.mention import Mention as Place
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(charter: Current, hanako: Known, amelia: Known) -> dict[str, Any]:
    """What opens with each key that is no person's."""
    note = notes.write(new_id(), notes.NoteKind.SAID, "words", now=NOW)
    file = files.keep(now=NOW, until=NOW)
    files.put(file, "content", [b"list"])
    mention_search.begin([hanako.id, amelia.id], now=NOW)
    found = sealed_mention(new_id(), Written(note, "note", "words"), [Place(0, 5, "name", True)], writer=None, now=NOW)
    found.save()
    return {"note": note, "file": file, "mention": found}


@pytest.fixture
def newest(rows: dict[str, Any]) -> Iterator[int]:
    version = current_master() + 1
    path = settings.AZUKARI.keys / f"master-{version}"
    write_key(path)
    forget_masters()
    yield version
    path.unlink()
    forget_masters()


def test_every_key_is_wrapped_anew_some_at_a_time_and_opens(
    rows: dict[str, Any], newest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    looked_for = [sought(search) for search in MentionSearch.objects.order_by("id")]
    people, told = PersonKey.objects.count(), list[int]()
    assert (outdated(), in_use()) == (people + 5, frozenset({newest - 1}))
    assert rotate(NOW, told.append) == people + 5
    assert told == [*range(2, people + 1, 2), people + 1, people + 2, people + 3, people + 5]
    assert (outdated(), in_use()) == (0, frozenset({newest}))
    note = SealedNote.objects.get(id=rows["note"])
    assert notes.text_of(note) == "words"
    assert b"".join(files.get(rows["file"], "content")) == b"list"
    mention = rows["mention"]
    mention.refresh_from_db()
    assert places_of(mention)[1] == [Place(0, 5, "name", True)]
    assert [sought(search) for search in MentionSearch.objects.order_by("id")] == looked_for
    (entry,) = Pending.objects.filter(kind="vault:key:rotated").values_list("payload", flat=True)
    assert json.loads(entry) == {"version": newest}
    assert rotate(NOW, told.append) == 0
    assert len(told) == people // 2 + 4
    assert Pending.objects.filter(kind="vault:key:rotated").count() == 1


def test_whoever_is_wrapped_anew_is_locked_before(hanako: Known, newest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[set[object]] = []

    def note(people):
        locked.append({*people})
        return lock_people(people)

    monkeypatch.setattr(rotation, "lock_people", note)
    rotate(NOW)
    assert hanako.id in locked[0]
