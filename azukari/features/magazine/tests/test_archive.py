"""The archive: past issues for everybody, without anybody in them; found by two letters; off means gone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from azukari.core.mail.models import MailingText
from azukari.features.magazine.issues import hide, set_list
from azukari.features.magazine.models import Issue, ListSettings
from azukari.features.magazine.tests.issues import TRICKY, WRITER, begun, carried, draft, readers_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
AT = "/{lang}/magazine/magazine/"


def _get(path: str = "", lang: str = "ja", status: int = 200) -> str:
    answer = Client().get(AT.format(lang=lang) + path)
    assert answer.status_code == status
    if status == 200:
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert not answer.cookies
    return answer.content.decode()


def _search(text: str, lang: str = "ja") -> str:
    return Client().post(AT.format(lang=lang) + "search", {"text": text}).content.decode()


@pytest.fixture
def past(of, moment) -> list[Issue]:
    """Two issues that went, and one that did not."""
    readers_of(1)
    issues = [
        begun(of, moment),
        begun(of, moment, subjects={"ja": "冬の観察会"}, bodies={"ja": "**カワセミ**と東京湾の話。ﾃﾞｰﾀ集。"}),
    ]
    draft(of, moment, subjects={"ja": "まだ下書き"}, bodies={"ja": "秘密"})
    return issues


def test_past_issues_are_there_in_both_languages_with_nobody_in_them(past):
    listed = _get()
    assert TRICKY in listed
    assert "冬の観察会" in listed
    assert "まだ下書き" not in listed
    issue = _get("1")
    assert "読者の皆様" in issue
    assert 'hreflang="en"' in issue
    assert "/leave/" not in issue
    assert "/wishes/" not in issue
    assert "{{" not in issue
    assert "Dear reader," in _get("1", "en")
    assert "カワセミ" in _get("2", "en"), "an issue in one language is shown in that one"
    _get("3", status=404)
    assert AT.format(lang="ja") in Client().get("/ja/magazine/").content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("観察", "冬の観察会"), ("京湾", "冬の観察会"), ("データ", "冬の観察会"), ("かわせみ", "冬の観察会"),
        ("鮎が", TRICKY), ("髙", TRICKY), ("😀", TRICKY), ("鮎 水質", TRICKY),
    ],
)  # fmt: skip
def test_words_of_two_letters_are_found(past, text: str, found: str):
    page = _search(text)
    assert found in page
    assert page.count("<li value=") == 1


@pytest.mark.parametrize("text", ["秘密", "察観", "鮎 観察", "%", "_い"])
def test_what_is_in_no_past_issue_is_not_found(past, text: str):
    page = _search(text)
    assert "<li value=" not in page
    assert "すべての号を見る" in page


def test_the_feed_is_atom_with_whole_addresses(past):
    answer = Client().get(AT.format(lang="ja") + "feed.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert feed.index("<title>冬の観察会</title>") < feed.index(f"<title>川だより {TRICKY}</title>"), "the newest first"
    assert "<id>http://localhost/ja/magazine/magazine/2</id>" in feed
    assert "{{" not in feed


def test_off_means_gone(past, of, moment):
    hide(past[0].id, hidden=True)
    _get("1", status=404)
    assert TRICKY not in _get()
    assert "<li value=" not in _search("鮎が")
    set_list(ListSettings(form=of.slug, has_archive=False), actor=WRITER, now=moment)
    for path in ("", "2", "feed.atom"):
        _get(path, status=404)
    assert Client().post(AT.format(lang="ja") + "search", {"text": "観察"}).status_code == 404
    assert AT.format(lang="ja") not in Client().get("/ja/magazine/").content.decode()
    assert reverse("magazine", kwargs={"lang": "ja"}) == "/ja/magazine/"


@pytest.mark.parametrize("path", ["", "2", "feed.atom"])
def test_whoever_keeps_a_page_asks_each_time_and_is_told_at_once_that_it_is_gone(past, of, moment, path: str):
    at, client = AT.format(lang="ja") + path, Client()
    first = client.get(at)
    assert first.headers["Cache-Control"] == "public, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(at, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    hide(past[0].id, hidden=True)
    assert client.get(at, headers=known).status_code == (304 if path == "2" else 200)
    set_list(ListSettings(form=of.slug, has_archive=False), actor=WRITER, now=moment)
    assert client.get(at, headers=known).status_code == 404


def test_mail_of_a_list_without_an_archive_links_to_none(of, moment):
    set_list(ListSettings(form=of.slug, has_archive=False), actor=WRITER, now=moment)
    issue = begun(of, moment + timedelta(seconds=1))
    assert all("/magazine/magazine/" not in t.html for t in MailingText.objects.filter(mailing=carried(issue)))
