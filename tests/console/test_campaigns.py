"""A campaign: its page with an exact count, numbers given once, and the way in and out of the count."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase_unheld import forget
from azukari.features.campaigns.counting import count, count_all
from azukari.features.campaigns.models import CampaignPage, Signature, SignatureCount
from azukari.policy.terms import FormKind
from tests.console import desks

FORM = "plastic-free-river"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("campaigns")


def sign(number: int) -> desks.Registered:
    return desks.register(FORM, {"email": f"signer{number}@example.org"})


def counted() -> SignatureCount:
    count_all(timezone.now())
    return SignatureCount.objects.get(form=FORM)


def recount() -> int:
    """The count by another way: whose signatures are there."""
    return len(set(Signature.objects.filter(form=FORM).values_list("person_id", flat=True)))


def page(lang: str = "en") -> str:
    return Client().get(f"/{lang}/campaigns/{FORM}").content.decode()


def test_the_page_shows_what_was_counted_and_the_way_to_the_form(published: Current):
    for number in range(3):
        sign(number)
    assert "signatures-count" not in page()  # before the first count it says nothing rather than nought
    assert counted().count == recount() == 3
    shown = page()
    assert '<strong class="signatures-count">3</strong> signatures' in shown
    assert f'href="/en/forms/{FORM}"' in shown
    assert "<script" not in shown
    assert "3</strong>筆" in page("ja")


def test_numbers_are_given_once_in_the_order_of_confirmation(published: Current):
    first, second = sign(1), sign(2)
    assert counted().last_number == 2
    third = sign(3)
    forget([second.person], now=timezone.now())
    assert counted().last_number == 3
    sign(4)
    assert counted().last_number == 4
    numbers = dict(Signature.objects.values_list("submission_id", "number"))
    assert numbers[first.submission] == 1
    assert numbers[third.submission] == 3  # nobody gets the number of somebody who left
    assert sorted(number for number in numbers.values() if number) == [1, 3, 4]


def test_who_leaves_is_out_of_the_next_count(published: Current):
    gone, _stays = sign(1), sign(2)
    assert counted().count == 2
    forget([gone.person], now=timezone.now())
    assert counted().count == recount() == 1


def test_an_unconfirmed_signature_does_not_count_and_one_person_counts_once(published: Current):
    desks.register(FORM, {"email": "waits@example.org"}, confirmed=False)
    first = sign(1)
    with pytest.raises(Submission.DoesNotExist):  # what came the second time is folded into the first
        sign(1)
    assert counted().count == 1
    assert Signature.objects.filter(person_id=first.person).count() == 1


def test_a_right_that_has_ended_counts_no_more_though_it_is_not_swept_yet(published: Current):
    ended, _stays = sign(1), sign(2)
    Grant.objects.filter(submission_id=ended.submission).update(ends_at=timezone.now())
    assert counted().count == 1


def test_after_the_end_the_last_count_stays_while_signatures_expire(published: Current):
    policy = published.policy
    form = policy.forms[FORM]
    assert form.closes
    signer = sign(1)
    counted()
    after = timezone.make_aware(datetime.combine(form.closes + timedelta(days=1), datetime.min.time()))
    assert count(form, policy, now=after + timedelta(hours=12))
    forget([signer.person], now=timezone.now())
    assert not count(form, policy, now=after + timedelta(days=1))
    kept = SignatureCount.objects.get(form=FORM)
    assert (kept.count, kept.final) == (1, True)
    assert "This campaign has ended" in page()


def test_nothing_is_written_while_nothing_changes(published: Current):
    sign(1)
    first = counted()
    assert counted().counted_at == first.counted_at


def test_staff_write_the_page_and_it_can_hold_no_script(clerk: User):
    client = desks.browser(clerk)
    at = f"/console/forms/{FORM}/campaign/"
    typed = {
        "goal": "１００",
        "addressee_ja": "流域の三市",
        "addressee_en": "The three cities",
        "body_ja": "## なぜ\n\n川のため。",
        "body_en": "## Why\n\nFor the river. <script>alert(1)</script> [x](javascript:alert(1))",
    }
    assert client.post(at, typed)["Location"] == f"{at}?done=saved"
    sign(1)
    counted()
    shown = page()
    for text in ("<h2>Why</h2>", "The three cities", "of 100", 'value="1"'):
        assert text in shown
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "Saved. The public page" in client.get(f"{at}?done=saved").content.decode()
    listed = client.get("/console/campaigns/").content.decode()
    assert f"/console/forms/{FORM}/campaign/" in listed


@pytest.mark.parametrize("goal", ["0", "-5", "many", "10,000,001"])
def test_a_goal_that_is_none_is_said_and_nothing_is_kept(clerk: User, goal: str):
    answer = desks.browser(clerk).post(f"/console/forms/{FORM}/campaign/", {"goal": goal})
    assert answer.status_code == 422
    assert "Write a whole number" in answer.content.decode()
    assert not CampaignPage.objects.exists()


def test_the_list_has_every_campaign_and_other_forms_have_no_such_page(published: Current, client: Client):
    html = client.get("/en/campaigns/").content.decode()
    campaigns = [form for form in published.policy.forms.values() if form.kind is FormKind.CAMPAIGN]
    assert all(f"/en/campaigns/{form.slug}" in html for form in campaigns)
    assert client.get("/en/campaigns/membership").status_code == 404
    assert client.get("/en/campaigns/nowhere").status_code == 404


def test_the_page_takes_as_many_queries_for_one_as_for_many(
    published: Current, client: Client, django_assert_max_num_queries: Any
):
    for number in range(8):
        sign(number)
    counted()
    client.get(f"/en/campaigns/{FORM}")
    with django_assert_max_num_queries(6):
        client.get(f"/en/campaigns/{FORM}")
