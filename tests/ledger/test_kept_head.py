"""The last signed tree head beside the keys: an older database, and another one, are noticed (P27)."""

import pytest
from django.db import transaction

from azukari.core.ledger import kept_head, tree
from azukari.core.ledger.models import Checkpoint
from azukari.lib import signed_note
from azukari.lib.instance import key_files, remove_beside_keys, write_key
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.rotated import ledger, rotate
from tests.ledger.writer import Writer

__all__ = ["ledger"]


def _set_back_after(ledger: Writer, capture, count: int) -> None:
    """Sign ``count`` entries more, and put the database back as it was before, beside the newer file."""
    before = transaction.savepoint_create()
    with capture(execute=True):
        ledger.integrate(count)
    transaction.savepoint_rollback(before)


def test_what_is_signed_lies_beside_the_keys_once_it_is_committed(ledger: Writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        ledger.integrate(3)
        assert kept_head.kept() is None, "Nothing is written before the database has it."
    assert kept_head.discrepancy() is None
    for write in after_commit:
        write()
    newest = Checkpoint.objects.order_by("-size")[0]
    assert kept_head.kept() == newest.note
    assert kept_head.path().stat().st_mode & 0o077 == 0
    assert kept_head.path() not in key_files(kept_head.path().parent.parent)
    assert kept_head.discrepancy() is None


def test_an_older_database_is_noticed_and_nothing_is_signed_over_it(ledger: Writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(2)
    here = tree.size()
    _set_back_after(ledger, django_capture_on_commit_callbacks, 4)
    assert tree.size() == here
    found = kept_head.discrepancy()
    assert found is not None
    assert (found.code, found.place) == ("outside-later", str(here + 4))
    with pytest.raises(kept_head.SetBack):
        ledger.integrate(9)
    assert tree.size() == here


def test_another_history_of_the_same_length_is_noticed(ledger: Writer, django_capture_on_commit_callbacks):
    _set_back_after(ledger, django_capture_on_commit_callbacks, 3)
    signed = kept_head.kept()
    kept_head.path().unlink()
    ledger.integrate(5)
    kept_head.path().write_text(signed or "", "utf-8")
    found = kept_head.discrepancy()
    assert found is not None
    assert found.code == "outside-root"
    with pytest.raises(kept_head.SetBack):
        ledger.integrate(1)


def test_a_crash_before_the_file_was_written_is_no_alarm(ledger: Writer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(2)
    ledger.integrate(3)  # nothing is written after this one
    assert kept_head.size_of(kept_head.kept() or "") < tree.size()
    assert kept_head.discrepancy() is None
    ledger.integrate(1)


def test_an_instance_of_an_older_version_has_no_file_and_goes_on(ledger: Writer, django_capture_on_commit_callbacks):
    ledger.integrate(2)
    assert kept_head.discrepancy() is None
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(1)
    assert kept_head.kept() is not None


@pytest.mark.parametrize("at_once", [False, True])
def test_a_rotation_of_the_ledgers_key_is_no_alarm(ledger: Writer, django_capture_on_commit_callbacks, at_once: bool):
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(2)
    rotate(ledger, at_once=at_once)
    assert kept_head.discrepancy() is None
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(2)
    assert kept_head.discrepancy() is None


def test_a_slower_process_does_not_put_an_earlier_head_in_the_place_of_a_later_one(
    ledger: Writer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as slow:
        ledger.integrate(1)
    with django_capture_on_commit_callbacks(execute=True):
        ledger.integrate(1)
    later = kept_head.kept()
    for write in slow:
        write()
    assert kept_head.kept() == later


def test_a_file_that_this_ledger_did_not_sign_is_noticed(ledger: Writer, django_capture_on_commit_callbacks):
    ledger.integrate(2)
    text = signed_note.Checkpoint(tree.origin(), 1, bytes(32)).text
    with django_capture_on_commit_callbacks(execute=True):
        kept_head.keep_after_commit(signed_note.sign(text, name=tree.origin(), seed=bytes(32)))
    found = kept_head.discrepancy()
    assert found is not None
    assert found.code == "outside-damaged"


def test_what_was_accepted_lies_aside_as_evidence(ledger: Writer, django_capture_on_commit_callbacks):
    _set_back_after(ledger, django_capture_on_commit_callbacks, 4)
    signed = kept_head.kept()
    aside = kept_head.set_aside()
    assert aside is not None
    assert aside.read_text("utf-8") == signed
    ledger.integrate(1)
    assert kept_head.discrepancy() is None
    aside.unlink()


def test_the_newest_checkpoint_is_known_to_be_ours_or_not(ledger: Writer, key_folder):  # noqa: F811
    ledger.integrate(1)
    assert kept_head.newest_is_ours()
    remove_beside_keys(key_folder / "ledger")
    write_key(key_folder / "ledger")
    assert not kept_head.newest_is_ours()
