"""Money that the provider reports is booked for whoever owed it, or waits until somebody says whose it is; what went
back is followed by dues and receipts, in whatever order the messages come (P05).
"""

import json
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.core.payments.order import MoneyKind, Progress, Returned
from azukari.core.payments.told import on_booked, on_returned
from azukari.demo.payments import PROVIDER
from azukari.demo.people import SETTER
from azukari.features.members.events import MONEY_SETTLED, PAYMENT_RETURNED
from azukari.features.members.holder import MembersHolder
from azukari.features.members.models import (
    Invoice,
    Membership,
    MoneyState,
    MonthlyCount,
    OnlinePayment,
    Payment,
    ProviderMoney,
    Receipt,
    Term,
)
from azukari.features.members.models.counts import What
from azukari.features.members.online.closing import close_pages
from azukari.features.members.online.returns import follow_waiting
from azukari.features.members.online.taking import take_rest
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.receipts import make_out
from azukari.features.members.tests.provider_words import opened, tell
from azukari.shells.self_service.subject_timeline import entries_of
from tests.console import desks
from tests.stripe_stand_in import signed

FORM = "membership"


@pytest.fixture
def treasurer(owing):
    """A browser of whoever serves the membership."""
    return desks.browser(desks.staff("membership"))


def _page(client):
    return client.get(reverse("console-members-money", args=[FORM])).content.decode()


def _post(client, step, money, **sent):
    there = reverse(f"console-members-money-{step}", args=[FORM, money.id])
    return client.post(there, sent, follow=True).content.decode()


def _paid(stripe, owing):
    session = opened(stripe, owing)
    assert tell(stripe.event(session)) == 204
    return session, Payment.objects.get()


def _counted():
    return sum(MonthlyCount.objects.filter(what=What.PAID).values_list("count", flat=True))


def test_money_of_somebody_erased_waits_without_a_word_about_them(stripe, owing, treasurer):
    session = opened(stripe, owing)
    MembersHolder().erase([owing.id])
    for _turn in range(2):
        assert tell(stripe.event(session)) == 204
    kept = ProviderMoney.objects.get()
    assert (kept.reference, kept.amount, kept.state, kept.why) == (session, 3000, "waits", "nobody")
    row = f"{ProviderMoney.objects.values().get()}"
    assert not [word for word in (owing.email, owing.visitor.name, str(owing.id), "payer@elsewhere") if word in row]
    page = _page(treasurer)
    assert session in page
    assert "3,000 yen" in page
    assert "Its reference is unknown" in page
    assert "1 amount of the payment provider fits nothing" in treasurer.get("/console/").content.decode()


@pytest.mark.parametrize("reference", [None, "order-7", "0198f9c7-0000-7000-8000-000000000000"])
def test_a_reference_that_is_none_of_ours_waits(stripe, owing, reference):
    session = opened(stripe, owing)
    assert tell(stripe.event(session, client_reference_id=reference)) == 204
    assert not Payment.objects.exists()
    assert ProviderMoney.objects.get().why == "nobody"
    assert OnlinePayment.objects.get().state == "opened"


def test_the_treasurer_says_whose_it_is_once(stripe, owing, treasurer):
    session = opened(stripe, owing)
    tell(stripe.event(session, amount_total=2000))
    kept, number = ProviderMoney.objects.get(), Membership.objects.get().number
    assert kept.why == "differs"
    assert f'value="{number}"' in _page(treasurer), "whose page it was is filled in"
    assert "no member has that number" in _post(treasurer, "give", kept, number="999")
    assert "recorded with the member" in _post(treasurer, "give", kept, number=str(number))
    assert "already assigned or settled it" in _post(treasurer, "give", kept, number=str(number))
    payment = Payment.objects.get()
    assert (payment.amount, Invoice.objects.get().paid) == (2000, 2000)
    for changes in ({}, {"amount_total": 2000}):
        assert tell(stripe.event(session, **changes)) == 204
    assert Payment.objects.get() == payment, "a page is paid once, whatever is told of it later"
    assert payment.charge in treasurer.get(reverse("console-person", args=[owing.id])).content.decode()


@pytest.mark.parametrize(
    "name", ["console-members-money-give", "console-members-money-settle", "console-members-money-again"]
)
def test_staff_without_the_duty_decide_nothing(stripe, owing, name):
    tell(stripe.event(opened(stripe, owing), client_reference_id="shop"))
    kept, number = ProviderMoney.objects.get(), Membership.objects.get().number
    other = desks.browser(desks.staff("volunteers"))
    sent = {"number": str(number), "reason": "not-ours"}
    assert other.post(reverse(name, args=[FORM, kept.id]), sent).status_code == 403
    assert (ProviderMoney.objects.get().state, Payment.objects.count()) == (kept.state, 0)


def test_the_treasurer_settles_with_a_reason_and_may_decide_again(stripe, owing, treasurer):
    tell(stripe.event(opened(stripe, owing), client_reference_id="shop"))
    kept = ProviderMoney.objects.get()
    assert "Choose a reason first." in _post(treasurer, "settle", kept, reason="because")
    assert "Other business of the same account" in _post(treasurer, "settle", kept, reason="not-ours")
    assert "already assigned or settled it" in _post(treasurer, "settle", kept, reason="trial")
    assert "It is open again." in _post(treasurer, "again", kept)
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == ("waits", "")
    told = [json.loads(each.payload) for each in Pending.objects.filter(kind=MONEY_SETTLED.name)]
    assert [each["reason"] for each in told] == ["not-ours", "reopened"]


def test_a_page_that_somebody_settled_is_not_booked_by_a_later_message(stripe, owing, treasurer):
    session = opened(stripe, owing)
    tell(stripe.event(session, amount_total=2000))
    _post(treasurer, "settle", ProviderMoney.objects.get(), reason="elsewhere")
    tell(stripe.event(session))
    assert not Payment.objects.exists()
    assert ProviderMoney.objects.get().state == "settled"


def test_money_in_another_currency_is_settled_and_not_booked(stripe, owing, treasurer):
    tell(stripe.event(opened(stripe, owing), currency="usd"))
    kept = ProviderMoney.objects.get()
    page = _page(treasurer)
    assert "3,000 USD" in page
    assert "Record for this member" not in page
    assert "another currency" in _post(treasurer, "give", kept, number=str(Membership.objects.get().number))
    assert not Payment.objects.exists()


def test_what_is_too_large_or_too_old_for_the_books_waits(stripe, owing):
    Invoice.objects.update(amount=20_000_000)
    session = opened(stripe, owing)
    tell(stripe.event(session))
    assert (ProviderMoney.objects.get().why, OnlinePayment.objects.get().state) == ("impossible", "refused")


def test_what_is_taken_out_of_the_books_waits_for_its_owner(stripe, owing, treasurer):
    session, payment = _paid(stripe, owing)
    take_back(payment.id, submission=owing.submission.id, actor=SETTER, now=timezone.now())
    kept = ProviderMoney.objects.get()
    assert (kept.reference, kept.state, kept.why) == (session, "waits", "taken-out")
    assert tell(stripe.event(session)) == 204
    assert not Payment.objects.exists(), "the entry does not come back by itself"
    for _turn in range(2):
        _post(treasurer, "give", kept, number=str(Membership.objects.get().number))
        again = Payment.objects.get()
        assert Invoice.objects.get().state == "paid"
        take_back(again.id, submission=owing.submission.id, actor=SETTER, now=timezone.now())
        assert ProviderMoney.objects.get().state == "waits"


def test_a_refund_opens_the_dues_and_voids_the_receipt(stripe, owing, treasurer):
    session, payment = _paid(stripe, owing)
    receipt = make_out(payment.id, submission=owing.submission.id, actor=SETTER, now=timezone.now())
    for _turn in range(3):
        assert tell(stripe.refund(session, 3000)) == 204
    payment.refresh_from_db()
    assert (payment.returned, _counted()) == (3000, 0)
    assert (Invoice.objects.get().state, Invoice.objects.get().paid) == ("open", 0)
    assert Term.objects.get().state == "pending"
    assert Receipt.objects.get(id=receipt.id).voided_at is not None
    assert [entry.kind for entry in entries_of(owing.id)].count(PAYMENT_RETURNED) == 1
    person = treasurer.get(reverse("console-person", args=[owing.id])).content.decode()
    assert "3,000 yen went back" in person
    assert "The money went back." in _page(treasurer)
    assert "1 refund or dispute changed the books" in treasurer.get("/console/").content.decode()
    assert tell(stripe.refund(session, 3000, kind="refund.failed", status="failed")) == 204
    assert (Invoice.objects.get().state, _counted()) == ("paid", 3000), "it failed, so the money is here"


def test_a_part_that_went_back_is_owed_again_and_no_more_than_all_goes(stripe, owing):
    session, payment = _paid(stripe, owing)
    tell(stripe.refund(session, 1000))
    assert Invoice.objects.get().owed == 1000
    record_payment(
        owing.submission.id, paid_on=timezone.localdate(), amount=1000, by=None, actor=SETTER, now=timezone.now()
    )
    assert Invoice.objects.get().state == "paid"
    tell(stripe.refund(session, 2000, id="re_2"))
    tell(stripe.dispute(session, 3000))
    payment.refresh_from_db()
    assert (payment.returned, Invoice.objects.get().owed) == (3000, 2000)


@pytest.mark.parametrize("first", ["refund", "payment"])
def test_a_refund_that_is_told_before_its_payment_waits_for_it(stripe, owing, first):
    session = opened(stripe, owing)
    told = {"refund": stripe.refund(session, 3000), "payment": stripe.event(session)}
    for name in sorted(told, key=lambda each: each != first):
        tell(told[name])
    assert Payment.objects.get().kept == 0
    assert Invoice.objects.get().state == "open"
    assert ProviderMoney.objects.get().state == MoneyState.BOOKED


def test_a_refund_whose_payment_came_at_the_same_moment_is_found_by_the_worker(stripe, owing):
    session, payment = _paid(stripe, owing)
    Payment.objects.update(charge="")
    tell(stripe.refund(session, 3000))
    assert ProviderMoney.objects.get().state == MoneyState.WAITS
    Payment.objects.update(charge=f"pi_{session}")
    assert follow_waiting(timezone.now()) == 1
    payment.refresh_from_db()
    assert payment.returned == 3000


def test_a_refund_of_money_that_waits_settles_it(stripe, owing, treasurer):
    session = opened(stripe, owing)
    tell(stripe.event(session, client_reference_id=None))
    tell(stripe.refund(session, 1000))
    assert ProviderMoney.objects.get(kind="payment").state == "waits"
    tell(stripe.refund(session, 2000, id="re_2"))
    assert {each.state for each in ProviderMoney.objects.all()} == {"settled"}
    tell(stripe.refund(session, 2000, id="re_2", kind="refund.failed", status="failed"))
    kept = ProviderMoney.objects.get(kind="payment")
    assert kept.state == "waits"
    _post(treasurer, "give", kept, number=str(Membership.objects.get().number))
    assert (Payment.objects.get().kept, Invoice.objects.get().owed) == (2000, 1000)


def test_a_dispute_takes_the_money_until_it_is_won(stripe, owing):
    session, payment = _paid(stripe, owing)
    began = int(time.time()) - 100
    steps = [
        ({"status": "warning_needs_response", "at": began}, 0),
        ({"status": "needs_response", "at": began + 2}, 3000),
        ({"status": "warning_under_review", "at": began + 1, "kind": "charge.dispute.updated"}, 3000),  # late
        ({"status": "won", "at": began + 4, "kind": "charge.dispute.closed"}, 0),
        ({"status": "under_review", "at": began + 3, "kind": "charge.dispute.updated"}, 0),  # late
        ({"status": "lost", "at": began + 9, "kind": "charge.dispute.closed"}, 0),  # after the end
    ]
    for changes, returned in steps:
        assert tell(stripe.dispute(session, 3000, **changes)) == 204
        payment.refresh_from_db()
        assert payment.returned == returned, changes


@pytest.mark.parametrize(
    "wrong", [{"status": "unheard-of"}, {"amount": None}, {"amount": -1}, {"id": None}, {"kind": "refund.something"}]
)
def test_what_tells_of_no_money_that_went_back_changes_nothing(stripe, owing, wrong):
    session, _payment = _paid(stripe, owing)
    assert tell(stripe.refund(session, **{"amount": 3000} | wrong)) == 204
    assert not ProviderMoney.objects.exists()


def test_a_refund_that_the_provider_did_not_sign_is_refused(stripe, owing):
    session, payment = _paid(stripe, owing)
    body, _headers = stripe.refund(session, 3000)
    now = int(time.time())
    assert tell((body, {})) == tell(signed(body, at=now, secret="whsec_other")) == 400
    assert tell(signed(body, at=now - 600)) == 400
    payment.refresh_from_db()
    assert payment.returned == 0
    assert not ProviderMoney.objects.exists()


def test_a_refund_in_another_currency_waits_for_somebody(stripe, owing):
    session, payment = _paid(stripe, owing)
    tell(stripe.refund(session, 3000, currency="usd"))
    payment.refresh_from_db()
    assert (payment.returned, ProviderMoney.objects.get().state) == (0, "waits")


def test_a_refund_after_its_person_was_erased_waits(stripe, owing):
    session, _payment = _paid(stripe, owing)
    MembersHolder().erase([owing.id])
    assert tell(stripe.refund(session, 3000)) == 204
    kept = ProviderMoney.objects.get()
    assert (kept.kind, kept.state, kept.why) == ("refund", "waits", "nobody")


def test_a_page_for_what_is_paid_or_replaced_is_closed_at_the_provider(stripe, owing):
    first = opened(stripe, owing)
    assert close_pages(timezone.now()) == 0
    second = opened(stripe, owing, lang="ja")
    assert close_pages(timezone.now()) == 1
    assert {id: each["status"] for id, each in stripe.sessions.items()} == {first: "expired", second: "open"}
    record_payment(
        owing.submission.id, paid_on=timezone.localdate(), amount=3000, by=None, actor=SETTER, now=timezone.now()
    )
    stripe.broken = True
    assert close_pages(timezone.now()) == 0
    stripe.broken = False
    assert close_pages(timezone.now()) == 1
    assert stripe.sessions[second]["status"] == "expired"
    assert close_pages(timezone.now()) == 0


def test_money_on_a_page_for_a_debt_that_is_paid_waits(stripe, owing):
    session = opened(stripe, owing)
    record_payment(
        owing.submission.id, paid_on=timezone.localdate(), amount=1000, by=None, actor=SETTER, now=timezone.now()
    )
    close_pages(timezone.now() + timedelta(minutes=1))
    assert OnlinePayment.objects.get().state == "closed"
    assert tell(stripe.event(session)) == 204
    assert [each.amount for each in Payment.objects.all()] == [1000]
    assert ProviderMoney.objects.get().why == "not-owed"


def test_the_page_takes_as_many_queries_whatever_waits(stripe, owing, treasurer, django_assert_max_num_queries):
    session = opened(stripe, owing)
    for n in range(6):
        tell(stripe.event(session, id=f"cs_other_{n}"))
        tell(stripe.refund(session, 10, id=f"re_{n}", payment_intent=f"pi_{n}"))
    with django_assert_max_num_queries(35):
        assert "cs_other_5" in _page(treasurer)


def test_a_refund_that_waits_goes_to_the_feature_that_knows_its_payment(stripe, engaged, monkeypatch):
    now, charge = timezone.now(), "pi_of_another_feature"
    told = Returned(MoneyKind.REFUND, "re_elsewhere", charge, 500, "jpy", Progress.GONE, False, now, now)
    take_rest(told, now)
    assert ProviderMoney.objects.get().state == MoneyState.WAITS
    taken: list[Returned] = []

    def theirs(what: Returned, _now: object) -> bool:
        taken.append(what)
        return True

    monkeypatch.setattr(on_returned, "known", [theirs])
    on_booked.tell(PROVIDER, charge, now)
    assert taken == [told]
    assert not ProviderMoney.objects.exists()
