"""Stored digests of payers' names are found again: what they are made of is what it was in December 2026."""

from datetime import date

import pytest

from azukari.core.vault.index_token import Token
from azukari.features.members import bank_lines, bank_names, known_payers
from azukari.features.members.bank_digest_folding import folded_2026_12, payer_key_2026_12
from azukari.features.members.bank_file import Deposit
from azukari.lib import search_key

TODAY = date(2026, 11, 24)
AS_STORED = {
    "ﾐﾎﾝ ﾊﾅｺ": "ミホンハナコ",
    "ミホン　ハナコ": "ミホンハナコ",
    "カ）ミホンシヨウジ": "カ)ミホンシヨウジ",
    "株式会社ミホン商事": "カ)ミホン",
    "フリコミ カ)ミホン": "カ)ミホン",
    "ミホンシヨウジ(カ": "カ)ミホンシヨウジ",
    "ｻﾄｳ ｼﾞﾖｳｼﾞ ｻﾏ": "サトウジヨウジ",
    "サトー ジョージ": "サトジヨ-ジ",
    "オオタ ハナコ 2026ネンドカイヒ": "オオタハナコ",
    "ミホンハナコネンカイヒ": "ミホンハナコ",
    "R8ネンド ミホン タロウ 12": "ミホンタロウ",
    "ミホン(トクヒ (エイ)": "トクヒ)ミホン",
    "マツウラ ヅカ ヂ": "マツウラヅカヂ",
    "振込 0123": "",
}


@pytest.mark.parametrize(("payer", "key"), AS_STORED.items())
def test_the_key_of_a_payer_is_what_it_was(payer: str, key: str) -> None:
    assert payer_key_2026_12(payer) == key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("カ)ミホン-シヨウジ", "カ)ミホンシヨウジ"),
        ("membership 2026-12-01 3000 = ミホン ハナコ", "membership202612013000=ミホンハナコ"),
        ("サト-", "サト"),
        ("髙﨑 葛\U000e0100城 瀧冨", "高崎葛城瀧冨"),
        ("Ｍüller-Ｏ’Brien", "mullerobrien"),
        ("ヅヂー一", "ヅヂー一"),
    ],
)
def test_what_a_digest_is_made_of_is_what_it_was(text: str, folded: str) -> None:
    assert folded_2026_12(text) == folded


def test_no_other_folding_changes_a_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    def digests() -> tuple[Token | None, bank_lines.LineMarks]:
        line = Deposit(TODAY, 3000, "カ)サイトウ ジヨウジ")
        return known_payers.token("カ)サイトウ ジヨウジ"), bank_lines.marks_of("membership", line)

    before = digests()
    monkeypatch.setattr(search_key, "_name", lambda text: text[::-1])
    monkeypatch.setitem(search_key._KEYS, "name", lambda text: text[::-1])
    monkeypatch.setattr(bank_names, "parse", lambda text: bank_names.PayerName("", (text,)))
    assert digests() == before
