"""Writing to a list: looked at first, sent by the core's mailings to whoever is on it, with no address shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.policy_versions.current import Current
from azukari.features.writing.models import ReplyTemplate
from azukari.policy.mailing import MailingState
from azukari.policy.terms import Category
from azukari.shells.staff.to_many import faults
from tests.console import desks

WRITE = "/console/people/write/"
SAID = {"purpose": "membership", "subject_ja": "総会のお知らせ", "text_ja": "{{name}} 様\n\n6月に開きます。"}


@pytest.fixture
def clerk(published: Current) -> Client:
    return desks.browser(desks.staff("membership"))


def _send(client: Client, **more: str) -> Any:
    return client.post(WRITE, {**SAID, **more})


def test_it_is_shown_back_before_anything_is_sent(clerk: Client):
    desks.register("membership")
    page = _send(clerk).content.decode()
    assert "Send it to 1 person" in page
    assert "6月に開きます。" in page
    assert not Mailing.objects.exists()


def test_it_goes_to_everybody_on_the_list_and_to_nobody_besides(clerk: Client):
    first = desks.register("membership")
    second = desks.register("membership", {"email": "b@example.org"})
    desks.register("membership", {"email": "c@example.org"}, confirmed=False)
    desks.register("volunteers")
    there = _send(clerk, send="1")["Location"]
    made = Mailing.objects.get()
    assert (made.purpose, made.state) == ("membership", MailingState.SENDING)
    assert set(MailingMessage.objects.values_list("person", flat=True)) == {first.person, second.person}
    text = made.texts.get()
    assert "{{name}} 様" in text.html
    assert "/ja/me" in text.text
    assert "staff:list:written" in Pending.objects.values_list("kind", flat=True)
    page = clerk.get(there).content.decode()
    assert "On the way</dt><dd><b>2</b>" in page
    assert "Sending was interrupted" not in page
    MailingMessage.objects.filter(person=first.person).update(doubtful=True)
    assert "Sending was interrupted during 1 message." in clerk.get(there).content.decode()
    assert "example.org" not in page.replace("membership@staff.example.org", "")


def test_it_can_be_paused_and_stopped(clerk: Client):
    desks.register("membership")
    there = _send(clerk, send="1")["Location"]
    clerk.post(f"{there}steer/", {"act": "pause"})
    assert Mailing.objects.get().state == MailingState.PAUSED
    clerk.post(f"{there}steer/", {"act": "stop"})
    assert "It was stopped" in clerk.get(there).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject_ja": "", "text_ja": ""}, "Write a subject and a text"),
        ({"text_ja": ""}, "The text is missing: Japanese."),
        ({"text_en": "We meet in June."}, "The subject is missing: English."),
        ({"text_ja": "{{phone}}"}, "Nothing fills {{phone}}."),
        ({"text_ja": "{{ 名前 }} 様"}, "Nothing fills {{名前}}."),
        ({"subject_ja": "｛｛日付｝｝の総会"}, "Nothing fills {{日付}}."),
        ({"text_ja": "{{name}} {{ nome }}"}, "Nothing fills {{nome}}."),
    ],
)
@pytest.mark.parametrize("press", [{}, {"send": "1"}])
def test_what_cannot_be_sent_is_said_before_it_is_shown(
    wrong: dict[str, str], said: str, press: dict[str, str], clerk: Client
):
    desks.register("membership")
    answer = _send(clerk, **wrong, **press)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("place", ["{{name}}", "{{ name }}", "｛｛name｝｝", "｛｛ ｎａｍｅ ｝｝"])
def test_a_name_is_put_in_however_its_place_was_typed(place: str, clerk: Client):
    desks.register("membership")
    _send(clerk, subject_ja=f"{place}様へ", text_ja=f"{place} 様\n\n6月に開きます。", send="1")
    text = Mailing.objects.get().texts.get()
    assert text.subject == "{{name}}様へ"
    assert "{{name}} 様" in text.html
    assert "{{name}} 様" in text.text


def test_names_are_not_put_in_for_a_purpose_without_them():
    texts = {"ja": "{{name}} 様"}
    assert not [*faults(texts, texts, frozenset({Category.EMAIL, Category.NAME}))]
    with translation.override("en"):
        found = [*faults({"ja": "総会"}, texts, frozenset({Category.EMAIL}))]
    assert [(field, "does not cover names" in words) for field, words in found] == [("text_ja", True)]


def test_who_has_another_duty_writes_to_nobody_and_finds_no_letter(clerk: Client):
    desks.register("membership")
    there = _send(clerk, send="1")["Location"]
    other = desks.browser(desks.staff("volunteers"))
    assert _send(other, send="1").status_code == 403
    assert other.get(there).status_code == 404
    assert Mailing.objects.count() == 1


def test_a_template_fills_in_each_language_and_only_the_desks_own_are_offered(clerk: Client):
    desks.register("membership")
    texts = {"ja": "総会は6月です。", "en": "The meeting is in June."}
    own = ReplyTemplate.objects.create(form="membership", title="Meeting", texts=texts, changed_at=timezone.now())
    ReplyTemplate.objects.create(form="feedback", title="Thanks", texts=texts, changed_at=timezone.now())
    offered = clerk.get(WRITE, {"purpose": "membership"}).content.decode()
    assert ("Meeting" in offered, "Thanks" in offered) == (True, False)
    page = _send(clerk, text_en="Dear member,", insert=str(own.id)).content.decode()
    assert "{{name}} 様\n\n6月に開きます。\n\n総会は6月です。" in page
    assert "Dear member,\n\nThe meeting is in June." in page
    assert not Mailing.objects.exists()
