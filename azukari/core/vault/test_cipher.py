"""A ciphertext opens in its own place and nowhere else."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from azukari.core.vault.cipher import CannotOpen, Place, open_value, seal_value, seal_values
from azukari.core.vault.wrapping import Outer, current_master, current_outer, forget_masters, unwrap, wrap
from azukari.lib.identifier import new_id
from azukari.lib.instance import write_key

KEY = os.urandom(32)
PLACE = Place(new_id(), new_id(), new_id(), "phone", "phone", "membership law")


def test_a_value_opens_in_its_place():
    for text in ("070-1234-5678", "𠮷田 花子", "", "x" * 10_000):
        assert open_value(seal_value(text, key=KEY, place=PLACE), key=KEY, place=PLACE) == text


def test_values_that_are_sealed_together_open_each_in_its_own_place_alone():
    texts = ["070-1234-5678", "𠮷田 花子", ""]
    placed = [(PLACE._replace(id=new_id(), field=f"field{number}"), text) for number, text in enumerate(texts)]
    sealed = seal_values(placed, key=KEY)
    for (place, text), one in zip(placed, sealed, strict=True):
        assert open_value(one, key=KEY, place=place) == text
    with pytest.raises(CannotOpen):
        open_value(sealed[0], key=KEY, place=placed[1][0])


def test_no_two_values_that_are_sealed_together_share_a_nonce():
    sealed = seal_values([(PLACE, "x")] * 1000, key=KEY)
    assert len({one[1:13] for one in sealed}) == 1000


@pytest.mark.parametrize(
    "moved",
    [
        {"id": new_id()},
        {"person": new_id()},
        {"submission": new_id()},
        {"field": "fax"},
        {"field": "phone2"},
        {"category": "fax"},
        {"purposes": "membership"},
        {"purposes": "membership law magazine"},
        {"field": "phonephone", "category": ""},
        {"field": "phone\x00\x05phone", "category": ""},
    ],
)
def test_it_opens_in_no_other_place_and_for_no_other_use(moved):
    sealed = seal_value("070-1234-5678", key=KEY, place=PLACE)
    with pytest.raises(CannotOpen):
        open_value(sealed, key=KEY, place=PLACE._replace(**moved))


def test_it_opens_with_no_other_key():
    with pytest.raises(CannotOpen):
        open_value(seal_value("x", key=KEY, place=PLACE), key=os.urandom(32), place=PLACE)


def test_one_changed_byte_anywhere_closes_it():
    sealed = seal_value("070-1234-5678", key=KEY, place=PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(CannotOpen):
            open_value(changed, key=KEY, place=PLACE)
    for cut in (b"", sealed[:1], sealed[:12], sealed[:-1]):
        with pytest.raises(CannotOpen):
            open_value(cut, key=KEY, place=PLACE)


def test_equal_values_look_different():
    assert seal_value("x", key=KEY, place=PLACE) != seal_value("x", key=KEY, place=PLACE)


def test_a_ciphertext_shows_nothing_of_its_text():
    assert b"070-1234" not in seal_value("070-1234-5678", key=KEY, place=PLACE)


def test_a_wrapped_key_opens_for_its_row_and_use_alone():
    id, outer = new_id(), current_outer()
    wrapped = wrap(KEY, id=id, use="data", outer=outer)
    assert unwrap(wrapped, id=id, use="data", outer=outer) == KEY
    for other, use in ((new_id(), "data"), (id, "ledger")):
        with pytest.raises(CannotOpen):
            unwrap(wrapped, id=other, use=use, outer=outer)


def test_a_new_master_key_is_noticed_by_a_running_process():
    before = current_master()
    fresh = Path(settings.AZUKARI.keys) / f"master-{before + 1}"
    write_key(fresh)
    try:
        assert current_master() == before + 1
        wrapped = wrap(KEY, id=(id := new_id()), use="data", outer=Outer(before, None))
        with pytest.raises(CannotOpen):
            unwrap(wrapped, id=id, use="data", outer=Outer(before + 1, None))
    finally:
        fresh.unlink()
        forget_masters()
    assert current_master() == before
