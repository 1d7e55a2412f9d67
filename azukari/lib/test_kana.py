"""Furigana in any kana comes out as katakana."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.lib.characters import MalformedError
from azukari.lib.kana import katakana, reading
from azukari.lib.width import narrow, widen_kana


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("やまだ　たろう", "ヤマダ タロウ"),
        ("ﾔﾏﾀﾞﾀﾛｳ", "ヤマダタロウ"),
        ("ヤマダ タロー", "ヤマダ タロー"),
        ("じょ－じ", "ジョージ"),
        ("すみす-ス", "スミスース"),
        ("ｳﾞｧｲｵﾚｯﾄ", "ヴァイオレット"),
        ("か\u3099く", "ガク"),
        ("マリア・ルイサ", "マリア・ルイサ"),
        ("みさき ゝ", "ミサキ ヽ"),
        ("Ｏ’Brien", "O’Brien"),
    ],
)
def test_reading(typed, kept):
    assert reading(typed) == kept


@pytest.mark.parametrize("typed", ["山田", "ヤマダ1", "ヤマダ!", "", "やま田"])
def test_what_is_not_a_reading_is_refused(typed):
    with pytest.raises(MalformedError):
        reading(typed)


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), min_size=1))
def test_hiragana_and_katakana_read_alike(text):
    assert reading(text) == reading(katakana(text))


@given(st.text(st.characters(min_codepoint=0xFF66, max_codepoint=0xFF9D), min_size=1))
def test_no_half_width_kana_remains(text):
    assert not any("\uff61" <= c <= "\uff9f" for c in widen_kana(text))


@pytest.mark.parametrize(
    ("half", "full"), [("ﾊﾞﾋﾟﾌﾞﾍﾟﾎﾞ", "バピブペボ"), ("ｱﾞ", "ア゛"), ("ﾞ", "゛"), ("｢ｱ｣､｡･ｰ", "「ア」、。・ー")]
)
def test_voicing_marks_join(half, full):
    assert widen_kana(half) == full


def test_narrow_leaves_kana_and_kanji():
    assert narrow("ＡＢＣ！　１２３アｱ漢") == "ABC! 123アｱ漢"
