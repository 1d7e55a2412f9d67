"""Markdown as an email shows it, as text, and what may approve whom: pure."""

import pytest

from azukari.features.magazine.life import IssueState, may_approve, may_become
from azukari.features.magazine.markdown import for_mail, for_page, links, pictures, plain
from azukari.features.magazine.searching import grams
from azukari.lib.search_key import folded

TEXT = """# 見出し

一行目
二行目 **強く** [案内](https://a.example/?b=c&d=e)

1. 一つ
2. 二つ
   - 中

> 引用

![川の写真](/theme/1/logo) ![](https://evil.example/p.gif)

<script>alert(1)</script> <https://bare.example/>

---
"""


def test_the_text_part_reads_like_a_letter():
    said = plain(TEXT)
    assert said.startswith(
        "■ 見出し\n\n一行目\n二行目 強く 案内 <https://a.example/?b=c&d=e>\n\n1. 一つ\n2. 二つ\n  - 中\n"
    )
    assert "> 引用\n" in said
    assert "[川の写真]" in said
    assert "https://bare.example/\n" in said
    assert "--------------------" in said
    assert "**" not in said


def test_html_has_no_code_and_no_picture_of_others():
    for made in (for_mail(TEXT, accent="#274A78", on_accent="#FFF", base_url="https://us.example"), for_page(TEXT)):
        assert "<script" not in made
        assert "<h2" in made
        assert "evil.example" not in made
        assert "一行目<br />" in made
    assert 'src="https://us.example/theme/1/logo"' in for_mail(
        TEXT, accent="#000", on_accent="#FFF", base_url="https://us.example"
    )
    assert "javascript:" not in for_page("[x](javascript:alert(1))").replace("[x](javascript:alert(1))", "")


def test_links_and_pictures_are_found():
    assert [(link.href, link.words) for link in links(TEXT)] == [
        ("https://a.example/?b=c&d=e", "案内"),
        ("https://bare.example/", "https://bare.example/"),
    ]
    assert [picture.alt for picture in pictures(TEXT)] == ["川の写真", ""]


def test_bigrams_fold_width_case_and_kana():
    assert folded("ﾃﾞｰﾀ　ＡＢＣ ひらがな") == "データ abc ヒラガナ"
    assert grams("ab c😀d") == {"ab", "c😀", "😀d"}


@pytest.mark.parametrize(
    ("writer", "approver", "colleagues", "two", "may"),
    [
        ("a", "a", 0, False, True),
        ("a", "a", 1, False, False),
        ("a", "a", 0, True, False),
        ("a", "b", 1, True, True),
        ("a", "b", 0, False, True),
    ],
)
def test_the_second_person(writer: str, approver: str, colleagues: int, two: bool, may: bool):
    assert may_approve(writer=writer, approver=approver, colleagues=colleagues, two=two) is may


def test_an_issue_goes_only_after_it_was_approved():
    assert not may_become(IssueState.DRAFT, IssueState.SCHEDULED)
    assert not may_become(IssueState.DRAFT, IssueState.SENDING)
    assert not may_become(IssueState.CANCELLED, IssueState.SENDING)
    assert may_become(IssueState.SENT, IssueState.SENDING)
