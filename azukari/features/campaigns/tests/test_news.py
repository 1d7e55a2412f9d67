"""News of a campaign: to those who ticked the box, in their language, with a link that ends it; and on the page."""

import json
import re
from copy import deepcopy
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.features.campaigns.models import CampaignUpdate, Removal, Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, counted, sign
from azukari.features.campaigns.updates import LEAVING, Reader, find, readers, stop, texts
from azukari.lib.identifier import new_id
from azukari.policy.terms import Form
from tests.console import desks

pytestmark = pytest.mark.django_db
NEWS = "campaign-updates"
AT = f"/console/forms/{FORM}/campaign/news/"
SAID = {"subject_en": "The cities answered", "text_en": "Dear {{name}},\n\nThey said yes. KINGFISHER"}


@pytest.fixture
def wrote() -> Any:
    """Two signers asked for news, one did not; staff looked at the text and sent it."""
    signing.published()
    told = [sign("Heron", NEWS), sign("Egret", NEWS)]
    sign("Ibis")
    counted()
    client = desks.browser(desks.staff("campaigns"))
    look = client.post(AT, SAID).content.decode()
    assert "Send it to 2 signers" in look
    assert not Mailing.objects.exists()
    assert "It is being sent" in client.post(AT, {**SAID, "send": "1"}, follow=True).content.decode()
    return told


def test_it_goes_to_whoever_asked_for_it_and_stands_on_the_page(wrote: Any):
    assert {*MailingMessage.objects.values_list("person_id", flat=True)} == {one.person for one in wrote}
    assert Mailing.objects.get().purpose == NEWS
    page = Client().get(f"/ja/campaigns/{FORM}").content.decode()
    assert "KINGFISHER" in page
    assert "{{name}}" not in page
    assert re.search(r'<article lang="en">', page)


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "送信が途中で切れた"), ("en", "Sending was interrupted during 1 message.")]
)
def test_messages_in_doubt_are_told_beside_those_that_were_sent(wrote: Any, lang: str, said: str):
    client = desks.browser(desks.staff("campaigns", email="other@staff.example.org"), lang)
    assert said not in client.get(AT).content.decode()
    MailingMessage.objects.filter(person_id=wrote[0].person).update(doubtful=True)
    assert said in client.get(AT).content.decode()


def test_its_link_ends_it_by_one_post_and_a_get_changes_nothing(wrote: Any):
    message = MailingMessage.objects.get(person_id=wrote[0].person)
    at = LEAVING.page(message.id, lang="en", expires=timezone.now() + timedelta(days=1))
    client = Client()
    assert "Stop these emails" in client.get(at).content.decode()
    assert len(readers(current().policy.forms[FORM], current().policy, now=timezone.now())) == 2
    for _ in range(2):
        assert "You will get no more news of this campaign" in client.post(at).content.decode()
    left = readers(current().policy.forms[FORM], current().policy, now=timezone.now())
    assert {*left} == {wrote[1].person}
    assert counted() == 3  # the signature stays
    assert Signature.objects.filter(person_id=wrote[0].person).exists()


def test_nothing_is_sent_without_words_or_with_an_unknown_slot():
    signing.published()
    client = desks.browser(desks.staff("campaigns"))
    assert client.post(AT, {"send": "1"}).status_code == 422
    assert client.post(AT, {**SAID, "text_en": "{{address}}", "send": "1"}).status_code == 422
    assert not CampaignUpdate.objects.exists()
    assert desks.browser(desks.staff("feedback")).get(AT).status_code == 403


def _form() -> Form:
    return current().policy.forms[FORM]


def test_it_goes_to_signers_of_this_campaign_alone(wrote: Any):
    draft = json.loads(signing.policy_text())
    draft["forms"]["clean-air"] = deepcopy(draft["forms"][FORM])
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=timezone.now())
    asked = {one.person for one in wrote}
    desks.DATA.setdefault("clean-air", desks.DATA[FORM])
    both = {"name": "Stork", "email": "stork@example.org", "postcode": "100-0001"}
    other = desks.register("clean-air", {**both, f"consent.{NEWS}": True})
    sign("Stork", email="stork@example.org")
    now, policy = timezone.now(), current().policy
    assert {*readers(_form(), policy, now=now)} == asked
    assert readers(policy.forms["clean-air"], policy, now=now) == {other.person: "ja"}
    out = Removal.objects.create(form=FORM, begins=now, ends=now, count=1, made_by="staff:x", made_at=now)
    Signature.objects.filter(pk=wrote[0].submission).update(removal=out)
    assert {*readers(_form(), policy, now=now)} == {wrote[1].person}, "whose signature was taken out gets none"


def _state(message: UUID) -> LinkState:
    with pytest.raises(LinkClosed) as closed:
        find(message, timezone.now())
    return closed.value.state


def test_its_link_is_of_a_message_of_news_to_somebody_who_gets_them(wrote: Any):
    message = MailingMessage.objects.get(person_id=wrote[0].person)
    assert find(message.id, timezone.now()) == Reader(wrote[0].person, FORM, NEWS)
    assert _state(new_id()) is LinkState.UNKNOWN
    Mailing.objects.update(kind="magazine:issue")
    assert _state(message.id) is LinkState.UNKNOWN
    Mailing.objects.update(kind="campaigns:update")
    MailingMessage.objects.filter(pk=message.pk).update(person_id=None)
    assert _state(message.id) is LinkState.USED
    MailingMessage.objects.filter(pk=message.pk).update(person_id=wrote[0].person)
    stop(Reader(wrote[0].person, FORM, NEWS), now=timezone.now())
    assert _state(message.id) is LinkState.USED
    CampaignUpdate.objects.all().delete()
    assert _state(message.id) is LinkState.UNKNOWN


def test_a_language_without_a_subject_or_words_is_left_out():
    signing.published()
    bodies = {"ja": "届きました。\n\n\n\n ", "en": "They said yes."}
    for subjects, langs in (
        ({"ja": "返事", "en": "Answer"}, ["ja", "en"]),
        ({"ja": "返事", "en": "  "}, ["ja"]),
        ({"ja": "返事"}, ["ja"]),
        ({}, []),
    ):
        assert [text.lang for text in texts(_form(), subjects, bodies)] == langs
    assert [text.lang for text in texts(_form(), {"ja": "返事", "en": "A"}, {"ja": " ", "en": "B"})] == ["en"]
    [said] = texts(_form(), {"ja": "返事"}, bodies)
    assert "届きました。" in said.text
    assert f"/ja/campaigns/{FORM}" in said.text
    assert "{{leave}}" in said.text


def test_the_desk_tells_what_went_and_how_far_it_is(wrote: Any):
    client = desks.browser(desks.staff("campaigns", email="other@staff.example.org"))
    CampaignUpdate.objects.create(
        form="another", subjects={"en": "Elsewhere"}, texts={}, mailing=new_id(), sent_at=timezone.now()
    )
    before = timezone.now() - timedelta(days=1)
    CampaignUpdate.objects.create(form=FORM, subjects={"ja": "古い"}, texts={}, mailing=new_id(), sent_at=before)
    past = client.get(AT).context["past"]
    assert [one["title"] for one in past] == ["The cities answered", "古い"]
    assert [one["progress"] and one["progress"].waiting for one in past] == [2, None]
    MailingMessage.objects.filter(person_id=wrote[0].person).update(state="sent")
    newest = client.get(AT).context["past"][0]
    assert (newest["title"], newest["progress"].sent, newest["progress"].waiting) == ("The cities answered", 1, 1)
    told = client.post(AT, {**SAID, "text_en": "{{street}}", "send": "1"}).content.decode()
    assert "Nothing fills {{street}}" in told
    assert client.post(AT, {"subject_en": "x" * 151, "text_en": "y"}).status_code == 422
    assert client.post(AT, {"subject_en": "x" * 150, "text_en": "y" * 5000}).status_code == 200
    assert CampaignUpdate.objects.filter(form=FORM).count() == 2


def test_a_campaign_without_a_box_for_news_sends_none():
    draft = json.loads(signing.policy_text())
    draft["forms"][FORM]["consents"].remove(NEWS)
    for field in draft["forms"][FORM]["fields"]:
        field["purposes"] = [purpose for purpose in field["purposes"] if purpose != NEWS]
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=timezone.now())
    client = desks.browser(desks.staff("campaigns"))
    page = client.post(AT, {**SAID, "send": "1"})
    assert (page.status_code, "has no box for news" in page.content.decode()) == (200, True)
    assert not CampaignUpdate.objects.exists()
