"""Coming in: alike for every address, by a link that works once, and never by opening it."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.models import OwnSession, SignIn
from azukari.shells.self_service.session import purge
from tests.forms.by_hand import limits
from tests.forms.filled import hidden
from tests.rights.desk import queued, sign_in_link


def ask(email: str):
    """Post the form, and tell the answer with the statements it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post("/en/me", {"email": email})
    return answer, [q["sql"].split()[0] if "SAVEPOINT" in q["sql"] else q["sql"].split()[:4] for q in queries]


def test_the_answer_and_the_work_are_the_same_for_every_address(hanako):
    ask("warm-up@example.org")
    known, known_work = ask(hanako.email)
    unknown, unknown_work = ask("nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert known.headers == unknown.headers
    assert known_work == unknown_work
    assert queued(sign_in.LETTER) == [None, hanako.id, None]
    assert SignIn.objects.count() == 3


def test_two_presses_of_one_page_send_one_mail_and_another_page_sends_another(hanako):
    def number() -> str:
        return hidden(Client().get("/en/me").content.decode())["page-number"]

    page = number()
    for address in (hanako.email, "nobody@example.org"):
        first, again = (Client().post("/en/me", {"email": address, "page-number": page}) for _ in range(2))
        assert (first.status_code, first.content) == (again.status_code, again.content) == (200, first.content)
    assert queued(sign_in.LETTER) == [hanako.id, None]
    Client().post("/en/me", {"email": hanako.email, "page-number": number()})
    assert queued(sign_in.LETTER) == [hanako.id, None, hanako.id]


def test_an_address_that_nobody_confirmed_finds_nobody(charter, present):
    from azukari.demo.people import VISITORS, fill_in

    visitor = next(v for v in VISITORS if not v.confirms)
    fill_in(visitor, charter.policy.forms["magazine"], charter, now=present)
    ask(f"{visitor.mailbox}@example.org")
    assert queued(sign_in.LETTER) == [None]


def test_only_the_known_address_gets_a_mail(hanako, present, monkeypatch):
    ask(hanako.email)
    ask("nobody@example.org")
    sent: list[str] = []

    class Channel(BaseEmailBackend):
        def send_messages(self, messages):
            sent.extend(to for message in messages for to in message.to)
            return len(messages)

    for message in Message.objects.filter(kind=sign_in.LETTER):
        queue._send(message, Channel(), present)
    assert sent == [hanako.email]


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(hanako, present, method):
    path = sign_in_link(hanako.email, present)
    client = Client()
    for _ in range(3):
        assert getattr(client, method)(path).status_code == 200
    assert not OwnSession.objects.exists()
    assert not client.cookies
    assert client.post(path).status_code == 303


def test_a_link_works_once(hanako, present):
    path = sign_in_link(hanako.email, present)
    assert Client().post(path).status_code == 303
    again = Client()
    assert again.get(path).status_code == 410
    assert again.post(path).status_code == 410
    assert not again.cookies
    assert OwnSession.objects.count() == 1


def test_a_link_grows_old(hanako, present):
    path = sign_in_link(hanako.email, present - sign_in.LIFE - timedelta(seconds=1))
    assert Client().post(path).status_code == 410


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "B" + t[1:], lambda t: t[::-1], lambda t: "x"])
def test_a_made_up_link_opens_nothing(hanako, present, change):
    head, _, token = sign_in_link(hanako.email, present).rpartition("/")
    assert Client().post(f"{head}/{change(token)}").status_code == 410


def test_a_new_link_is_offered_where_one_can_be_had(hanako):
    offered = {
        kind: "Ask for a new link" in Client().get(f"/en/me/{kind}/nothing").content.decode()
        for kind in ("enter", "address", "address/keep", "merge", "agent")
    }
    assert offered == {"enter": True, "address": False, "address/keep": False, "merge": False, "agent": False}


def test_a_token_of_another_use_opens_nothing(hanako, present):
    from azukari.core.mail.link import secret
    from azukari.lib.token import make

    sign_in_link(hanako.email, present)
    found = SignIn.objects.get()
    token = make(secret(), "confirm", found.id, found.expires_at)
    assert Client().post(f"/en/me/enter/{token}").status_code == 410


def test_a_link_for_an_unknown_address_opens_nothing(present):
    from azukari.core.mail.link import secret
    from azukari.lib.token import make

    ask("nobody@example.org")
    found = SignIn.objects.get()
    token = make(secret(), sign_in.LINK.use, found.id, found.expires_at)
    assert Client().post(f"/en/me/enter/{token}").status_code == 410


def test_a_network_may_ask_so_often(hanako, present, settings):
    limit = settings.AZUKARI.limits.sign_ins_per_network
    for _ in range(limit):
        sign_in.request("nobody@example.org", network="192.0.2.0/24", lang="en", now=present)
    with pytest.raises(sign_in.TooOften) as too_often:
        sign_in.request(hanako.email, network="192.0.2.0/24", lang="en", now=present)
    assert 0 < too_often.value.seconds <= 3600
    sign_in.request(hanako.email, network="198.51.100.0/24", lang="en", now=present)


def test_one_address_gets_so_many_mails_an_hour_and_the_asker_does_not_learn_it(hanako, present):
    answers = {ask(hanako.email)[0].content for _ in range(sign_in.MAILS_AN_HOUR + 2)}
    assert len(answers) == 1
    assert queued(sign_in.LETTER).count(hanako.id) <= sign_in.MAILS_AN_HOUR


def test_a_malformed_address_is_explained():
    answer = Client().post("/en/me", {"email": "hanako"})
    assert answer.status_code == 422
    assert b'href="#f-email"' in answer.content
    assert not SignIn.objects.exists()
    assert not Message.objects.exists()


def test_another_site_cannot_ask(hanako):
    answer = Client().post("/en/me", {"email": hanako.email}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not SignIn.objects.exists()


def test_old_links_and_sessions_are_deleted(hanako, present):
    Client().post(sign_in_link(hanako.email, present))
    assert purge(present) == 0
    assert purge(present + timedelta(hours=9)) == 2
    assert not SignIn.objects.exists()
    assert not OwnSession.objects.exists()


def test_the_secret_itself_is_not_kept(hanako, present):
    client = Client()
    client.post(sign_in_link(hanako.email, present))
    secret = client.cookies["azukari_me /en/me"].value
    assert secret not in str(OwnSession.objects.values().get())
    assert settings.AZUKARI.root.exists()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_who_came_for_a_page_of_their_own_gets_there_after_the_sign_in(hanako, present, lang):
    client = Client()
    led = client.get(f"/{lang}/me/shifts")
    assert led.headers["Location"] == f"/{lang}/me?to=%2Fme%2Fshifts"
    form = client.get(led.headers["Location"]).content.decode()
    assert '<input type="hidden" name="to" value="/me/shifts">' in form
    for typed in ("no address", hanako.email):
        client.post(f"/{lang}/me", {"email": typed, "to": "/me/shifts"})
    link = sign_in.LINK.address(SignIn.objects.get().id, lang=lang, expires=SignIn.objects.get().expires_at)
    assert "shifts" not in link
    entered = client.post(urlsplit(link).path)
    assert entered.headers["Location"] == f"/{lang}/me/shifts"
    assert client.get(f"/{lang}/me", {"to": "/me/archive"}).headers["Location"] == f"/{lang}/me/archive"


@pytest.mark.parametrize(
    "to",
    ["/me/part/01a21e22-d03e-762f-a497-fac58c4ea9ac", "//example.org", "/console/", "/me/leave", "/me/../console/",
     "me", "/me/enter/x", "/me/archive.json", "https://example.org/me/shifts", "/me/" + "x" * 500],
)  # fmt: skip
def test_a_sign_in_leads_to_no_other_place(hanako, to):
    client = Client()
    assert 'name="to"' not in client.get("/en/me", {"to": to}).content.decode()
    client.post("/en/me", {"email": hanako.email, "to": to})
    assert SignIn.objects.get().page == ""


def test_a_link_whose_request_is_gone_leads_to_the_beginning(hanako):
    ask(hanako.email)
    waiting = SignIn.objects.get()
    link = sign_in.LINK.address(waiting.id, lang="en", expires=waiting.expires_at)
    token = urlsplit(link).path.rpartition("/")[2]
    assert sign_in.page_behind(token, now=timezone.now()) == "/me"
    SignIn.objects.update(page="/me/passing")
    assert sign_in.page_behind(token, now=timezone.now()) == "/me/passing"
    SignIn.objects.all().delete()
    assert sign_in.page_behind(token, now=timezone.now()) == "/me"


def test_a_network_that_asked_too_often_may_ask_again_in_the_next_hour(charter, present):
    two, three = (present.replace(hour=hour, minute=30) for hour in (2, 3))
    with limits(sign_ins_per_network=1):
        sign_in.request("a@example.org", network="net", lang="en", now=two)
        with pytest.raises(sign_in.TooOften) as again:
            sign_in.request("a@example.org", network="net", lang="en", now=two)
        assert again.value.seconds == 30 * 60
        sign_in.request("a@example.org", network="net", lang="en", now=three)
