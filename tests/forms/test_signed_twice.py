"""A petition that somebody signs twice has one signature of theirs; what they added counts, the rest is gone."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.capacity import taken
from azukari.core.forms.models import Addition, State, Submission
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.policy.decide import is_living
from tests.forms.guardians import deliver, link_in, post, register

FORM, SIGNER = "plastic-free-river", "signer@example.org"
SIGNED = {"name": "見本 花", "email": SIGNER, "of-age": "yes"}
pytestmark = pytest.mark.usefixtures("charter")


def sign(client: Client, charter: Current, **more: Any) -> str:
    """Through the form and the mailed link; returns where the button leads."""
    register(client, charter, {**SIGNED, **more})
    [letter] = [letter for letter in deliver() if "/confirm/" in letter.body]
    return post(client, link_in(letter), {}).headers["Location"]


def living() -> list[str]:
    return sorted(g.purpose for g in Grant.objects.all() if is_living(g.living(), timezone.now()))


def test_it_counts_once_and_the_page_says_so_after_the_confirmation(client: Client, charter: Current):
    sign(client, charter)
    first = Submission.objects.get()
    register(client, charter, SIGNED)
    assert Submission.objects.count() == 2  # an address proves nothing, so nothing is told or done yet
    [letter] = [letter for letter in deliver() if "/confirm/" in letter.body]
    asked = client.get(link_in(letter)).content.decode()
    assert "already signed" not in asked
    page = client.get(post(client, link_in(letter), {}).headers["Location"]).content.decode()
    assert "You have already signed" in page
    assert Submission.objects.get().id == first.id
    assert taken([FORM], now=timezone.now()) == {FORM: 1}
    assert SealedValue.objects.filter(field="name").count() == 1
    assert living() == ["campaign"]
    assert confirmed_person(SIGNER) == first.person_id
    assert list(orphans(timezone.now())) == []


def test_an_impatient_second_press_finds_it_done(client: Client, charter: Current):
    sign(client, charter)
    register(client, charter, SIGNED)
    [letter] = [letter for letter in deliver() if "/confirm/" in letter.body]
    assert post(client, link_in(letter), {}).status_code == 303
    assert post(client, link_in(letter), {}).status_code in {200, 404}
    assert Submission.objects.filter(state=State.ACCEPTED).count() == 1


def test_what_was_left_blank_and_what_was_not_agreed_to_is_added_to_the_first(client: Client, charter: Current):
    sign(client, charter)
    first = Submission.objects.get()
    sign(client, charter, **{"name": "別名", "occupation": "漁師", "consent.campaign-updates": True})
    assert Submission.objects.get().id == first.id
    assert set(SealedValue.objects.values_list("field", flat=True)) == {"name", "email", "occupation"}
    assert set(SealedValue.objects.values_list("submission_id", flat=True)) == {first.id}
    assert living() == ["campaign", "campaign-updates"]
    addition = Addition.objects.get()
    assert (addition.fields, addition.consents) == ("occupation", "campaign-updates")
    assert addition.notice.form == FORM
    assert list(orphans(timezone.now())) == []


def test_the_receipt_of_what_was_agreed_to_comes_by_mail_with_the_notice(client: Client, charter: Current):
    sign(client, charter)
    deliver()
    sign(client, charter, **{"consent.campaign-updates": True})
    [letter] = [letter for letter in deliver() if letter.attachments]
    name, content, _type = letter.attachments[0]
    assert name.startswith("receipt-")
    assert "dpv:ConsentGiven" in str(content)
    assert "campaign-updates" in str(content)
    assert SIGNED["name"] not in str(content)


def test_whoever_signs_again_after_taking_it_back_signs_anew(client: Client, charter: Current):
    sign(client, charter)
    Grant.objects.filter(purpose="campaign").update(ends_at=timezone.now())
    assert "again" not in sign(client, charter)
    assert living() == ["campaign"]


def test_two_people_and_two_petitions_are_not_mixed_up(client: Client, charter: Current):
    sign(client, charter)
    register(client, charter, {**SIGNED, "email": "other@example.org"})
    [letter] = [letter for letter in deliver() if "/confirm/" in letter.body]
    assert "again" not in post(client, link_in(letter), {}).headers["Location"]
    assert taken([FORM], now=timezone.now()) == {FORM: 2}


def test_nobody_who_only_types_the_address_learns_of_it_or_changes_it(client: Client, charter: Current):
    sign(client, charter)
    before = Submission.objects.get()
    Message.objects.all().delete()
    register(client, charter, {**SIGNED, "name": "somebody else", "consent.magazine": True})
    assert living().count("campaign") == 1
    assert "magazine" not in living()
    assert Submission.objects.filter(state=State.ACCEPTED).get().id == before.id
