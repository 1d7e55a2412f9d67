"""Receipts of a year: one for all of it, the old ones void; the tax in it; donations apart."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, MemberClass, Receipt, Register, Scope, YearlyReceipt
from azukari.features.members.papers import invoice_pdf, receipt_pdf, yearly_pdf
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.receipt_lines import Tax
from azukari.features.members.receipts import make_out
from azukari.features.members.registers import register_of, set_register
from azukari.features.members.standing import standings, years_of
from azukari.features.members.yearly import NotCertified, NothingPaid, make_out_year
from tests.console import desks

NUMBER = "T1234567890123"


def _text(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", " ")


@pytest.fixture
def payer(applicant, classes):
    def become(**changes):
        MemberClass.objects.filter(id=classes["Regular member"].id).update(**changes)
        now = timezone.now()
        admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=now)
        set_register(Register(form="membership", tax_number=NUMBER), actor=SETTER, now=now)
        return [_pay(applicant, amount) for amount in (1000, 2000)]

    return become


def _pay(known, amount):
    now = timezone.now()
    day = timezone.localdate()
    return record_payment(known.submission.id, paid_on=day, amount=amount, by=None, actor=SETTER, now=now)


def _year(known, scope=Scope.DUES, **more):
    now = timezone.now()
    return make_out_year(known.submission.id, timezone.localdate().year, scope, actor=SETTER, now=now, **more)


def test_one_receipt_takes_the_place_of_all_of_the_year_and_is_voided_by_the_next(payer, applicant):
    first, _second = payer()
    now = timezone.now()
    single = make_out(first.id, submission=applicant.submission.id, actor=SETTER, now=now)
    made = _year(applicant)
    assert (made.receipt.amount, made.receipt.number) == (3000, single.number + 1)
    assert not Receipt.objects.filter(voided_at=None).exists(), "nobody holds two receipts for one payment"
    assert _year(applicant).receipt == made.receipt, "asked for twice, it is the same"
    assert _year(applicant, anew=True).receipt.number == made.receipt.number + 1
    _pay(applicant, 500)
    assert _year(applicant).receipt.amount == 3500, "another payment, another receipt"
    assert YearlyReceipt.objects.filter(voided_at=None).count() == 1
    take_back(first.id, submission=applicant.submission.id, actor=SETTER, now=now)
    assert _year(applicant).receipt.amount == 2500


def test_a_receipt_of_one_payment_voids_that_of_its_year(payer, applicant):
    first, _second = payer()
    _year(applicant)
    make_out(first.id, submission=applicant.submission.id, actor=SETTER, now=timezone.now())
    assert not YearlyReceipt.objects.filter(voided_at=None).exists()


def test_tax_is_taken_out_once_for_each_rate():
    assert [Tax(10, amount).tax for amount in (3000, 1, 11, 999)] == [272, 0, 1, 90]
    assert Tax(8, 3000).tax == 222


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_given_in_return_makes_a_qualified_invoice(payer, applicant, lang):
    first, _second = payer(tax_percent=10)
    receipt = make_out(first.id, submission=applicant.submission.id, actor=SETTER, now=timezone.now())
    papers = [
        yearly_pdf(_year(applicant), name="見本 花子", lang=lang),
        receipt_pdf(receipt, name="見本 花子", lang=lang),
        invoice_pdf(Invoice.objects.get(), name="見本 花子", lang=lang),
    ]
    for paper, tax in zip(papers, ("272", "90", "0"), strict=True):
        assert NUMBER in _text(paper)
        assert tax in _text(paper)
    assert "3000" in _text(papers[0]).replace(",", "")


def test_without_it_there_is_a_plain_receipt_without_a_number(payer, applicant):
    payer()
    text = _text(yearly_pdf(_year(applicant), name="A", lang="en"))
    assert NUMBER not in text
    assert "not taxed" in text


def test_donations_have_a_receipt_of_their_own_by_a_certificate_alone(payer, applicant):
    payer(is_donation=True)
    with pytest.raises(NotCertified):
        _year(applicant, Scope.DONATIONS)
    assert _offered(applicant) == []
    register = register_of("membership")
    register.donation_ja = "Order no. 7"
    set_register(register, actor=SETTER, now=timezone.now())
    with pytest.raises(NotCertified):
        _year(applicant, Scope.DONATIONS)
    assert _offered(applicant) == [], "the certificate is named in one language alone"
    register.donation_en = "Order no. 7"
    set_register(register, actor=SETTER, now=timezone.now())
    assert _offered(applicant) == ["donation"]
    made = _year(applicant, Scope.DONATIONS)
    assert made.receipt.amount == 3000
    assert "Order no. 7" in _text(yearly_pdf(made, name="A", lang="en"))
    with pytest.raises(NothingPaid):
        _year(applicant, Scope.DUES)


def _offered(applicant):
    found = standings([applicant.submission])
    return [scope for _year, scope in years_of(found).get(applicant.submission.id, ())]


def test_staff_hand_it_out_with_one_press(payer, applicant, membership_desk):
    payer()
    client = desks.browser(membership_desk.user)
    at = reverse("console-member-yearly", args=[applicant.id, applicant.submission.id, "dues", timezone.now().year])
    assert at in client.get(reverse("console-person", args=[applicant.id])).content.decode()
    assert client.get(at).status_code == 302
    answer = client.post(at)
    assert answer.headers["Content-Type"] == "application/pdf"
    missing = at.replace(str(timezone.now().year), "1999")
    assert "Nothing was paid in that year" in client.post(missing, follow=True).content.decode()
