"""Two values that a person would call the same have one key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.search_key import folded, search_key


@pytest.mark.parametrize(
    ("category", "alike"),
    [
        ("name", ["ヤマダ　タロウ", "やまだたろう", "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ・タロウ"]),
        ("name", ["高橋 崎", "髙橋　﨑", "髙橋﨑"]),
        ("name", ["葛城", "葛\U000e0100城"]),
        ("name", ["Zoë O’Brien", "zoe o'brien", "ＺＯＥ　ＯＢＲＩＥＮ", "Zoe\u0308 O-Brien"]),
        ("email", ["Hana@Example.org", "ｈａｎａ＠example.org", " hana@EXAMPLE.ORG"]),
        ("email", ["a@例え.jp", "a@xn--r8jz45g.jp"]),
        ("phone", ["03-1234-5678", "+81312345678", "０３（１２３４）５６７８"]),
        ("fax", ["0312345678", "03 1234 5678"]),
        ("address", ["千代田区平河町１ー２ー３", "千代田区 平河町1-2-3"]),
        ("address", ["100-0001", "１００−０００１"]),
        ("occupation", ["Ｅｎｇｉｎｅｅｒ", "engineer"]),
    ],
)
def test_alike(category, alike):
    assert len({search_key(category, value) for value in alike}) == 1


@pytest.mark.parametrize(
    ("category", "one", "other"),
    [
        ("name", "タロウ", "ダロウ"),
        ("name", "タロー", "タロ"),
        ("name", "はな", "ばな"),
        ("name", "山田一", "山田"),
        ("email", "a@example.org", "a@example.com"),
        ("phone", "03-1234-5678", "03-1234-5679"),
        ("address", "平河町1-23", "平河町12-3"),
    ],
)
def test_apart(category, one, other):
    assert search_key(category, one) != search_key(category, other)


@given(st.sampled_from(["name", "address", "email", "phone", "fax", "occupation", "message"]), st.text())
def test_never_raises_and_is_stable(category, value):
    assert search_key(category, value) == search_key(category, value)


def test_width_case_and_kana_are_folded():
    assert folded("ﾊﾝﾉｷ Ａ") == folded("はんのき a")
