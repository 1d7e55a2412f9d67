"""P05: the books begin with the first payment of a member: before it nothing is kept for them, after it what a law
demands, for as long as it demands.
"""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault.erase import erase
from azukari.core.vault.erasure_preview import preview_erasure
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.models import DuplicatePair, Erasure, PairState, SealedValue
from azukari.core.vault.retention import expire
from azukari.demo.people import VISITORS, fill_in
from azukari.features.members.events import DUES_RECORDED
from azukari.features.members.held import NotAMember
from azukari.features.members.models import Payment
from azukari.features.members.payments import NotPossible, record_payment, take_back
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.console import desks
from tests.rights.desk import come_in

DAY = date(2026, 11, 20)


@pytest.fixture
def member(charter):
    """Kana is a member, and has paid nothing yet."""
    visitor = next(v for v in VISITORS if v.mailbox == "kana")
    submission = fill_in(visitor, charter.policy.forms["membership"], charter, now=NOW)
    submission.refresh_from_db()
    return submission


def _pay(member, desk, now, day=DAY, amount=5000):
    return record_payment(member.id, paid_on=day, amount=amount, by=desk.user, actor=desk.actor, now=now)


def _erase(member, now):
    erase(member.person_id, actor=Actor(ActorKind.PERSON, str(member.person_id)), now=now)


def _kept(member):
    return set(SealedValue.objects.filter(submission_id=member.id).values_list("category", flat=True))


def test_before_the_first_payment_nothing_is_kept_for_the_books(member, present):
    assert not Grant.objects.filter(submission_id=member.id, purpose="dues-record").exists()
    assert not preview_erasure(member.person_id, now=present).stays
    _erase(member, present)
    assert not Person.objects.filter(id=member.person_id).exists()


def test_after_a_payment_the_law_keeps_name_and_address_for_its_time(member, membership_desk, present):
    _pay(member, membership_desk, present)
    grant = Grant.objects.get(submission_id=member.id, purpose="dues-record")
    assert (grant.begins_at, grant.ends_at.date()) == (present, date(2033, 11, 20))
    assert {*preview_erasure(member.person_id, now=present).until} == {"dues-record"}
    _erase(member, present)
    assert _kept(member) == {"name", "address"}
    assert Payment.objects.filter(submission=member).exists()
    grant.refresh_from_db()
    assert grant.ends_at
    assert grant.ends_at.date() == date(2033, 11, 20), "leaving makes it neither longer nor shorter"
    expire(grant.ends_at + timedelta(minutes=1))
    assert not Person.objects.filter(id=member.person_id).exists()
    assert not Payment.objects.exists()


@pytest.mark.parametrize("state", PairState)
def test_what_the_books_keep_is_compared_no_more_and_its_certificate_comes(member, membership_desk, present, state):
    _pay(member, membership_desk, present)
    one, other = sorted([member.person_id, Person.objects.create(created_at=present).id])
    DuplicatePair.objects.create(
        first_id=one, second_id=other, purpose="membership", signal="name", state=state, found_at=present
    )
    _erase(member, present)
    assert _kept(member) == {"name", "address"}
    assert not DuplicatePair.objects.exists()
    assert Erasure.objects.get(person_id=member.person_id).certified_at


def test_the_last_payment_counts(member, membership_desk, present):
    _pay(member, membership_desk, present)
    _pay(member, membership_desk, present, day=date(2025, 4, 1))
    assert Grant.objects.get(submission_id=member.id, purpose="dues-record").ends_at.date() == date(2033, 11, 20)


def test_a_mistaken_entry_is_taken_back_and_keeps_nothing(member, membership_desk, present):
    payment = _pay(member, membership_desk, present)
    take_back(payment.id, submission=member.id, actor=membership_desk.actor, now=present + timedelta(minutes=5))
    take_back(payment.id, submission=member.id, actor=membership_desk.actor, now=present + timedelta(minutes=6))
    assert not preview_erasure(member.person_id, now=present + timedelta(minutes=7)).stays


@pytest.mark.parametrize(("day", "amount"), [(DAY, 0), (date(2026, 12, 1), 1), (date(1999, 1, 1), 1), (DAY, 10**8)])
def test_what_cannot_be_is_not_recorded(day, amount, member, membership_desk, present):
    with pytest.raises(NotPossible):
        _pay(member, membership_desk, present, day=day, amount=amount)
    assert not Payment.objects.exists()


def test_only_members_pay_dues(amelia, membership_desk, present):
    with pytest.raises(NotAMember):
        _pay(amelia.submission, membership_desk, present)


def test_the_ledger_has_the_day_and_not_the_amount(member, membership_desk, present):
    _pay(member, membership_desk, present)
    payload = json.loads(Pending.objects.get(kind=DUES_RECORDED.name).payload)
    assert payload["day"] == "2026-11-20"
    assert not {5000, "5000"} & {*payload.values()}
    assert payload.keys() == {"actor", "submission", "form", "day"}


def test_the_desk_records_it_on_the_person_s_page_and_the_person_sees_it(member, membership_desk, present):
    client = desks.browser(membership_desk.user)
    at = reverse("console-person-payment", args=[member.person_id])
    assert client.get(at).status_code == 302
    answer = client.post(
        at, {"submission": str(member.id), "paid_on": "2026-11-20", "amount": "５,０００"}, follow=True
    )
    page = answer.content.decode()
    assert "The payment is in the books." in page
    assert ">5,000<" in page
    for paid_on, amount, what in (
        ("soon", "5000", "the day of the payment"),
        ("2026-11-20", "x", "the amount in whole yen"),
    ):
        typed = {"submission": str(member.id), "paid_on": paid_on, "amount": amount}
        wrong = client.post(at, typed, follow=True).content.decode()
        assert f"Nothing was recorded. Write {what}" in wrong
    assert Payment.objects.count() == 1
    story = come_in("kana@example.org", present).get()
    assert "recorded your payment" in story
    remove = reverse("console-person-payment-remove", args=[member.person_id, Payment.objects.get().id])
    assert client.post(remove, {"submission": str(member.id)}, follow=True).status_code == 200
    assert not Payment.objects.exists()


@pytest.mark.parametrize("who", ["volunteer_desk", "mallory"])
def test_other_duties_are_refused_and_it_is_recorded(who, request, member, present):
    client = desks.browser(request.getfixturevalue(who).user)
    at = reverse("console-person-payment", args=[member.person_id])
    answer = client.post(at, {"submission": str(member.id), "paid_on": "2026-11-20", "amount": "1"})
    assert answer.status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert not Payment.objects.exists()


def test_who_paid_again_later_and_leaves_is_kept_from_the_last_payment_on(member, membership_desk, present):
    _pay(member, membership_desk, present)
    later = present + timedelta(days=400)
    _pay(member, membership_desk, later, day=date(2027, 12, 20))
    _erase(member, later)
    assert Grant.objects.get(submission_id=member.id, purpose="dues-record").ends_at.date() == date(2034, 12, 20)
