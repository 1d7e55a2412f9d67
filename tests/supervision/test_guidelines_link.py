"""Guidelines by a mailed link: asked for each version, read whole, accepted once, renewed on demand; GET changes
nothing, and a stranger learns nothing.
"""

from datetime import timedelta

import pytest
from django.test import Client

from azukari.core.ledger.models import Pending
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import Message
from azukari.core.transfers.models import GuidelinesAcceptance
from azukari.core.transfers.supervise import default_guidelines, publish_guidelines
from azukari.features.processors.answer import accept
from azukari.features.processors.call import LASTS, ask, tend
from azukari.features.processors.models import Call, Sort
from azukari.lib.conflict import InvalidTransition
from tests.disclosure import office
from tests.supervision import post

pytestmark = pytest.mark.django_db

SIGNED = {"name": "小鳥 つばめ", "role": "代表取締役", "speaks": "yes"}
LATER = timedelta(minutes=5)


@pytest.fixture
def asked(kotori, moment):
    """A second version is out, and the mail about it has come; returns when that was."""
    post.reachable()
    assert tend(moment) == 0  # the first version was accepted
    text = {lang: words + "\n\n## 11. <b>Keys</b>\n" for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=moment)
    assert tend(moment) == 1
    return moment


@pytest.fixture
def at(asked):
    (mail,) = post.delivered(asked)
    assert mail.to == [post.CONTACT]
    return post.link(mail)


def accepted():
    return GuidelinesAcceptance.objects.filter(guidelines_id=2)


def test_the_mail_is_in_their_language_and_names_nobody_else(asked):
    (mail,) = post.delivered(asked)
    said = str(mail.body)
    assert mail.extra_headers["Content-Language"] == "ja"
    assert "小鳥 つばめ 様" in said
    assert "第2版" in mail.subject
    assert "/ja/me" not in said  # they are no registrant
    assert post.CONTACT not in post.link(mail)


def test_reading_changes_nothing_and_shows_the_whole_text(at, asked):
    page = Client().get(at)
    said = page.content.decode()
    assert page.status_code == 200
    assert "11. &lt;b&gt;Keys&lt;/b&gt;" in said  # as words, not as a tag
    assert said.count("<h3>") >= 11
    assert not accepted().exists()
    assert page.headers["Cache-Control"] == "no-store"
    assert not page.cookies


@pytest.mark.parametrize("left_out", ["name", "role", "speaks"])
def test_nothing_is_accepted_while_something_is_missing(at, left_out):
    page = Client().post(at, {**SIGNED, left_out: " "})
    assert page.status_code == 422
    assert f'href="#f-{left_out}"' in page.content.decode()
    assert not accepted().exists()


def test_it_is_accepted_once(at, kotori):
    assert Client().post(at, SIGNED).status_code == 303
    row = accepted().get()
    assert (row.accepted_by, row.method) == ("小鳥 つばめ(代表取締役)", "link")
    again = Client().post(at, {**SIGNED, "name": "somebody else"})
    assert again.status_code == 200
    assert "小鳥 つばめ" in again.content.decode()
    assert accepted().get().accepted_by == row.accepted_by
    said = Pending.objects.filter(kind="disclosure:guidelines:accepted").order_by("id").last()
    assert '"method":"link"' in said.payload.replace(" ", "")
    assert "つばめ" not in said.payload


def test_each_version_is_asked_for_once(asked, kotori):
    assert tend(asked + LATER) == 0
    text = {lang: words + "\n\n## 12." for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=asked + LATER)
    assert tend(asked + LATER) == 1
    assert tend(asked + LATER) == 0


def test_a_link_that_a_newer_version_overtook_accepts_nothing_and_sends_a_new_one(at, asked):
    text = {lang: words + "\n\n## 12." for lang, words in default_guidelines().items()}
    publish_guidelines(text, actor=office.ASKER, now=asked)
    assert Client().get(at).status_code == 410
    assert Client().post(at, SIGNED).status_code == 303
    assert not accepted().exists()
    assert Call.objects.filter(guidelines_id=3).count() == 1


def test_a_link_that_is_too_old_sends_a_new_one_to_the_address_in_the_register_once(at, asked):
    Call.objects.update(expires_at=asked - LASTS)
    assert Client().post(at, SIGNED).status_code == 303
    assert not accepted().exists()
    Client().post(at, SIGNED)
    assert Call.objects.count() == 2
    assert Client().get(at).status_code == 410
    waiting = Message.objects.filter(sent_at__isnull=True)
    assert waiting.count() == 1
    (mail,) = post.delivered(waiting.get().due_at)
    assert mail.to == [post.CONTACT]
    assert Client().get(post.link(mail)).status_code == 200


def test_an_acceptance_is_not_shown_for_ever_to_whoever_has_the_old_link(at, asked):
    Client().post(at, SIGNED)
    Call.objects.update(expires_at=asked - LASTS)
    page = Client().get(at)
    assert page.status_code == 410
    assert "小鳥 つばめ" not in page.content.decode()
    assert "<form" not in page.content.decode()
    Client().post(at)
    assert Call.objects.count() == 1


def test_two_who_press_at_once_are_one_and_late_is_too_late(asked):
    call = Call.objects.get()
    with pytest.raises(LinkClosed):
        accept(call.id, by="late", now=asked + LASTS)
    assert not accepted().exists()
    accept(call.id, by="first", now=asked)
    with pytest.raises(LinkClosed):
        accept(call.id, by="second", now=asked)
    assert accepted().get().accepted_by == "first"


@pytest.mark.parametrize("token", ["nonsense", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_stranger_learns_nothing(asked, token):
    for answer in (Client().get(f"/en/contractor/{token}"), Client().post(f"/en/contractor/{token}", SIGNED)):
        assert answer.status_code == 404
        assert "Kotori" not in answer.content.decode()
        assert "guidelines" not in answer.content.decode()
    assert Call.objects.count() == 1


def test_what_was_accepted_on_paper_meanwhile_is_asked_for_no_more(at, asked, kotori):
    office.guide(kotori.recipient, now=asked)
    assert "accepted" in Client().get(at.replace("/ja/", "/en/")).content.decode()
    assert Client().post(at, SIGNED).status_code == 200
    with pytest.raises(InvalidTransition, match="no guidelines"):
        ask(office.KOTORI, Sort.GUIDELINES, now=asked + LATER)


def test_staff_send_it_again_and_a_double_press_is_one(asked, kotori):
    with pytest.raises(InvalidTransition, match="just been sent"):
        ask(office.KOTORI, Sort.GUIDELINES, now=asked)
    ask(office.KOTORI, Sort.GUIDELINES, now=asked + LATER)
    assert Call.objects.count() == 2


def test_without_an_address_nothing_is_sent_and_staff_are_told_so(asked, kotori):
    post.reachable()
    kotori.recipient.__class__.objects.update(contact_email="")
    with pytest.raises(InvalidTransition, match="no contact address"):
        ask(office.KOTORI, Sort.GUIDELINES, now=asked + LATER)
