"""A new master key: every key is wrapped anew while values and lookups stay as they are; stoppable at any point."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.vault import notes
from azukari.core.vault import rotate as rotation
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import PersonKey, SealedNote, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release
from azukari.core.vault.rotate import in_use, outdated, rotate
from azukari.core.vault.wrapping import current_master, forget_masters
from azukari.lib.instance import InstanceError, write_key
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_master():
    """A second master key, taken away again afterwards."""
    version = current_master() + 1
    path = settings.AZUKARI.keys / f"master-{version}"
    write_key(path)
    forget_masters()
    yield version
    path.unlink(missing_ok=True)
    forget_masters()


def _own(known: Known) -> list[str]:
    actor = Actor(ActorKind.PERSON, str(known.id))
    opened = release(
        [known.id],
        purpose=OWN_ACCESS,
        categories=frozenset(Category),
        actor=actor,
        reason=Reason.OWN,
        now=NOW,
    )
    return [value.text for value in opened[known.id]]


def test_everything_opens_as_before_and_the_old_key_is_used_by_nothing(hanako: Known, amelia: Known, new_master: int):
    before, sealed = _own(hanako), list(SealedValue.objects.order_by("id").values_list("id", "sealed"))
    keys = PersonKey.objects.count()
    assert outdated() == keys
    assert rotate(NOW) == keys
    assert outdated() == 0
    assert set(PersonKey.objects.values_list("master", flat=True)) == {new_master}
    assert _own(hanako) == before
    assert list(SealedValue.objects.order_by("id").values_list("id", "sealed")) == sealed


def test_search_keeps_working(hanako: Known, new_master: int):
    rotate(NOW)
    assert confirmed_person(hanako.email) == hanako.id


def test_doing_it_twice_is_the_same_as_once(hanako: Known, new_master: int):
    assert rotate(NOW) > 0
    assert rotate(NOW) == 0
    assert Pending.objects.filter(kind="vault:key:rotated").count() == 1


def test_it_goes_on_where_it_was_stopped(hanako: Known, amelia: Known, new_master: int, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    keys = PersonKey.objects.count()

    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        rotate(NOW, stop)
    assert outdated() == keys - 2
    assert _own(hanako)
    assert rotate(NOW) == keys - 2
    assert _own(amelia)


def test_without_the_old_key_file_nothing_is_touched(hanako: Known, new_master: int):
    old = settings.AZUKARI.keys / f"master-{new_master - 1}"
    hidden = old.rename(old.with_name("hidden"))
    forget_masters()
    try:
        with pytest.raises(InstanceError):
            rotate(NOW)
        assert outdated() == PersonKey.objects.count()
    finally:
        hidden.rename(old)
        forget_masters()
    assert _own(hanako)


@pytest.fixture
def old_note(charter):
    """A note under the master key that is the newest so far; asked for before `new_master`."""
    case = uuid4()
    with transaction.atomic():
        notes.write(case, notes.NoteKind.SAID, "words", now=NOW)
    return case


def test_notes_are_wrapped_anew_as_well(officer, old_note, new_master: int):
    assert outdated() == 1
    assert rotate(NOW) == 1
    assert in_use() == {new_master}
    assert [note.text for note in notes.read(old_note, person=None, actor=officer.actor, now=NOW)] == ["words"]
    SealedNote.objects.update(master=new_master - 1)
    with pytest.raises(CannotOpen):
        notes.read(old_note, person=None, actor=officer.actor, now=NOW)


def test_every_table_with_keys_of_its_own_is_wrapped_anew():
    columns = {model: {field.attname for field in model._meta.concrete_fields} for model in apps.get_models()}
    assert {model for model, names in columns.items() if names >= {"wrapped", "master"}} == set(rotation._WRAPPED)
