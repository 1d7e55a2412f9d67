"""Whoever got a forwarded copy can say so: nothing changes, and its reader is told by email, seldom (P08, P43)."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.mail.models import Message
from azukari.core.mail.queue import KEPT
from azukari.core.mail.queue import send_due as send_letters
from azukari.features.magazine import issues
from azukari.features.magazine.forwarded import APART, LETTER
from azukari.features.magazine.models import Issue, ListSettings
from azukari.features.magazine.tests.exits import ONE_CLICK, exit_of
from azukari.features.magazine.tests.issues import readers_of, sent
from azukari.features.magazine.wishes import leave
from tests.links.stored import database
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"answer": "forwarded"}
_LINK = re.compile(r"http://localhost(/[^\s<>\"]+)")


@pytest.fixture
def reader(server: Sink, of, moment) -> UUID:
    [person] = readers_of(1)
    sent(of, moment)
    return person


def _letters(server: Sink) -> list[EmailMessage]:
    found = [one for one in server.read() if "転送" in str(one["Subject"])]
    assert all(one["To"].addresses[0].addr_spec == "reader0@example.org" for one in found)
    return found


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def _reads(person: UUID, of, at: datetime) -> bool:
    return Grant.objects.living(at).filter(person_id=person, purpose=of.purpose).exists()


def test_the_reader_keeps_the_magazine_and_is_told_what_a_copy_can_do(server: Sink, of, moment, reader):
    at = exit_of(server, "reader0@example.org")
    page = Client().get(at).content.decode()
    assert "転送されたメールです" in page
    answer = Client(enforce_csrf_checks=True).post(at, SAID)
    assert "何も変わっていません" in answer.content.decode()
    assert "/ja/forms/magazine" in answer.content.decode()
    later = moment + timedelta(minutes=1)
    send_letters(later)
    [mail] = _letters(server)
    assert _reads(reader, of, later)
    assert "http://localhost/ja/magazine/magazine/1" in _text(mail), "what can be passed on without a link of theirs"
    fresh = next(link for link in _LINK.findall(_text(mail)) if "/wishes/" in link)
    assert Client().get(fresh).status_code == 200
    assert "List-Unsubscribe" not in mail


def test_no_link_of_the_readers_own_mail_ends(server: Sink, of, moment, reader):
    """A copy's links are those of the original, which has to go on leaving by one click (RFC 8058)."""
    at = exit_of(server, "reader0@example.org")
    Client().post(at, SAID)
    assert "配信を停止しました" in Client().post(at, ONE_CLICK).content.decode()
    assert not _reads(reader, of, moment + timedelta(seconds=5))


def test_however_often_it_is_pressed_one_mail_goes_in_two_weeks_and_every_answer_is_the_same(
    server: Sink, of, moment, reader
):
    at = exit_of(server, "reader0@example.org")
    answers = {Client().post(at, SAID).content for _ in range(3)}
    assert len(answers) == 1
    assert Message.objects.filter(kind=LETTER).count() == 1
    Message.objects.filter(kind=LETTER).update(created_at=moment - APART + timedelta(days=1))
    Client().post(at, SAID)
    assert Message.objects.filter(kind=LETTER).count() == 1
    Message.objects.filter(kind=LETTER).update(created_at=moment - APART - timedelta(days=1))
    Client().post(at, SAID)
    assert Message.objects.filter(kind=LETTER).count() == 2
    assert APART < KEPT, "or nobody knows any more that one went"


def test_a_look_at_the_page_writes_to_nobody(server: Sink, of, moment, reader):
    at = exit_of(server, "reader0@example.org")
    before = database()
    Client().get(at)
    Client().head(at)
    assert database() == before


def test_nobody_is_written_to_after_leaving(server: Sink, of, moment, reader):
    at = exit_of(server, "reader0@example.org")
    Client().post(at, SAID)
    leave(reader, of.purpose, now=moment)
    send_letters(moment + timedelta(minutes=1))
    assert not _letters(server)
    page = Client().post(at, SAID).content.decode()
    assert "配信を停止しました" in page
    assert Message.objects.filter(kind=LETTER, person__isnull=False).count() <= 1


def test_where_no_archive_has_the_issue_no_address_of_it_is_told(server: Sink, of, moment, reader):
    issues.hide(Issue.objects.get().id, hidden=True)
    Client().post(exit_of(server, "reader0@example.org"), SAID)
    send_letters(moment + timedelta(minutes=1))
    [mail] = _letters(server)
    assert "/magazine/magazine/1" not in _text(mail)
    assert "本文だけを写すか" in _text(mail)
    assert ListSettings.objects.count() == 1


def test_the_page_of_wishes_has_the_same_way(server: Sink, of, moment, reader):
    [mail] = server.read()
    at = next(link for link in _LINK.findall(_text(mail)) if "/wishes/" in link)
    assert 'name="answer" value="forwarded"' in Client().get(at).content.decode()
    assert "何も変わっていません" in Client().post(at, SAID).content.decode()
    assert Message.objects.filter(kind=LETTER).count() == 1
    assert _reads(reader, of, moment + timedelta(seconds=5))


def test_a_press_of_anything_else_leaves(server: Sink, of, moment, reader):
    """Mail programs send words of their own, and each of them ends the subscription."""
    page = Client().post(exit_of(server, "reader0@example.org"), {"answer": "something"}).content.decode()
    assert "配信を停止しました" in page
    assert "/ja/forms/magazine" in page, "whoever was wrong subscribes again"
    assert not _reads(reader, of, moment + timedelta(seconds=5))
