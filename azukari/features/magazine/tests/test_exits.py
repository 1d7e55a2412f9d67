"""The two links of an issue: one-click exit by RFC 8058, and a reader's wishes; both without a sign-in (P08)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.models import MailingMessage
from azukari.features.magazine.models import Issue, ReaderWish
from azukari.features.magazine.tests.exits import ONE_CLICK, exit_of
from azukari.features.magazine.tests.issues import begun, carried, readers_of, sent
from azukari.policy.mailing import MessageState
from tests.links.stored import database
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink
from tests.rights.desk import come_in
from tests.sizes import how_many

pytestmark = pytest.mark.django_db(transaction=True)
MAILS = how_many("AZUKARI_SCANNED")
_LINK = re.compile(r"http://localhost(/[^\s<>\"]+)")


def _reads(person, of, moment) -> bool:
    return Grant.objects.living(moment).filter(person_id=person, purpose=of.purpose).exists()


def test_one_click_acts_without_cookie_redirect_or_a_page_of_ours_and_twice_is_once(server: Sink, of, moment):
    people = readers_of(2)
    sent(of, moment)
    at = exit_of(server, "reader0@example.org")
    for headers in ({}, {"Origin": "https://webmail.example", "Sec-Fetch-Site": "cross-site"}):
        answer = Client(headers=headers, enforce_csrf_checks=True).post(at, ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "You are unsubscribed" in answer.content.decode() or "配信を停止しました" in answer.content.decode()
    later = moment + timedelta(seconds=5)
    assert not _reads(people[0], of, later)
    assert _reads(people[1], of, later)
    before = len(server.taken)
    sent(of, later)
    assert len(server.taken) - before == 1, "the next issue goes to the other one alone"


@pytest.mark.parametrize(
    ("lang", "before", "after"),
    [
        ("en", "would unsubscribe them, not you", "it was their subscription"),
        ("ja", "「配信を停止する」を押すと、転送した方の配信が停止されます", "停止されたのは転送した方の配信です"),
    ],
)
def test_whoever_got_a_forwarded_copy_is_told_whose_subscription_it_is(server: Sink, of, moment, lang, before, after):
    readers_of(1)
    sent(of, moment)
    at = re.sub("/(ja|en)/", f"/{lang}/", exit_of(server, "reader0@example.org"), count=1)
    assert before in Client().get(at).content.decode()
    assert after in Client().post(at, ONE_CLICK).content.decode()


def test_a_scanner_that_opens_every_link_of_a_mail_changes_nothing(server: Sink, of, moment):
    people = readers_of(MAILS)
    sent(of, moment)
    found = set()
    for mail in server.read():
        for kind in ("plain", "html"):
            found |= set(_LINK.findall(mail.get_body((kind,)).get_content()))
        found |= set(_LINK.findall(mail["List-Unsubscribe"]))
    assert sum("/magazine/leave/" in at for at in found) == MAILS
    assert sum("/magazine/wishes/" in at for at in found) == MAILS
    before = database()
    for at in sorted(found):
        for headers in ({}, {"Sec-Purpose": "prefetch"}):
            client = Client(headers=headers)
            assert client.get(at).status_code in (200, 302, 404), at
            assert client.head(at).status_code in (200, 302, 404), at
    assert database() == before
    assert all(_reads(person, of, moment) for person in people)


def test_who_leaves_stops_what_waits(server: Sink, of, moment):
    [person, _other] = readers_of(2)
    first = sent(of, moment)
    at = exit_of(server, "reader0@example.org")
    waits = begun(of, moment + timedelta(seconds=1))
    assert MailingMessage.objects.filter(mailing=carried(waits), state=MessageState.WAITING).count() == 2
    Client().post(at, ONE_CLICK)
    before = len(server.taken)
    with Sender(lambda: moment + timedelta(seconds=30)) as sender:
        while sender.work():
            pass
    assert len(server.taken) - before == 1
    assert first.mailing != waits.mailing
    assert not _reads(person, of, moment + timedelta(seconds=30))


def test_wishes_are_kept_without_a_sign_in(server: Sink, of, moment):
    [person] = readers_of(1)
    sent(of, moment)
    [mail] = server.read()
    at = next(link for link in _LINK.findall(mail.get_body(("plain",)).get_content()) if "/wishes/" in link)
    page = Client().get(at, headers={"Host": "localhost"}).content.decode()
    assert "/s.js" not in page, "no page that knows somebody is counted"
    assert 'value="ja" id="f-wish-lang-ja" checked' in page
    assert Client().post(at, {"lang": "en", "pause": "3", "step": "keep"}).status_code == 200
    wish = ReaderWish.objects.get()
    assert (wish.person_id, wish.lang) == (person, "en")
    assert wish.paused_until
    assert 88 <= (wish.paused_until - moment.date()).days <= 93
    Client().post(at, {"lang": "en", "pause": "same", "step": "keep"})
    assert ReaderWish.objects.get().paused_until == wish.paused_until
    Client().post(at, {"lang": "en", "pause": "", "step": "keep"})
    assert ReaderWish.objects.get().paused_until is None
    Client().post(at, {"step": "leave"})
    assert not _reads(person, of, moment + timedelta(seconds=30))
    assert not ReaderWish.objects.exists(), "whoever leaves leaves no wish behind"


def test_the_own_page_shows_what_went_and_takes_wishes(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment)
    own = come_in("reader0@example.org", moment)
    page = own.get()
    assert "1 issue went to you" in page
    assert "/ja/magazine/magazine/1" in page
    assert own.post("/magazine/magazine", lang="en", pause="1").headers["Location"].endswith("?done=wished")
    assert ReaderWish.objects.get().lang == "en"
    assert "Paused until" in own.get()
    assert own.post("/magazine/membership", lang="en").status_code == 404
    send_all(moment)


def test_the_own_page_calls_an_issue_as_the_archive_does_and_a_weekly_edition_by_no_number(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment, subjects={"ja": "{{ name }}様へ", "en": "To {{ name }}"})
    Issue.objects.update(number=None, is_hidden=True)
    assert "<li>読者の皆様へ <" in come_in("reader0@example.org", moment).get()
