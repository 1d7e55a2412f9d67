"""A letter that was written as a page is read as its words: a line for each block, and none for what stands in one."""

from email.message import EmailMessage

import pytest

from azukari.core.mail.incoming.charsets import text_of


def _read(page: str) -> str:
    mail = EmailMessage()
    mail.set_content(page, subtype="html")
    return text_of(mail)


@pytest.mark.parametrize("tag", ["p", "div", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "ul", "ol"])
def test_a_block_has_lines_of_its_own(tag):
    lines = [line.strip("> ") for line in _read(f"before<{tag}>within</{tag}>after").splitlines()]
    assert [line for line in lines if line] == ["before", "within", "after"]


@pytest.mark.parametrize("written", ["<br>", "<br/>", "<br />", "<hr>"])
def test_a_break_is_one_break(written):
    assert [line for line in _read(f"one{written}two").splitlines() if line] == ["one", "two"]
    assert "hr" in written or _read(f"one{written}two") == "one\ntwo"


def test_a_word_in_bold_stays_in_its_line():
    assert _read("one <b>two</b> three") == "one two three"
