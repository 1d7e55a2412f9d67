"""News of a campaign: to those who ticked the box, in their language, with a link that ends it; and on the page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.campaigns.models import CampaignUpdate, Signature
from azukari.campaigns.tests import signing
from azukari.campaigns.tests.signing import FORM, counted, sign
from azukari.campaigns.updates import LEAVING, readers
from azukari.charter.current import current
from azukari.mail.models import Mailing, MailingMessage
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
    assert "It is on its way" in client.post(AT, {**SAID, "send": "1"}, follow=True).content.decode()
    return told


def test_it_goes_to_whoever_asked_for_it_and_stands_on_the_page(wrote: Any):
    assert {*MailingMessage.objects.values_list("person_id", flat=True)} == {one.person for one in wrote}
    assert Mailing.objects.get().purpose == NEWS
    page = Client().get(f"/ja/campaigns/{FORM}").content.decode()
    assert "KINGFISHER" in page
    assert "{{name}}" not in page
    assert re.search(r'<article lang="en">', page)


def test_its_link_ends_it_by_one_post_and_a_get_changes_nothing(wrote: Any):
    message = MailingMessage.objects.get(person_id=wrote[0].person)
    at = LEAVING.page(message.id, lang="en", expires=timezone.now() + timedelta(days=1))
    client = Client()
    assert "Stop the mails" in client.get(at).content.decode()
    assert len(readers(current().policy.forms[FORM], current().policy, now=timezone.now())) == 2
    for _ in range(2):
        assert "No more news of this campaign" in client.post(at).content.decode()
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
