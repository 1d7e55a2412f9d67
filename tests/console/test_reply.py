"""A reply from the desk: sealed with what it answers, mailed without anybody seeing the address, and gone with it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.forms.events import REPLY_WRITTEN
from azukari.core.forms.models import Handled, Handling, Reply, Submission
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.features.writing.models import ReplyTemplate
from azukari.policy.terms import Category
from tests.console import desks
from tests.console.selected_purpose import TAKE

WORDS = "Thank you.\n\nThe HERON is a grey heron."


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("feedback")


@pytest.fixture
def registered(clerk: User) -> desks.Registered:
    return desks.register("feedback")


def at(registered: desks.Registered, form: str = "feedback") -> str:
    return f"/console/forms/{form}/{registered.submission}/"


def send(clerk: User, registered: desks.Registered, **changed: Any) -> Any:
    typed = {"text": WORDS, "seen": "0", **changed}
    return desks.browser(clerk).post(f"{at(registered)}reply/", typed)


def test_it_is_mailed_to_the_address_they_left_and_stands_with_what_they_wrote(clerk, registered, mailoutbox):
    answer = send(clerk, registered)
    assert answer["Location"] == f"{at(registered)}?done=replied#done"
    send_due(timezone.now())
    [mail] = [m for m in mailoutbox if "grey heron" in m.body]
    assert "/en/forms/feedback" in mail.body or "/ja/forms/feedback" in mail.body
    client = desks.browser(clerk)
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert "on its way. It is shown below" in page
    assert page.index('id="answers-title"') < page.index('id="done"') < page.index('id="replies"'), "where the eye is"
    assert "HERON" not in page  # sealed like the rest, until it is opened
    assert mail.to[0] not in page
    opened = client.post(f"{at(registered)}open/", {"purpose": "feedback", "reason": "answer"}).content.decode()
    assert "The HERON is a grey heron." in opened
    handling = Handling.objects.get(submission_id=registered.submission)
    assert (handling.state, handling.assignee) == (Handled.ANSWERED, clerk)


def test_it_is_recorded_without_a_word_of_it(clerk, registered):
    send(clerk, registered)
    payload = Pending.objects.get(kind=REPLY_WRITTEN.name).payload
    assert json.loads(payload)["submission"] == str(registered.submission)
    assert not any("HERON" in row for row in Pending.objects.values_list("payload", flat=True))
    [value] = SealedValue.objects.filter(submission_id=registered.submission, field__startswith="reply-")
    assert (value.category, value.purposes) == (Category.MESSAGE, "feedback")
    assert b"HERON" not in bytes(value.sealed)
    assert list(orphans(timezone.now() + timedelta(days=2))) == []


def test_it_goes_when_they_go(clerk, registered):
    send(clerk, registered)
    forget([Submission.objects.get(id=registered.submission).person_id], now=timezone.now())
    assert not Reply.objects.exists()
    assert not SealedValue.objects.filter(field__startswith="reply-").exists()
    send_due(timezone.now())  # and what waited goes nowhere


def test_a_reply_with_no_row_of_its_own_is_a_value_that_nobody_asked_for(clerk, registered):
    send(clerk, registered)
    Reply.objects.all().delete()
    assert [orphan.code for orphan in orphans(timezone.now())] == ["not-asked"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_what_cannot_be_sent_is_said_and_nothing_is_kept(clerk, registered, text):
    answer = send(clerk, registered, text=text)
    assert answer.status_code == 422
    assert "Error:" in answer.content.decode()
    assert not Reply.objects.exists()


def test_what_is_answered_stands_above_a_reply_that_cannot_be_sent(clerk, registered):
    client = desks.browser(clerk)
    assert desks.MARK not in client.post(f"{at(registered)}reply/", {"text": "", "seen": "0"}).content.decode()
    client.post(TAKE, {"work": "feedback:feedback", "reason": "answer"})
    client.post(f"{at(registered)}work/")
    for page, typed in (("reply", {"text": "", "seen": "0"}), ("note", {"note": " "}), ("answer", {"handled": "x"})):
        answer = client.post(f"{at(registered)}{page}/", typed)
        assert answer.status_code == 422
        assert f"{desks.MARK} says the river is clean." in answer.content.decode(), page


@pytest.mark.parametrize("place", ["{{name}}", "{{ name }}", "｛｛お名前｝｝"])
def test_a_place_that_a_letter_to_a_list_fills_is_not_sent_to_one_person(place, clerk, registered, mailoutbox):
    answer = send(clerk, registered, text=f"{place} 様\n\nありがとうございます。")
    assert answer.status_code == 422
    assert "is not replaced in a reply to one person" in answer.content.decode()
    assert "ありがとうございます。" in answer.content.decode()
    assert not mailoutbox


def test_two_who_reply_at_once_do_not_talk_past_each_other(clerk, registered):
    assert send(clerk, registered).status_code == 302
    second = send(clerk, registered, text="MINE as well")
    assert second.status_code == 409
    assert "MINE as well" in second.content.decode()
    assert "Someone has just replied" in second.content.decode()
    assert Reply.objects.count() == 1
    assert send(clerk, registered, text="And one more", seen="1").status_code == 302


def test_with_it_the_matter_can_be_closed_and_its_time_begins(clerk, registered):
    answer = send(clerk, registered, then="close")
    assert "replied-closed" in answer["Location"]
    assert Handling.objects.get().state == Handled.CLOSED
    page = desks.browser(clerk).get(answer["Location"].partition("#")[0]).content.decode()
    assert "the matter is closed" in page


def test_without_an_address_the_reply_waits_for_whoever_has_the_code(clerk):
    registered = desks.register("feedback", {"email": ""})
    before = Message.objects.count()
    assert send(clerk, registered).status_code == 302
    assert Reply.objects.count() == 1
    assert Message.objects.count() == before
    assert "to be fetched with the code" in desks.browser(clerk).get(at(registered)).content.decode()


def test_another_duty_may_not_and_a_purpose_without_messages_has_no_replies(clerk, registered):
    stranger = desks.staff("membership")
    assert send(stranger, registered).status_code == 403
    member = desks.register("membership")
    assert "Send the reply" not in desks.browser(stranger).get(at(member, "membership")).content.decode()
    refused = desks.browser(stranger).post(f"{at(member, 'membership')}reply/", {"text": "x", "seen": "0"})
    assert refused.status_code == 422
    assert "does not let us write back" in refused.content.decode()
    assert not Reply.objects.exists()


def test_a_get_changes_nothing(clerk, registered):
    assert desks.browser(clerk).get(f"{at(registered)}reply/")["Location"] == at(registered)
    assert not Reply.objects.exists()


def test_a_template_is_put_after_what_was_typed_in_their_language(clerk, registered):
    client = desks.browser(clerk)
    made = client.post(
        "/console/forms/feedback/replies/new/",
        {"title": "Hours", "text_ja": "受付は9時から", "text_en": "We open at 9"},
    )
    assert made.status_code == 302
    template = ReplyTemplate.objects.get()
    page = send(clerk, registered, text="Dear neighbour", insert=str(template.id)).content.decode()
    words = template.texts[Submission.objects.get(id=registered.submission).lang]
    assert f"Dear neighbour\n\n{words}" in page
    assert not Reply.objects.exists()
    assert client.post(f"/console/forms/feedback/replies/{template.id}/", {"delete": "1"}).status_code == 302
    assert not ReplyTemplate.objects.exists()


def test_a_template_needs_every_language_and_a_title(clerk):
    answer = desks.browser(clerk).post(
        "/console/forms/feedback/replies/new/", {"title": "", "text_ja": "あ", "text_en": ""}
    )
    assert answer.status_code == 422
    assert answer.content.decode().count('class="error"') >= 2
    assert not ReplyTemplate.objects.exists()


def test_the_person_reads_it_on_their_own_page_and_takes_it_along(clerk, registered):
    from azukari.policy.terms import Actor, ActorKind
    from azukari.shells.self_service.archive import build  # the page's own way, without signing in
    from azukari.shells.self_service.own_data import own_data

    send(clerk, registered)
    person = Submission.objects.get(id=registered.submission).person_id
    actor = Actor(ActorKind.PERSON, str(person))
    data = own_data(person, actor=actor, lang="en", now=timezone.now())
    [held] = [held for r in data.registrations for held in r.values if held.field.startswith("reply-")]
    assert (held.label, held.text, held.ours) == ("Our reply", WORDS, True)
    archive = build(person, data, (), id=person, lang="en", now=timezone.now())
    [value] = [value for value in archive["values"] if value["field"].startswith("reply-")]
    assert value["label"] == {"ja": "私たちからの返信", "en": "Our reply"}
    assert archive["held"]["forms"]["submissions"][0]["replies"]
    assert Person.objects.filter(id=person).exists()
