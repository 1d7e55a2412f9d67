"""Names survive as their bearers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.characters import MalformedError, line, paragraphs
from azukari.lib.person_name import short_text

KANJI = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
COMPATIBILITY = st.characters(min_codepoint=0xF900, max_codepoint=0xFAD9)
BEYOND_BMP = st.characters(min_codepoint=0x20000, max_codepoint=0x323AF)
SELECTOR = st.characters(min_codepoint=0xE0100, max_codepoint=0xE01EF)


@given(st.text(st.one_of(KANJI, COMPATIBILITY, BEYOND_BMP, SELECTOR), min_size=1))
def test_kanji_survive_code_point_by_code_point(text):
    assert short_text(text) == text


@pytest.mark.parametrize(
    "text", ["髙橋", "宮﨑", "\U00020bb7野家", "葛\U000e0100城", "渡邉", "\ufa19田", "\U0002f88f", "Nuñez", "Ólafur"]
)
def test_variant_shapes_are_left_alone(text):
    assert short_text(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　山田　　太郎　", "山田 太郎"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
        ("ﾊﾟｰﾃｨｰ", "パーティー"),
        ("Ｓｍｉｔｈ　Ａ１", "Smith A1"),
        ("か\u3099", "が"),
        ("e\u0301", "é"),
        ("山田\n太郎", "山田 太郎"),
        ("山田\u200b太郎\ufeff", "山田太郎"),
        ("ＮＰＯ（東京）", "NPO（東京）"),
    ],
)
def test_typing_habits_are_made_alike(typed, kept):
    assert short_text(typed) == kept


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    try:
        once = short_text(text)
    except MalformedError:
        return
    assert short_text(once) == once


@pytest.mark.parametrize(
    "text",
    ["a\x00", "\x1b[31m", "a\u202eb", "\u2066a", "\ufffd", chr(0xD800), "\ufffe", "\U0001ffff", "\U000e0041", "\x7f"],
)
@pytest.mark.parametrize("read", [line, paragraphs, short_text])
def test_characters_that_nobody_types_are_refused(read, text):
    with pytest.raises(MalformedError) as caught:
        read(text)
    assert caught.value.code == "characters"
    assert text not in str(caught.value)


def test_paragraphs_keep_what_was_written():
    assert paragraphs("  １行目  \r\n\r\n\t２行目\u2028ｶﾅ\r") == "１行目  \n\n\t２行目\nｶﾅ"


def test_joiners_of_other_scripts_survive():
    assert short_text("می\u200cخواهم") == "می\u200cخواهم"
