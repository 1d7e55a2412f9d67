"""What somebody is called who registered more than once."""

from datetime import timedelta

import pytest

from azukari.core.vault.release import Opened
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from azukari.shells.staff.opened import names_in_one_line
from tests.cast import NOW


@pytest.mark.parametrize(
    ("names", "called"),
    [
        ([], ""),
        ([("見本 花子", "ミホン ハナコ")], "見本 花子 ミホン ハナコ"),
        ([("見本 花子", "ミホン ハナコ"), ("山田 はな子",)], "山田 はな子 · 見本 花子 ミホン ハナコ"),
        ([("見本 花子",), ("見本 花子", "ミホン ハナコ")], "見本 花子 ミホン ハナコ"),
        ([("見本 花子",), ("山田 はな子",), ("見本 花子",)], "見本 花子 · 山田 はな子"),
    ],
)
def test_names_of_several_registrations_are_parted_the_newest_first(names, called):
    opened = []
    for days, texts in enumerate(names):
        id, at = new_id(), NOW + timedelta(days=days)
        for field, category, text in [
            *(("name", Category.NAME, text) for text in texts), ("email", Category.EMAIL, "a@b.example")
        ]:  # fmt: skip
            opened.append(Opened(new_id(), id, id, field, category, text, frozenset(), at, None))
    assert names_in_one_line(opened) == called
