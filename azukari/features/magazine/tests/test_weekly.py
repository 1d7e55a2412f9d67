"""Who wishes so gets all issues of a week in one mail on Monday morning, once, and no issue by itself (P08)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from azukari.features.magazine.issues import Content, begin, hide, write
from azukari.features.magazine.models import Issue
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.tests.issues import WRITER, readers_of, sent
from azukari.features.magazine.weekly import gather, last_monday
from azukari.features.magazine.wishes import wish
from azukari.policy.terms import Actor, ActorKind
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
TOKYO = ZoneInfo("Asia/Tokyo")


def _weekly(person, of, moment, lang: str = "") -> None:
    wish(person, of, lang=lang, until=None, weekly=True, actor=Actor(ActorKind.PERSON, str(person)), now=moment)


def test_a_week_comes_in_one_mail_and_once(server: Sink, of, moment):
    people = readers_of(3)
    _weekly(people[0], of, moment)
    _weekly(people[1], of, moment, "en")
    for number in (1, 2):
        sent(of, moment, subjects={"ja": f"第{number}号", "en": f"Issue {number}"})
    hidden = sent(of, moment, subjects={"ja": "取り下げた号", "en": "Taken out"})
    hide(hidden.id, hidden=True)
    assert server.to() == {"reader2@example.org": 3}
    monday = last_monday(moment, TOKYO) + timedelta(weeks=1)
    assert gather(monday - timedelta(minutes=1)) == 0
    assert [gather(monday), gather(monday + timedelta(hours=1))] == [1, 0]
    assert send_due(monday) == 1
    send_all(monday)
    assert server.to() == {"reader0@example.org": 1, "reader1@example.org": 1, "reader2@example.org": 3}
    ja, en = (next(one for one in server.read() if f"reader{n}@" in str(one["To"])) for n in (0, 1))
    assert "今週" in str(ja["Subject"])
    assert str(en["Subject"]).endswith("the issues of this week")
    text = en.get_body(("plain",)).get_content()
    assert text.index("■ Issue 1") < text.index("■ Issue 2")
    assert "Taken out" not in text
    assert ja["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    edition = Issue.objects.get(audience="weekly")
    assert (edition.number, edition.is_hidden) == (None, True), "it stands in no archive"
    assert gather(monday + timedelta(weeks=1)) == 0, "a week without an issue has no edition"


def test_an_only_issue_keeps_its_subject_and_a_language_without_news_gets_nothing(server: Sink, of, moment):
    people = readers_of(2)
    _weekly(people[0], of, moment)
    _weekly(people[1], of, moment, "en")
    made = sent(of, moment, subjects={"ja": "第1号", "en": "Issue 1"})
    Issue.objects.filter(id=made.id).update(audience="en")
    monday = last_monday(moment, TOKYO) + timedelta(weeks=1)
    gather(monday)
    send_due(monday)
    send_all(monday)
    assert server.to() == {"reader1@example.org": 1}
    assert [str(one["Subject"]) for one in server.read()] == ["Issue 1"]


def test_links_to_our_own_pages_name_the_issue_where_its_editor_wants_that_alone(server: Sink, of, moment):
    readers_of(2)
    body = {"en": "[Join](http://localhost/en/forms/membership?a=1) and [read](https://river.example/news)"}
    sent(of, moment, subjects={"en": "Plain"}, bodies=body)
    assert not any("utm_" in str(one) for one in server.read())
    server.taken.clear()
    made = begin(of.slug, layout="letter", actor=WRITER, now=moment)
    content = Content("letter", {"en": "Named"}, body, names_itself=True)
    write(made.id, content, version=1, actor=WRITER, now=moment)
    Issue.objects.filter(id=made.id).update(state="scheduled", scheduled_at=moment)
    send_due(moment)
    send_all(moment)
    found = {one.get_body(("html",)).get_content() for one in server.read()}
    assert len(found) == 2
    named = "http://localhost/en/forms/membership?a=1&amp;utm_source=magazine&amp;utm_medium=email&amp;utm_campaign=magazine-2"
    assert all(named in html and 'river.example/news"' in html for html in found), "the same address for everybody"
    assert Client().get(named.removeprefix("http://localhost").replace("&amp;", "&")).status_code == 200


def test_monday_morning_is_on_the_organisation_s_clocks():
    monday = datetime(2026, 11, 23, 8, tzinfo=TOKYO)
    for now in (monday, monday + timedelta(days=6, hours=23)):
        assert last_monday(now, TOKYO) == monday
    assert last_monday(monday - timedelta(seconds=1), TOKYO) == monday - timedelta(weeks=1)
