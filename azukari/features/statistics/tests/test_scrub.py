"""No address, token or query becomes a row; plain words of an address do."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from azukari.features.statistics.dimension import OTHER
from azukari.features.statistics.referrer import domain_of
from azukari.features.statistics.scrub import LONGEST, path, word


@pytest.mark.parametrize(
    "plain",
    [
        "/", "/ja/", "/ja/forms/plastic-free-river", "/blog/2026/11/27/how-we-count", "/report-2026-11-27.pdf",
        "/magazine/issue-12", "/川の調査", "/en/privacy/3",
    ],
)  # fmt: skip
def test_the_plain_words_of_a_path_stay(plain: str):
    assert path(plain) == plain


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/a?mail=x@example.org&token=1", "/a"),
        ("/a#x@example.org", "/a"),
        ("/a;jsessionid=77", "/a"),
        ("/u/hanako@example.org/edit", "/u/*/edit"),
        ("/u/hanako%40example.org", "/u/*"),
        ("/receipt/Jk3_s9dKx0aPq2LmZZt1", "/receipt/*"),
        ("/r/eyJhbGciOiJIUzI1NiIs", "/r/*"),
        ("/r/3f2b8c1e-9d4a-4b7c-8e1f-0a1b2c3d4e5f", "/r/*"),
        ("/call/090-1234-5678", "/call/*"),
        ("/from/203.0.113.7", "/from/*"),
        ("/from/2001:db8::1", "/from/*"),
        ("https://example.org/a", "/"),
        ("/%ff", "/*"),
        ("/<script>", "/*"),
    ],
)
def test_what_may_be_somebodys_does_not(asked: str, kept: str):
    assert path(asked) == kept


@given(st.text(max_size=400), st.emails())
@example("/" + "a/" * 300, "a@example.org")
def test_whatever_is_asked_for_the_row_is_bounded_and_without_a_mail_address(said: str, mail: str):
    for asked in (said, f"/{said}", f"/{said}/{mail}", f"/x?{said}={mail}"):
        kept = path(asked)
        assert len(kept) <= LONGEST
        assert kept.startswith("/")
        assert not set("@?#\x00\n") & set(kept)


def test_a_campaign_is_a_short_word():
    assert word(" Spring Letter ") == "spring letter"
    assert word("me@example.org") == word("x" * 80) == word("Jk3s9dKx0aPq2LmZ") == OTHER


def test_a_referrer_is_a_domain_that_somebody_registered():
    found = [domain_of(host) for host in ("www.a.example.co.jp", "example.org", "localhost", "192.0.2.1", "co.jp", "")]
    assert found == ["example.co.jp", "example.org", "", "", "", ""]
