"""Epochs: nobody who stays is lost, wherever a sweep stops, and nothing is committed under an epoch that is over."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from azukari.core.database.rows import insert
from azukari.core.ledger.models import Pending
from azukari.core.vault import epochs, files, key_groups, notes
from azukari.core.vault.cipher import CannotOpen, open_value
from azukari.core.vault.erase import erase
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.key_groups import find_left, left_under, move_some
from azukari.core.vault.keys import both_keys, data_keys, new_key, raw_key
from azukari.core.vault.models import Erasure, KeyEpoch, KeyGroup, KeyUse, PersonKey, SealedValue
from azukari.core.vault.rotate import in_use, outdated, rotate
from azukari.core.vault.wrapping import Outer, current_outer, forget_masters, wrap
from azukari.features.rights.controls import CONTROLS
from azukari.lib.identifier import new_id
from azukari.lib.instance import InstanceError, remove_beside_keys, write_key
from azukari.shells.worker.key_control import findings
from tests.cast import NOW, Known
from tests.key_folder import key_folder
from tests.merge.owners import STAFF

__all__ = ["key_folder"]

HOUR = timedelta(hours=1)
AT_ONCE = NOW + 100 * HOUR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("key_folder")]


@pytest.fixture
def people(hanako: Known, amelia: Known) -> list[UUID]:
    for hours in range(3):  # the epoch with which the instance came
        epochs.sweep(NOW + hours * HOUR)
    return [hanako.id, amelia.id]


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "let_others_write", lambda: None)


def at_once() -> int:
    return epochs.sweep_at_once(AT_ONCE, in_flight=0)


def held() -> set[str]:
    return {path.name for path in settings.AZUKARI.keys.glob("epoch-*")}


def words(people: list[UUID]) -> list[str]:
    keys = data_keys(people)
    rows = SealedValue.objects.filter(person_id__in=people).order_by("id")
    return [open_value(row.sealed, key=keys[row.person_id], place=row.place) for row in rows]


def test_a_sweep_takes_its_time_and_destroys_the_key_last(people: list[UUID]) -> None:
    before, minute = words(people), timedelta(minutes=1)
    began = NOW + epochs.EVERY
    epochs.sweep(began - minute)
    assert held() == {"epoch-1"}
    epochs.sweep(began)
    assert (held(), current_outer().epoch) == ({"epoch-1", "epoch-2"}, 2)
    assert not KeyGroup.objects.exists()
    epochs.sweep(began + epochs.DRAIN)
    assert left_under(2) == 0
    assert (held(), KeyEpoch.objects.count()) == ({"epoch-1", "epoch-2"}, 1)
    epochs.sweep(began + epochs.DRAIN + epochs.GRACE - minute)
    assert held() == {"epoch-1", "epoch-2"}
    epochs.sweep(began + epochs.DRAIN + epochs.GRACE)
    assert held() == {"epoch-2"}
    assert words(people) == before
    assert '"kind":"epoch"' in Pending.objects.get(kind="vault:key:rotated").payload.replace(" ", "")


def test_whatever_has_a_key_of_its_own_opens_as_before(people: list[UUID], hanako: Known) -> None:
    with transaction.atomic():
        case = new_id()
        notes.write(case, notes.NoteKind.SAID, "words", now=NOW)
        file = files.keep(now=NOW, until=AT_ONCE)
        files.put(file, "content", [b"list"])
    for _time in range(2):
        at_once()
        assert [notes.text_of(row) for row in notes._of(case, notes.NoteKind)] == ["words"]
        assert b"".join(files.get(file, "content")) == b"list"
        assert confirmed_person(hanako.email) == hanako.id
        assert len(both_keys(people)[1]) == len(people)
    assert held() == {"epoch-3"}


def _fails_at(monkeypatch: pytest.MonkeyPatch, name: str, *, after: int) -> None:
    real: Callable[..., Any] = getattr(epochs, name)
    calls: list[None] = []

    def stopped(*given: Any, **more: Any) -> Any:
        calls.append(None)
        if len(calls) > after:
            raise KeyboardInterrupt
        return real(*given, **more)

    monkeypatch.setattr(epochs, name, stopped)


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize(
    "name", ["write_key", "_renew_bare_master", "find_left", "move_some", "left_under", "remove_beside_keys"]
)
def test_killed_anywhere_it_goes_on_and_nobody_is_lost(
    people: list[UUID], monkeypatch: pytest.MonkeyPatch, name: str, after: int
) -> None:
    monkeypatch.setattr(key_groups, "_TOGETHER", 1)
    monkeypatch.setattr(key_groups, "_BATCH", 1)
    at_once()
    before = words(people)
    with monkeypatch.context() as broken:
        _fails_at(broken, name, after=after)
        with suppress(KeyboardInterrupt):
            at_once()
            at_once()
    assert words(people) == before
    at_once()
    assert words(people) == before
    newest = KeyEpoch.objects.get()
    assert held() == {f"epoch-{newest.number}"}
    assert left_under(newest.number) == 0


def test_what_would_be_committed_under_an_epoch_that_is_over_is_refused(people: list[UUID]) -> None:
    late = new_key(people[0], KeyUse.LEDGER)
    at_once()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(PersonKey, [late.row])
    insert(PersonKey, [new_key(people[0], KeyUse.LEDGER).row])


def test_what_was_committed_late_is_moved_before_anything_is_destroyed(
    people: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [new_key(people[0], KeyUse.LEDGER)]

    def look(epoch: int) -> int:
        if late:
            insert(PersonKey, [late.pop().row])
        return left_under(epoch)

    monkeypatch.setattr(epochs, "left_under", look)
    at_once()
    assert PersonKey.objects.filter(group=None).count() == 0
    assert len(both_keys(people)[1]) == len(people)


def test_groups_that_have_lost_a_key_are_left_and_others_stay(people: list[UUID]) -> None:
    outer = _begun()
    while move_some(outer, size=2):
        pass
    groups = {*KeyGroup.objects.values_list("id", flat=True)}
    assert len(groups) == PersonKey.objects.count() / 2
    gone = PersonKey.objects.exclude(person_id=people[0]).order_by("id")[0]
    PersonKey.objects.filter(id=gone.id).delete()
    find_left(size=2)
    (left,) = KeyGroup.objects.filter(is_left=True)
    assert left.id == gone.group_id
    while move_some(outer, size=2):
        pass
    assert groups - {*KeyGroup.objects.values_list("id", flat=True)} == {left.id}
    assert not KeyGroup.objects.filter(is_left=True).exists()


def _begun() -> Outer:
    number = (KeyEpoch.objects.aggregate(Max("number"))["number__max"] or 0) + 1
    epochs._begin(number, NOW)
    return Outer(current_outer().master, number)


def test_small_groups_become_one(people: list[UUID]) -> None:
    outer = _begun()
    while move_some(outer, size=1):
        pass
    find_left(size=100)
    while move_some(outer, size=100):
        pass
    assert KeyGroup.objects.get().size == PersonKey.objects.count()


def test_a_new_master_key_wraps_groups_and_whoever_is_in_none(people: list[UUID]) -> None:
    at_once()
    insert(PersonKey, [new_key(people[0], KeyUse.LEDGER).row])
    master = current_outer().master + 1
    write_key(settings.AZUKARI.keys / f"master-{master}")
    before = words(people)
    assert outdated() == rotate(NOW) == KeyGroup.objects.count() + 1
    assert in_use() == {master}
    remove_beside_keys(settings.AZUKARI.keys / f"master-{master - 1}")
    forget_masters()
    assert words(people) == before


def test_a_group_that_is_left_stays_under_its_epoch_when_the_master_key_is_new(people: list[UUID]) -> None:
    """Else whoever was erased from it would be wrapped by the epoch that goes on."""
    at_once()
    before = KeyGroup.objects.get()
    _begun()
    KeyGroup.objects.update(is_left=True)
    write_key(settings.AZUKARI.keys / f"master-{current_outer().master + 1}")
    rotate(NOW)
    after = KeyGroup.objects.get()
    assert (after.epoch_id, after.master) == (before.epoch_id, before.master + 1)


def test_before_there_were_epochs_the_master_key_goes_with_the_first_sweep(hanako: Known, amelia: Known) -> None:
    """An upgrade: each key lies under the master key alone, and no epoch has a key yet."""
    people = [hanako.id, amelia.id]
    for row in PersonKey.objects.all():
        raw = raw_key(row)
        row.wrapped, row.epoch_id = wrap(raw, id=row.id, use=row.use, outer=Outer(row.master, None)), None
        row.save()
    remove_beside_keys(settings.AZUKARI.keys / "epoch-1")
    before, bare = words(people), current_outer()
    assert bare.epoch is None
    erased = erase(amelia.id, actor=STAFF, now=NOW)
    people, before = people[:1], words(people[:1])
    epochs.sweep(NOW)
    assert current_outer() == Outer(bare.master + 1, 1)
    for hours in range(1, 5):
        epochs.sweep(NOW + hours * HOUR)
    assert words(people) == before
    assert (held(), settings.AZUKARI.master_versions()) == ({"epoch-1"}, (bare.master + 1,))
    assert Erasure.objects.get(id=erased.id).destroyed_at == NOW + 2 * HOUR


def test_who_is_erased_while_a_sweep_goes_on_is_final_with_the_next(people: list[UUID]) -> None:
    began = NOW + epochs.EVERY
    epochs.sweep(began)
    id = erase(people[1], actor=STAFF, now=began).id
    for hours in range(1, 4):
        epochs.sweep(began + hours * HOUR)
    assert held() == {"epoch-2"}
    assert Erasure.objects.get(id=id).destroyed_at is None
    for hours in range(8, 12):
        epochs.sweep(began + hours * HOUR)
    assert Erasure.objects.get(id=id).destroyed_at == began + 10 * HOUR


def test_while_a_key_row_is_damaged_nothing_is_destroyed(people: list[UUID]) -> None:
    PersonKey.objects.filter(person_id=people[0], use=KeyUse.DATA).update(wrapped=b"\x01" + b"x" * 60)
    with pytest.raises(CannotOpen):
        at_once()
    assert "epoch-1" in held()
    assert data_keys(people[1:])


def test_a_key_that_something_needs_is_never_destroyed(people: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a standby took over that had not heard of the sweep."""
    began = NOW + epochs.EVERY
    epochs.sweep(began)
    epochs.sweep(began + HOUR)
    monkeypatch.setattr(epochs, "left_under", lambda _epoch: 1)
    with pytest.raises(InstanceError, match="needs a key"):
        epochs.sweep(began + 2 * HOUR)
    assert held() == {"epoch-1", "epoch-2"}


def test_a_missing_key_is_told_and_no_other_is_made_in_its_place(people: list[UUID]) -> None:
    at_once()
    assert not [said for said in findings(NOW) if "epoch-2" in str(said)]
    (settings.AZUKARI.keys / "epoch-2").unlink()
    assert [said for said in findings(NOW) if "epoch-2" in str(said)]
    with pytest.raises(InstanceError, match="epoch-2"):
        epochs.sweep(AT_ONCE + 100 * HOUR)
    assert held() == set()


def test_one_sweep_at_a_time(people: list[UUID]) -> None:
    with epochs._alone(wait=False) as mine:
        assert mine
        assert epochs.sweep(AT_ONCE) == 0
        assert held() == {"epoch-1"}


def test_an_erasure_whose_keys_are_there_after_a_day_is_told_of(people: list[UUID]) -> None:
    (control,) = [one for one in CONTROLS if one.name == "certificates"]
    erase(people[0], actor=STAFF, now=NOW)
    day = epochs.FINAL_WITHIN
    assert not [said for said in control.check(NOW + day) if "keys" in str(said)]
    assert [said for said in control.check(NOW + day + HOUR) if "keys that opened" in str(said)]
    epochs.sweep_at_once(NOW + day, in_flight=0)
    assert not [said for said in control.check(NOW + day + HOUR) if "keys" in str(said)]


def test_a_clock_that_was_ahead_stops_no_sweep(people: list[UUID]) -> None:
    KeyEpoch.objects.update(begun_at=NOW + 1000 * HOUR)
    epochs.sweep(NOW)
    epochs.sweep(NOW + epochs.EVERY)
    assert "epoch-2" in held()


def test_a_database_that_was_set_back_takes_in_people_again(people: list[UUID], hanako: Known) -> None:
    write_key(settings.AZUKARI.keys / "epoch-5")
    epochs.sweep(NOW + HOUR)
    insert(PersonKey, [new_key(people[0], KeyUse.LEDGER).row])
    assert KeyEpoch.objects.filter(number=5).exists()


def test_a_file_of_keys_is_overwritten_where_it_lay(tmp_path: Path) -> None:
    write_key(tmp_path / "epoch-1")
    kept = tmp_path / "another-name"
    kept.hardlink_to(tmp_path / "epoch-1")
    before = kept.read_bytes()
    remove_beside_keys(tmp_path / "epoch-1")
    assert len(kept.read_bytes()) == len(before)
    assert kept.read_bytes() != before
