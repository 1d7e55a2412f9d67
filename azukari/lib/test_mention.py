"""A text is searched for somebody as people write of others: in every spelling, and not for somebody else."""

import pytest

from azukari.lib.mention import Text
from azukari.lib.pii_pattern import pii_patterns

HANAKO = [
    *pii_patterns("name", "山田 花子"),
    *pii_patterns("name", "ヤマダ ハナコ"),
    *pii_patterns("address", "東京都千代田区平河町1-2-3 かわせみ荘201"),
    *pii_patterns("email", "hanako.yamada@example.org"),
    *pii_patterns("phone", "03-1234-5678"),
]
AMELIA = [
    *pii_patterns("name", "Amelia Brown"),
    *pii_patterns("address", "12 Heron Street, Bristol"),
    *pii_patterns("phone", "+44 20 7946 0958"),
]


def _found(text, sought):
    return [(text[m.start : m.end], m.kind, m.sure) for m in Text(text).mentions(sought)]


@pytest.mark.parametrize(
    ("text", "what", "kind"),
    [
        ("昨日は山田花子さんに会いました。", "山田花子", "name"),
        ("山田　花子とやまだはなこは同じ人です。", "山田　花子", "name"),
        ("よみは「やまだ・はなこ」です。", "やまだ・はなこ", "name"),
        ("ﾔﾏﾀﾞ ﾊﾅｺさま", "ﾔﾏﾀﾞ ﾊﾅｺ", "name"),
        ("連絡先は０３（１２３４）５６７８です。", "０３（１２３４）５６７８", "phone"),
        ("call +81 3-1234-5678 please", "81 3-1234-5678", "phone"),
        ("0312345678", "0312345678", "phone"),
        ("お住まいは平河町ではなく千代田区平河町１丁目２番３号。", "千代田区平河町１丁目２番３", "address"),
        ("千代田区平河町１ー２ー３の家", "千代田区平河町１ー２ー３", "address"),
        ("Hanako.Yamada@Example.org.", "Hanako.Yamada@Example.org", "email"),
        (
            "ｈａｎａｋｏ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "ｈａｎａｋｏ．ｙａｍａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "email",
        ),
    ],
)
def test_every_spelling_is_found(text, what, kind):
    assert (what, kind, True) in _found(text, HANAKO)


@pytest.mark.parametrize(
    "text",
    [
        "山田さんの畑、田中花子さん、川原さん。",
        "電話は103-1234-56789です。",
        "千代田区平河町1-2-34",
        "not-hanako.yamada@example.org hanako.yamada@example.org.uk",
        "花子という名の川",
        "",
    ],
)
def test_somebody_else_is_not_sure_to_be_meant(text):
    assert not [found for found in _found(text, HANAKO) if found[2]]


def test_a_family_name_with_a_title_may_be_somebody_elses():
    assert _found("山田さんと中山田さん", HANAKO) == [("山田さん", "name", False)]
    assert _found("Dear Ms. Brown, Mr Brownlow", AMELIA) == [("Ms. Brown", "name", False)]


def test_names_in_latin_letters_stand_in_either_order_and_end_where_words_end():
    assert _found("Brown, Amélia and AMELIA BROWN", AMELIA) == [
        ("Brown, Amélia", "name", True),
        ("AMELIA BROWN", "name", True),
    ]
    assert not _found("amelia brownie", AMELIA)
    assert _found("She lives at 12, Heron Street", AMELIA) == [("12, Heron Street", "address", True)]
    assert _found("020 7946 0958 or +44 (20) 7946-0958", AMELIA) == [
        ("020 7946 0958", "phone", True),
        ("44 (20) 7946-0958", "phone", True),
    ]


def test_too_little_means_nobody():
    assert pii_patterns("name", "") == [] == pii_patterns("phone", "119") == pii_patterns("address", "102-0093")
    assert all(not needle.sure for needle in pii_patterns("name", "林"))
