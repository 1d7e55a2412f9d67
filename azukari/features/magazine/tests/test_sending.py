"""An issue goes to whoever has a living consent and no pause, in their language, once, and to nobody else (P08)."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from azukari.core.mail.mailing import settle_done, tally
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.policy_versions.current import current
from azukari.core.vault.withdraw import withdraw
from azukari.features.magazine import sending
from azukari.features.magazine.issues import Content, approve, schedule, take_back, write
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.models import Issue
from azukari.features.magazine.second_person import NeedsAnother
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.tests.issues import TRICKY, WRITER, approved, begun, carried, draft, readers_of, sent
from azukari.features.magazine.wishes import wish
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MessageState
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.mailings.issue import send_all
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def _me(person) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def _mail_of(server: Sink, address: str) -> EmailMessage:
    [found] = [message for message in server.read() if message["To"].addresses[0].addr_spec == address]
    return found


def test_each_reader_gets_it_once_in_their_language_and_with_their_name(server: Sink, of, moment):
    people = readers_of(4)
    wish(people[1], of, lang="en", until=None, actor=_me(people[1]), now=moment)
    desks.register("magazine", {"email": "unconfirmed@example.org"}, confirmed=False)
    sent(of, moment)
    assert server.to() == {f"reader{n}@example.org": 1 for n in range(4)}
    ja, en = _mail_of(server, "reader0@example.org"), _mail_of(server, "reader1@example.org")
    assert str(ja["Subject"]) == f"川だより {TRICKY}"
    assert ja["To"].addresses[0].display_name == "髙﨑 0"
    for kind in ("plain", "html"):
        part = ja.get_body((kind,))
        assert part is not None
        said = part.get_content()
        assert "髙﨑 0様" in said
        assert TRICKY in said
        assert "{{" not in said
    assert str(en["Subject"]) == "River news"
    assert en["Content-Language"] == "en"
    text = en.get_body(("plain",)).get_content()
    assert "The ayu are back: all results <https://river.example/results>." in text
    assert "■ Water" in text


def test_it_has_both_exits_and_loads_nothing_from_anywhere(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment, layout="journal")
    [mail] = server.read()
    leave = mail["List-Unsubscribe"].strip("<>")
    assert leave.startswith("http://localhost/ja/magazine/leave/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))
    for part in (html, text):
        assert leave in part
        assert "/ja/magazine/wishes/" in part
        assert "〒" in part or "東京" in part or "0-" in part, "the sender's address"
    for loaded in ("<img", "<script", "url(", "<link", "src="):
        assert loaded not in html


def test_who_leaves_or_pauses_while_it_waits_gets_nothing(server: Sink, of, moment):
    people = readers_of(5)
    paused_before = people[4]
    wish(paused_before, of, lang="", until=moment.date() + timedelta(days=9), actor=_me(paused_before), now=moment)
    issue = begun(of, moment)
    withdraw(people[0], purpose=of.purpose, actor=_me(people[0]), now=moment)
    wish(people[1], of, lang="", until=moment.date() + timedelta(days=9), actor=_me(people[1]), now=moment)
    send_all(moment)
    assert set(server.to()) == {"reader2@example.org", "reader3@example.org"}
    counts = tally(carried(issue))
    assert counts[MessageState.SENT] == 2
    assert counts[MessageState.WITHDRAWN] >= 1
    assert not MailingMessage.objects.filter(person=paused_before).exists()


def test_a_pause_is_over_on_its_day(server: Sink, of, moment):
    [person] = readers_of(1)
    wish(person, of, lang="", until=moment.date() + timedelta(days=2), actor=_me(person), now=moment)
    sent(of, moment)
    assert not server.taken
    later = moment + timedelta(days=3)
    sent(of, later)
    assert len(server.taken) == 1


def test_a_reader_of_a_missing_version_gets_the_other_one(server: Sink, of, moment):
    readers_of(1)
    sent(of, moment, subjects={"en": "Only English"}, bodies={"en": "Words."})
    [mail] = server.read()
    assert mail["Content-Language"] == "en"


def test_it_goes_at_its_time_with_the_readers_of_that_time(server: Sink, of, moment):
    readers_of(1)
    issue = approved(of, moment)
    schedule(issue.id, at=moment + timedelta(hours=2), actor=WRITER, now=moment)
    assert send_due(moment + timedelta(hours=1)) == 0
    desks.register("magazine", {"email": "late@example.org"})
    assert send_due(moment + timedelta(hours=3)) == 1
    send_all(moment + timedelta(hours=3))
    assert server.to() == {"reader0@example.org": 1, "late@example.org": 1}


def test_it_is_sent_when_nothing_waits_and_goes_on_for_the_failed_alone(server: Sink, of, moment):
    readers_of(3)
    server.behave = lambda verb, rest: "554 5.7.1 not today" if verb == "RCPT" and "reader1@" in rest else ""
    issue = sent(of, moment)
    settle_done(now=moment)
    send_due(moment)
    assert Issue.objects.get(id=issue.id).state == IssueState.SENT
    server.behave = lambda verb, rest: ""
    assert sending.retry(Issue.objects.get(id=issue.id), actor=WRITER, now=moment) == 1
    assert Issue.objects.get(id=issue.id).state == IssueState.SENDING
    send_all(moment)
    assert server.to() == {f"reader{n}@example.org": 1 for n in range(3)}


def test_a_pause_stops_it_a_cancellation_ends_it(server: Sink, of, moment):
    readers_of(3)
    issue = begun(of, moment)
    sending.pause(issue, actor=WRITER, now=moment)
    send_all(moment)
    assert not server.taken
    sending.resume(issue, actor=WRITER, now=moment)
    sending.cancel(issue, actor=WRITER, now=moment)
    send_all(moment)
    assert not server.taken
    assert Issue.objects.get(id=issue.id).state == IssueState.CANCELLED
    assert tally(carried(issue)) == {MessageState.GIVEN_UP: 3}


def test_a_job_that_dies_between_writing_and_adding_begins_the_same_mailing_again(
    server: Sink, of, moment, monkeypatch
):
    readers_of(2)
    issue = approved(of, moment)
    schedule(issue.id, at=moment, actor=WRITER, now=moment)

    def dies(*_args, **_more):
        raise ConnectionError

    monkeypatch.setattr("azukari.core.mail.mailing.add", dies)
    with pytest.raises(ConnectionError):
        send_due(moment)
    monkeypatch.undo()
    send_due(moment)
    send_all(moment)
    assert Mailing.objects.count() == 1
    assert server.to() == {"reader0@example.org": 1, "reader1@example.org": 1}
    assert Issue.objects.get().number == 1


def test_what_is_approved_does_not_change_and_a_second_person_reads_it(of, moment):
    editor, other = desks.staff("magazine", email="one@staff.example.org"), None
    actor = Actor(ActorKind.STAFF, str(editor.reference), frozenset({"magazine"}))
    issue = draft(of, moment)
    issue = write(issue.id, Content("letter", {}, {}), version=issue.version, actor=actor, now=moment)
    policy = current().policy
    other = desks.staff("magazine", email="two@staff.example.org")
    with pytest.raises(NeedsAnother):
        approve(issue.id, of, policy, version=issue.version, actor=actor, now=moment)
    second = Actor(ActorKind.STAFF, str(other.reference), frozenset({"magazine"}))
    approve(issue.id, of, policy, version=issue.version, actor=second, now=moment)
    with pytest.raises(InvalidTransition):
        write(issue.id, Content("letter", {}, {}), version=issue.version, actor=actor, now=moment)
    take_back(issue.id, actor=actor, now=moment)
    assert Issue.objects.get(id=issue.id).state == IssueState.DRAFT
