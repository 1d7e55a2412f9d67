"""A receipt stays as it was printed, and its number never vanishes (P05)."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from azukari.cli.instance_folder import STARTER
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.holder import MembersHolder
from azukari.features.members.models import Invoice, Receipt, Register, Scope, YearlyReceipt
from azukari.features.members.papers import receipt_pdf, yearly_pdf
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.receipts import make_out
from azukari.features.members.registers import set_register
from azukari.features.members.yearly import make_out_year
from tests.console import desks


@pytest.fixture
def paid(applicant, classes):
    """Somebody who paid 3,000 yen of dues; returns them and the payment."""
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    Invoice.objects.update(amount=3000)
    _set(tax_number="T1234567890123")
    return applicant, _pay(applicant)


def _set(**said):
    set_register(Register(form="membership", **said), actor=SETTER, now=timezone.now())


def _pay(known, amount=3000):
    now = timezone.now()
    return record_payment(
        known.submission.id, paid_on=timezone.localdate(), amount=amount, by=None, actor=SETTER, now=now
    )


def _text(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", " ")


def _receipt(known, payment, **how):
    return make_out(payment.id, submission=known.submission.id, actor=SETTER, now=timezone.now(), **how)


def _year(known):
    year = timezone.localdate().year
    return make_out_year(known.submission.id, year, Scope.DUES, actor=SETTER, now=timezone.now())


def _change_everything(invoice):
    """What a receipt tells changes in the books, the settings and the policy."""
    Invoice.objects.filter(id=invoice.id).update(dues_year=1999, tax_percent=0)
    _set(tax_number="T9999999999999")
    name = current().policy.organisation.name["en"]
    text = STARTER.read_text("utf-8").replace(name, "Another Name")
    publish(text, actor=SETTER, now=timezone.now(), file=STARTER.name)


def test_what_was_printed_stays_whatever_changes_later(paid):
    known, payment = paid
    invoice = Invoice.objects.get()
    Invoice.objects.update(tax_percent=10)
    name = current().policy.organisation.name["en"]
    first = _text(receipt_pdf(_receipt(known, payment), name="A", lang="en"))
    assert f"{name} " in f"{first} "
    assert "T1234567890123" in first
    _change_everything(invoice)
    assert _text(receipt_pdf(_receipt(known, payment), name="A", lang="en")) == first
    again = _text(receipt_pdf(_receipt(known, payment, anew=True), name="A", lang="en"))
    assert "Another Name" in again
    assert "T1234567890123" not in again


def test_a_receipt_of_a_year_stays_as_it_was_printed(paid):
    known, _payment = paid
    invoice = Invoice.objects.get()
    first = _text(yearly_pdf(_year(known), name="A", lang="en"))
    assert f"Dues for {invoice.dues_year}" in first
    _change_everything(invoice)
    assert _text(yearly_pdf(_year(known), name="A", lang="en")) == first


def test_one_of_an_earlier_release_is_kept_from_its_next_print_on(paid):
    known, payment = paid
    single = _receipt(known, payment)
    empty = {"lines": None, "texts": None, "charter": None}
    Receipt.objects.update(submission=None, paid_on=None, amount=None, **empty)
    first = _text(receipt_pdf(_receipt(known, payment), name="A", lang="en"))
    assert Receipt.objects.get(id=single.id).number == single.number
    year = _year(known)
    YearlyReceipt.objects.update(**empty)
    whole = _text(yearly_pdf(_year(known), name="A", lang="en"))
    _change_everything(Invoice.objects.get())
    assert _text(yearly_pdf(_year(known), name="A", lang="en")) == whole
    assert _year(known).receipt.number == year.receipt.number
    assert "3,000" in first


def test_the_number_stays_when_the_payment_is_taken_out(paid):
    known, payment = paid
    first = _receipt(known, payment)
    second = _receipt(known, payment, anew=True)
    take_back(payment.id, submission=known.submission.id, actor=SETTER, now=timezone.now())
    kept = Receipt.objects.order_by("number")
    assert [(each.number, each.amount, each.voided_at is not None) for each in kept] == [
        (first.number, 3000, True),
        (second.number, 3000, True),
    ]
    third = _receipt(known, _pay(known))
    assert third.number == second.number + 1
    page = desks.browser(desks.staff("membership")).get(reverse("console-person", args=[known.id])).content.decode()
    assert [f"R-{each.number:06}" in page for each in (first, second, third)] == [True] * 3
    assert page.count("<strong>void</strong>") == 2
    own = MembersHolder().export(known.id)["receipts"]
    assert [(each["number"], each["is_void"]) for each in own] == [
        (first.number, True), (second.number, True), (third.number, False),
    ]  # fmt: skip


@pytest.mark.parametrize("ended", [True, False])
def test_void_receipts_go_with_their_person_or_registration(paid, ended):
    known, payment = paid
    _receipt(known, payment)
    take_back(payment.id, submission=known.submission.id, actor=SETTER, now=timezone.now())
    if ended:
        MembersHolder().delete_ended([known.submission.id], [])
    else:
        MembersHolder().erase([known.id])
    assert not Receipt.objects.exists()
