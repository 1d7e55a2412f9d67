"""A mailing reaches everybody once, with the right words, over pipelined connections that stay open."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger.models import Pending
from azukari.core.mail.bulk import standing
from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.bulk.settle import journals
from azukari.core.mail.mailing import (
    NoText,
    Text,
    UnknownSlot,
    add,
    cancel,
    pause,
    retry_failed,
    settle_done,
    start,
    tally,
    write,
)
from azukari.core.mail.models import MailingMessage
from azukari.core.mail.transport import mailers
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MessageState
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import EDITOR, KIND, TRICKY, doubtful, mailing_to, named, send_all, texts
from tests.mailings.sink import HANG_UP, Sink, sink
from tests.vault_search.crowd import gather

pytestmark = pytest.mark.django_db(transaction=True)


def _addresses(count: int) -> Counter[str]:
    return Counter(f"reader{n}@example.org" for n in range(count))


def _states(mailing) -> dict[str, int]:
    return {state.value: count for state, count in tally(mailing).items()}


def test_everybody_gets_it_once(server: Sink, moment):
    mailing = mailing_to(readers_of(25), now=moment)
    send_all(moment)
    assert server.to() == _addresses(25)
    assert _states(mailing) == {"sent": 25}
    assert server.connections == 2
    assert not list(journals().glob("*"))
    assert settle_done(now=moment) == 1


def test_each_gets_it_in_their_language_with_their_name(server: Sink, moment):
    mailing_to(readers_of(2), now=moment)
    send_all(moment)
    by_lang = {message["Content-Language"]: message for message in server.read()}
    ja, en = by_lang["ja"], by_lang["en"]
    assert ja["Subject"] == f"川だより {TRICKY}"
    name, other = (mail["To"].addresses[0].display_name for mail in (ja, en))
    assert {name, other} == {"読者 0", "読者 1"}  # whose id comes first is chance
    assert ja["From"].addresses[0].addr_spec == django_settings.AZUKARI.sender
    text, page = (ja.get_body((sort,)).get_content().replace("\r\n", "\n") for sort in ("plain", "html"))
    assert text.startswith(f"{name}様\n\n{TRICKY}\n")
    assert page == f"<p>{name}様</p><p>{TRICKY}</p>\n"
    assert f"Dear {other}," in en.get_body(("plain",)).get_content()
    message = MailingMessage.objects.get(lang="ja")
    assert ja["Message-ID"] == f"<{message.id}@localhost>"
    assert ja["List-Unsubscribe"] == f"<https://river.example/ja/leave/{message.id}>"
    assert ja["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not ja.defects
    assert all(b"\n" not in content.replace(b"\r\n", b"") for _, content in server.taken)


def test_a_name_is_no_markup(server: Sink, ruling, moment):
    people = gather(1, lambda n: {"email": "a@example.org", "name": "<b>A & B</b>"}, form="magazine")
    mailing_to(people, now=moment)
    send_all(moment)
    (message,) = server.read()
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;様" in message.get_body(("html",)).get_content()
    assert "<b>A & B</b>様" in message.get_body(("plain",)).get_content()


def test_a_server_without_pipelining_is_told_one_thing_at_a_time(settings, moment):
    with sink(extensions=()) as server:
        named(server, settings)
        waits: list[str] = []

        def listen(verb: str, _rest: str) -> str:
            waits.append(verb)
            return ""

        server.behave = listen
        mailing_to(readers_of(5), now=moment)
        send_all(moment, connections=1)
    assert server.to() == _addresses(5)
    assert waits[1:6] == ["MAIL", "RCPT", "DATA", ".", "MAIL"]


def test_over_starttls_and_to_nobody_whose_certificate_is_not_vouched_for(settings, monkeypatch, mailbox, moment):
    settings.MAILERS = mailers(replace(django_settings.AZUKARI, smtp=mailbox.url))
    mailing = mailing_to(readers_of(3), now=moment)
    with Sender(lambda: moment) as sender:
        sender.work()
        assert sender.rest
    assert _states(mailing) == {"waiting": 3}
    assert not MailingMessage.objects.filter(lease__isnull=False).exists()
    monkeypatch.setenv("SSL_CERT_FILE", str(mailbox.certificate))
    send_all(moment)
    assert len(mailbox.messages) == 3
    assert _states(mailing) == {"sent": 3}


def test_where_no_server_is_named_it_goes_into_the_outbox(settings, tmp_path, moment):
    (tmp_path / "keys").symlink_to(django_settings.AZUKARI.keys)
    settings.AZUKARI = replace(django_settings.AZUKARI, root=tmp_path)
    settings.MAILERS = mailers(settings.AZUKARI)
    people = readers_of(3)
    settings.AZUKARI = replace(django_settings.AZUKARI)
    mailing = mailing_to(people, now=moment)
    before = set(django_settings.AZUKARI.outbox.glob("*.eml"))
    settings.MAILERS = mailers(django_settings.AZUKARI)
    send_all(moment)
    made = set(django_settings.AZUKARI.outbox.glob("*.eml")) - before
    assert len(made) == 3
    assert _states(mailing) == {"sent": 3}
    for path in made:
        path.unlink()


def test_the_ledger_tells_of_each_and_the_rows_hold_no_address(server: Sink, moment):
    mailing_to(readers_of(4), now=moment)
    send_all(moment)
    told = Pending.objects.filter(kind="vault:value:released", payload__contains=KIND)
    assert told.count() == 4
    kept = "".join(str(row) for row in MailingMessage.objects.values_list())
    assert "@" not in kept


def test_a_batch_takes_a_fixed_number_of_statements(server: Sink, moment, monkeypatch):
    monkeypatch.setattr(standing, "GOOD_FOR", 60)

    def statements(count: int) -> int:
        mailing_to(readers_of(count), now=moment)
        with Sender(lambda: moment, connections=1) as sender, CaptureQueriesContext(connection) as asked:
            sender._size = count
            assert sender.work() == count
        settle_done(now=moment)
        return len(asked)

    statements(2)
    assert statements(40) == statements(3)


def test_words_that_nothing_fills_and_languages_that_are_not_there_are_refused(moment):
    with pytest.raises(UnknownSlot) as unknown:
        write(KIND, purpose="magazine", texts=[Text("ja", "x", "{{phone}}", "")], actor=EDITOR, now=moment)
    assert unknown.value.names == ["phone"]
    with pytest.raises(NoText):
        write(KIND, purpose="magazine", texts=[], actor=EDITOR, now=moment)
    mailing = write(KIND, purpose="magazine", texts=texts()[:1], actor=EDITOR, now=moment)
    with pytest.raises(NoText):
        add(mailing, [(person, "en") for person in readers_of(1)], now=moment)
    assert not mailing.messages.exists()


def test_nobody_is_in_it_twice_and_nobody_comes_in_once_it_goes(moment):
    people = readers_of(2)
    mailing = mailing_to(people, now=moment, begin=False)
    add(mailing, [(people[0], "en")], now=moment)
    assert mailing.messages.count() == 2
    start(mailing, now=moment)
    with pytest.raises(InvalidTransition):
        add(mailing, [(people[0], "en")], now=moment)


def test_it_begins_at_its_time(server: Sink, moment):
    mailing = mailing_to(readers_of(1), now=moment, begin=False)
    start(mailing, now=moment, at=moment + timedelta(hours=1))
    send_all(moment)
    assert not server.taken
    send_all(moment + timedelta(hours=1))
    assert len(server.taken) == 1


def test_pause_resume_and_cancel(server: Sink, moment):
    mailing = mailing_to(readers_of(3), now=moment)
    pause(mailing)
    send_all(moment)
    assert (len(server.taken), mailing.code) == (0, "staff")
    start(mailing, now=moment)
    send_all(moment)
    assert len(server.taken) == 3
    other = mailing_to(readers_of(2), now=moment)
    cancel(other, now=moment)
    send_all(moment)
    assert len(server.taken) == 3
    assert _states(other) == {"given-up": 2}
    with pytest.raises(InvalidTransition):
        start(other, now=moment)


def _reply(to: str, reply: str, *, at: str = "RCPT"):
    return lambda verb, rest: reply if verb == at and to in rest else ""


@pytest.mark.parametrize(
    ("at", "reply", "state", "code"),
    [
        ("RCPT", "550 5.1.1 no such user", "bounced", "550 5.1.1"),
        ("RCPT", "550 no such user", "bounced", "550"),
        ("RCPT", "554 5.7.1 policy", "given-up", "554 5.7.1"),
        ("RCPT", "552 5.2.2 full", "given-up", "552 5.2.2"),
        (".", "550 5.7.1 looks like spam", "given-up", "550 5.7.1"),
        (".", "451 4.7.1 greylisted", "held", "451 4.7.1"),
        ("RCPT", "452 4.2.2 full", "held", "452 4.2.2"),
        ("MAIL", "451 4.3.0 busy", "held", "451 4.3.0"),
    ],
)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
def test_what_one_server_says_is_that_message_s_matter(settings, moment, at, reply, state, code, extensions):
    with sink(extensions=extensions) as server:
        named(server, settings)
        first = [True]

        def behave(verb: str, rest: str) -> str:
            if verb != at or (at != "MAIL" and "reader1@" not in rest) or not first:
                return ""
            first.clear()
            return reply

        server.behave = behave
        mailing = mailing_to(readers_of(4), now=moment)
        send_all(moment, connections=1)
    assert len(server.taken) == 3
    assert _states(mailing) == {"sent": 3, state: 1}
    row = MailingMessage.objects.exclude(state=MessageState.SENT).get()
    assert (row.code, row.attempts, row.doubtful, row.lease) == (code, 1, False, None)
    assert (row.due_at > moment) == (state == "held")


def test_the_failed_alone_are_tried_again(server: Sink, moment):
    server.behave = _reply("reader1@", "554 5.7.1 policy")
    mailing = mailing_to(readers_of(3), now=moment)
    send_all(moment)
    settle_done(now=moment)
    server.behave = lambda verb, rest: ""
    assert retry_failed(mailing, now=moment) == 1
    send_all(moment)
    assert server.to() == _addresses(3)
    assert _states(mailing) == {"sent": 3}


def test_a_server_that_hangs_up_in_the_middle_repeats_one_and_the_report_names_it(server: Sink, moment):
    cut = [True]

    def behave(verb: str, rest: str) -> str:
        if verb == "." and "reader7@" in rest and cut:
            cut.clear()
            server.taken.append((rest, b"Message-ID: <it was taken>\r\n\r\n"))  # and nobody hears of it
            return HANG_UP
        return ""

    server.behave = behave
    mailing = mailing_to(readers_of(20), now=moment)
    send_all(moment, connections=1)
    assert server.to() == _addresses(20) + Counter({"reader7@example.org": 1})
    assert _states(mailing) == {"sent": 20}
    assert len(doubtful(mailing)) == 1


@pytest.mark.parametrize("where", ["MAIL", "."])
def test_a_server_that_closes_politely_costs_nothing(server: Sink, moment, where):
    count = [0]

    def behave(verb: str, rest: str) -> str:
        count[0] += verb == where
        return "421 4.3.2 going down" if verb == where and count[0] == 3 else ""

    server.behave = behave
    mailing = mailing_to(readers_of(8), now=moment)
    send_all(moment, connections=1)
    send_all(moment + timedelta(hours=1))
    assert server.to() == _addresses(8)
    assert _states(mailing) == {"sent": 8}
    assert not doubtful(mailing)


def test_a_server_that_is_away_loses_nothing(settings, moment):
    with sink() as server:
        named(server, settings)
    mailing = mailing_to(readers_of(3), now=moment)
    with Sender(lambda: moment) as sender:
        rests = [sender.work() and sender.rest for _ in range(6)]
    assert rests == [1.0, 2.0, 5.0, 15.0, 60.0, 60.0]
    assert set(MailingMessage.objects.values_list("state", "attempts", "lease")) == {("waiting", 0, None)}
    assert _states(mailing) == {"waiting": 3}


def test_two_senders_do_not_send_the_same(server: Sink, moment):
    mailing_to(readers_of(10), now=moment)
    with Sender(lambda: moment) as one, Sender(lambda: moment) as other:
        one._size = other._size = 3
        while one.work() or other.work():
            pass
    assert server.to() == _addresses(10)
