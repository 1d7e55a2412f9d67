"""Of two issues, lists or readers, each is told and given what is theirs, and an issue is sent when all of it is."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.mail.mailing import settle_done
from azukari.core.mail.models import MailingMessage, Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.hooks import Ended
from azukari.features.magazine.desk.issue import DONE
from azukari.features.magazine.forwarded import APART, LETTER, letter
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.models import Issue, ReaderWish
from azukari.features.magazine.own import section
from azukari.features.magazine.readers import readers
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.tests.issues import begun, readers_of, sent
from azukari.features.magazine.wishes import forget, leave
from tests.console import desks
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_issue_is_sent_when_nothing_of_it_waits(server: Sink, of, moment):
    readers_of(2)
    issue = begun(of, moment)
    send_due(moment + timedelta(minutes=1))
    assert Issue.objects.get(id=issue.id).state == IssueState.SENDING
    send_all(moment + timedelta(minutes=1))
    settle_done(now=moment + timedelta(minutes=2))
    send_due(moment + timedelta(minutes=2))
    assert Issue.objects.get(id=issue.id).state == IssueState.SENT


def test_it_can_be_found_in_the_archive_once_it_has_begun(of, moment):
    readers_of(1)
    begun(of, moment)
    found = Client().post("/en/magazine/magazine/search", {"text": "ayu"}).content.decode()
    assert "/en/magazine/magazine/1" in found


def test_a_pause_of_one_list_stops_no_other(of, moment):
    [person] = readers_of(1)
    until = moment.date() + timedelta(days=9)
    ReaderWish.objects.create(form="another", person_id=person, lang="en", paused_until=until)
    assert readers(of, current().policy, now=moment) == {person: "ja"}


def test_who_has_left_is_no_reader_since_others_are(server: Sink, of, moment):
    gone, _stays = readers_of(2)
    sent(of, moment)
    leave(gone, of.purpose, now=moment + timedelta(minutes=1))
    policy, now = current().policy, moment + timedelta(minutes=2)
    visit = SimpleNamespace(policy=policy, now=now, today=policy.organisation.day(now), person=gone, lang="ja")
    shown = section(visit)  # type: ignore[arg-type] # all that it asks a visit for
    assert shown is None or [one["reads"] for one in shown["lists"]] == [False]


@pytest.mark.parametrize("whole", [True, False], ids=["of everything", "of the list"])
def test_an_end_leaves_no_wish_behind(of, moment, whole):
    [person] = readers_of(1)
    for form in (of.slug, "another"):
        ReaderWish.objects.create(form=form, person_id=person, lang="en")
    forget(Ended(person, purpose="" if whole else of.purpose, at=moment, erased=whole))
    assert not ReaderWish.objects.filter(person_id=person, form=of.slug).exists()


def _notice(message: MailingMessage, moment) -> str:
    row = Message(kind=LETTER, person_id=message.person_id, reference=message.id, lang="ja", created_at=moment)
    written = letter(row, moment)
    assert written
    return " ".join(str(part) for part in written.paragraphs)


def test_the_notice_of_a_copy_names_the_issue_that_was_passed_on(server: Sink, of, moment):
    readers_of(1)
    first, second = (sent(of, moment), sent(of, moment + timedelta(hours=1)))
    for issue in (first, second):
        message = MailingMessage.objects.get(mailing=issue.mailing)
        assert f"/ja/magazine/magazine/{issue.number}" in _notice(message, moment + timedelta(hours=2))
    Issue.objects.filter(id=first.id).delete()
    message = MailingMessage.objects.get(mailing=first.mailing)
    assert "http" not in _notice(message, moment + timedelta(hours=2)), "an issue that is gone has no page"


def test_it_comes_as_seldom_as_it_says():
    assert timedelta(weeks=2) == APART


def test_a_new_issue_like_one_of_another_list_begins_as_a_letter(of, writer, moment):
    other = Issue.objects.create(form="another", layout="journal", created_at=moment, changed_at=moment)
    desk = desks.browser(writer)
    desk.post("/console/magazine/magazine/new/", {"like": str(other.id)})
    assert Issue.objects.get(form="magazine").layout == "letter"


def test_each_deed_is_told_with_its_own_words(of, writer, moment):
    readers_of(1)
    issue = begun(of, moment)
    desk = desks.browser(writer)
    said = {
        step: desk.post(f"/console/magazine/magazine/{issue.id}/act/{step}/", {}, follow=True).content.decode()
        for step in ("pause", "resume")
    }
    with translation.override("en"):
        assert str(DONE["paused"]) in said["pause"]
        assert str(DONE["resumed"]) in said["resume"]


def test_a_mail_links_to_the_versions_in_other_languages_alone(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment)
    [mail] = server.read()
    for kind in ("html", "plain"):
        said = mail.get_body((kind,)).get_content()
        assert "/en/magazine/magazine/1" in said
        assert "/ja/magazine/magazine/1" not in said, "this version is in the reader's hands"
