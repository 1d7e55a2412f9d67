"""Paying online: the provider's page by one press, its signed word taken once, and the gate before both (P05, P23)."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.consent.models import EndReason, Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Contract, ContractReason
from azukari.core.transfers.payment_gate import claim_collector, collector
from azukari.core.vault.refusal import Refused
from azukari.demo.payments import PROVIDER
from azukari.demo.people import SETTER
from azukari.features.members.events import PAYMENT_OPENED, PAYMENT_REFUSED
from azukari.features.members.holder import MembersHolder
from azukari.features.members.models import Invoice, OnlinePayment, Payment, ProviderMoney, Term
from azukari.features.members.payments import record_payment, take_back
from azukari.lib.control import controls
from azukari.lib.instance import Payments
from azukari.policy.terms import FormKind
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import registrant
from tests.console import desks
from tests.disclosure import office
from tests.rights.desk import come_in
from tests.stripe_stand_in import signed

BUTTON = "Pay 3,000 yen online"


def _press(known, own):
    return own.post(f"/membership/{known.submission.id}/pay/{Invoice.objects.get().id}")


def _tell(told):
    body, headers = told
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return Client().post("/hooks/payments", body, content_type="application/json", **sent).status_code


def _opened(stripe, known):
    own = come_in(known.email, timezone.now())
    assert BUTTON in own.get()
    answer = _press(known, own)
    assert answer.status_code == 200
    session = [*stripe.sessions.values()][-1]
    assert answer.headers["Refresh"] == f"0; url={session['url']}"
    return session["id"]


def test_one_press_leads_to_the_page_and_what_is_paid_there_settles_the_dues_once(stripe, owing):
    session = _opened(stripe, owing)
    for _turn in range(3):
        assert _tell(stripe.event(session)) == 204
    payment = Payment.objects.get()
    assert (payment.amount, payment.recorded_by) == (3000, None)
    assert OnlinePayment.objects.get(payment=payment).page == session
    assert Invoice.objects.get().state == "paid"
    assert Term.objects.get().state == "paid"
    assert BUTTON not in come_in(owing.email, timezone.now()).get()
    take_back(payment.id, submission=owing.submission.id, actor=SETTER, now=timezone.now())
    assert _tell(stripe.event(session)) == 204
    assert not Payment.objects.exists(), "an entry that was taken out does not come back"
    kept = Grant.objects.get(purpose="dues-record")
    assert kept.end_reason == EndReason.EXPIRED, "without a payment there is nothing to keep in the books"


def test_the_provider_collects_for_the_purpose_that_is_its_own(stripe, engaged):
    found = collector(("magazine", "dues-record", "membership"), now=timezone.now())
    assert found is not None
    assert (found.slug, found.purpose) == (PROVIDER, "dues-record")
    assert collector(("magazine",), now=timezone.now()) is None


def test_a_provider_that_the_policy_does_not_name_collects_nothing(stripe, charter):
    assert collector(("membership",), now=timezone.now()) is None
    with pytest.raises(Refused) as refused:
        claim_collector(("membership",), actor=SETTER, now=timezone.now())
    assert refused.value.verdict.clause == "recipients"
    said = json.loads(Pending.objects.get(kind=TRANSFER_REFUSED.name).payload)
    assert (said["recipient"], said["purpose"]) == ("unknown", "membership")


def test_the_provider_is_told_nothing_about_the_person(stripe, owing):
    _opened(stripe, owing)
    ((path, headers, body),) = stripe.asked
    told = f"{path} {headers} {body.decode()}"
    for word in (owing.email, owing.visitor.name, owing.id.hex, f"{owing.id}", f"{owing.submission.id}", "hanako"):
        assert word not in told
    assert Invoice.objects.get().code not in told
    names = {pair.partition("=")[0] for pair in body.decode().split("&")}
    assert len(names) == 9, "amount, currency, what it is for, how many, a reference, language, two addresses, mode"
    (entry,) = [e for e in entries_of(owing.id) if e.kind is PAYMENT_OPENED]
    assert (entry.payload["recipient"], entry.payload["purpose"]) == (PROVIDER, "membership")
    assert entry.payload["contract"] == str(Contract.objects.get(recipient_id=PROVIDER).id)


def test_a_second_press_leads_to_the_same_page(stripe, owing):
    own = come_in(owing.email, timezone.now())
    for _turn in range(2):
        assert _press(owing, own).status_code == 200
    assert len(stripe.sessions) == OnlinePayment.objects.count() == 1
    record_payment(
        owing.submission.id, paid_on=timezone.localdate(), amount=1000, by=None, actor=SETTER, now=timezone.now()
    )
    assert _press(owing, own).status_code == 200
    assert [s["amount_total"] for s in stripe.sessions.values()] == [3000, 2000]


@pytest.mark.parametrize("wrong", [{"amount_total": 2999}, {"currency": "usd"}, {"id": "cs_test_999"}])
def test_another_amount_currency_or_page_is_refused_and_shown(stripe, owing, wrong):
    session = _opened(stripe, owing)
    assert _tell(stripe.event(session, **wrong)) == 204
    assert not Payment.objects.exists()
    assert OnlinePayment.objects.get().state == "refused"
    assert PAYMENT_REFUSED in {entry.kind for entry in entries_of(owing.id)}


def test_what_fits_is_booked_also_after_a_message_that_did_not(stripe, owing):
    session = _opened(stripe, owing)
    assert _tell(stripe.event(session, amount_total=2999)) == 204
    assert _tell(stripe.event(session)) == 204
    assert Payment.objects.get().amount == 3000
    assert OnlinePayment.objects.get().state == "paid"
    assert _tell(stripe.event(session, amount_total=2999)) == 204
    assert OnlinePayment.objects.get().state == "paid", "what is booked stays so"


def test_who_changes_the_language_gets_a_page_and_what_is_paid_on_either_settles_the_debt_once(stripe, owing):
    first = _opened(stripe, owing)
    assert _press(owing, come_in(owing.email, timezone.now(), lang="ja")).status_code == 200
    second = [*stripe.sessions][-1]
    assert second != first
    for session in (second, first, second, first):
        assert _tell(stripe.event(session)) == 204
    assert [payment.amount for payment in Payment.objects.all()] == [3000]
    assert Invoice.objects.get().paid == 3000, "one debt is settled once"
    kept = ProviderMoney.objects.get()
    assert (kept.reference, kept.state, kept.why) == (first, "waits", "not-owed"), "what is too much waits"


@pytest.mark.parametrize("wrong", [{"payment_status": "unpaid"}, {"client_reference_id": None}, {"amount_total": None}])
def test_what_tells_of_no_money_of_ours_changes_nothing(stripe, owing, wrong):
    session = _opened(stripe, owing)
    assert _tell(stripe.event(session, **wrong)) == 204
    assert _tell(stripe.event(session, kind="checkout.session.expired")) == 204
    assert OnlinePayment.objects.get().state == "opened"


def test_who_pays_at_a_convenience_store_pays_days_later(stripe, owing):
    session = _opened(stripe, owing)
    assert _tell(stripe.event(session, payment_status="unpaid")) == 204
    assert _tell(stripe.event(session, kind="checkout.session.async_payment_succeeded")) == 204
    assert Payment.objects.get().amount == 3000


def test_only_the_provider_is_believed_and_only_now(stripe, owing):
    session = _opened(stripe, owing)
    body, right = stripe.event(session)
    header, now = right["Stripe-Signature"], int(time.time())
    false = [
        (body, {}), (body, {"Stripe-Signature": ""}), (body, {"Stripe-Signature": "t=x,v1=y"}),
        (body.replace(b"3000", b"3"), right), (body, {"Stripe-Signature": header.replace("v1", "v0")}),
        signed(body, at=now, secret="whsec_other"), signed(body, at=now - 600), signed(body, at=now + 600),
        (body, {"Stripe-Signature": header.replace("t=", "t=0")}),
    ]  # fmt: skip
    assert [_tell(each) for each in false] == [400] * len(false)
    assert not Payment.objects.exists()
    assert _tell(signed(b"[]", at=now)) == _tell(signed(b"{", at=now)) == 204


def test_without_a_contract_that_lives_there_is_no_button_and_no_way(stripe, owing):
    own = come_in(owing.email, timezone.now())
    contract = Contract.objects.get(recipient_id=PROVIDER)
    suspend(
        contract, reason=ContractReason.REVIEW, words="", version=contract.version, actor=office.ASKER,
        now=timezone.now(),
    )  # fmt: skip
    assert BUTTON not in own.get()
    answer = _press(owing, own)
    assert answer.headers["Location"].endswith("?done=not-opened")
    assert not stripe.asked
    assert not OnlinePayment.objects.exists()
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 1


def test_its_contract_which_hands_over_no_data_is_told_as_kept_until_it_runs_out(engaged):
    [contracts] = [one for one in controls() if one.name == "contracts"]
    assert not list(contracts.check(timezone.now()))
    Contract.objects.update(ends=(timezone.now() - timedelta(days=2)).date())
    assert list(contracts.check(timezone.now()))


def test_to_staff_it_is_shown_as_working_without_anybodys_data(engaged):
    officer = desks.browser(desks.staff("privacy"))
    listed = officer.get(reverse("console-recipients")).content.decode()
    assert "works without anybody’s data" in listed
    one = officer.get(reverse("console-recipient", args=[PROVIDER])).content.decode()
    assert "needs no personal data" in one
    Contract.objects.update(ends=(timezone.now() - timedelta(days=2)).date())
    assert "works without anybody’s data" not in officer.get(reverse("console-recipients")).content.decode()


def test_a_provider_that_fails_is_told_in_words_and_nothing_is_owed_twice(stripe, owing):
    own = come_in(owing.email, timezone.now())
    stripe.broken = True
    assert _press(owing, own).headers["Location"].endswith("?done=not-opened")
    assert "cannot be opened now" in own.get("?done=not-opened")
    stripe.broken = False
    assert _press(owing, own).status_code == 200
    assert OnlinePayment.objects.count() == 1


def test_nobody_pays_for_somebody_else_and_without_settings_there_is_nothing(stripe, owing, settings):
    other = registrant(current(), "kana", FormKind.MEMBERSHIP)
    assert _press(owing, come_in(other.email, timezone.now())).status_code == 404
    settings.AZUKARI = replace(django_settings.AZUKARI, payments=Payments())
    assert BUTTON not in come_in(owing.email, timezone.now()).get()
    assert _tell(signed(b"{}", at=int(time.time()))) == 404


def test_money_that_comes_after_somebody_is_erased_finds_nobody(stripe, owing):
    session = _opened(stripe, owing)
    MembersHolder().erase([owing.id])
    assert _tell(stripe.event(session)) == 204
    assert not Payment.objects.exists()


def test_what_the_payer_wrote_at_the_provider_is_kept_nowhere(stripe, owing):
    session = _opened(stripe, owing)
    assert _tell(stripe.event(session)) == 204
    assert "payer@elsewhere" in json.dumps(stripe.sessions[session])
    rows = [*OnlinePayment.objects.values(), *Payment.objects.values(), *Pending.objects.values("payload")]
    assert "payer@elsewhere" not in f"{rows}"
    assert OnlinePayment.objects.get().opened_at > timezone.now() - timedelta(minutes=5)
