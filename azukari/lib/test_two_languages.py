"""A text in two languages: the reader's first, the other never lost."""

import pytest

from azukari.lib.two_languages import parted

BOTH = "担当と代理が、同じ週に休んでいた。\nOwner and deputy were on holiday in the same week."


def test_each_reader_gets_their_own_and_the_other_behind_it():
    ja, en = BOTH.splitlines()
    assert parted(BOTH, "ja") == (ja, en, "en")
    assert parted(BOTH, "en") == (en, ja, "ja")
    assert parted(f"{en}\n\n{ja}", "ja") == (ja, en, "en")
    assert parted("入会のフォーム / Membership form", "en") == ("Membership form", "入会のフォーム", "ja")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "直しました。",
        "It was mended this morning.",
        "直しました。\nAzukari 1.2",  # a name, no sentence
        "直しました。\nsee https://example.org/what/was/mended here",
        "直しました。\nIt was mended here.\n確かめました。",  # by turns: not the same thing twice
        "直しました。\n2026-11-29",
        "お問い合わせ / FAQ",
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_any_other_text_stays_whole(text, lang):
    assert parted(text, lang) == (text, "", "")
