"""My membership on the own page: where it stands, what to pay, one button to renew, and my papers (P05)."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from azukari.core.forms.acts import number
from azukari.core.forms.models import Submission
from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.letters import LETTERS
from azukari.features.members.models import Invoice, Register, Term
from azukari.features.members.payments import record_payment
from azukari.features.members.registers import set_register
from azukari.policy.terms import FormKind
from azukari.site.dates import day
from tests.cast import registrant
from tests.rights.desk import come_in


@pytest.fixture
def admitted(applicant, classes):
    account = "Sample Bank 0000000"
    set_register(
        Register(form="membership", transfer_ja=account, transfer_en=account), actor=SETTER, now=timezone.now()
    )
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    return applicant


def _at(known, what):
    return f"/membership/{known.submission.id}/{what}"


@pytest.mark.parametrize(("lang", "title"), [("en", "My membership"), ("ja", "会員としての登録")])
def test_my_page_says_what_i_am_and_what_to_pay_where(lang, title, admitted):
    page = come_in(admitted.email, timezone.now(), lang).get()
    assert title in page
    assert Invoice.objects.get().code in page
    assert "Sample Bank 0000000" in page


def test_an_applicant_reads_that_somebody_looks_at_it(applicant):
    assert "We look at your application" in come_in(applicant.email, timezone.now()).get()


def test_of_two_registrations_each_says_which_it_is(applicant, charter):
    mine = come_in(applicant.email, timezone.now())
    assert f"<code>{number(applicant.submission.id)}" not in mine.get(), "there is but one"
    other = registrant(charter, "amelia", FormKind.MEMBERSHIP)
    Submission.objects.filter(id=other.submission.id).update(person=applicant.id)
    page = mine.get()
    for id in (applicant.submission.id, other.submission.id):
        assert page.count(f"<code>{number(id)}</code>") == 2, "on its card, and beside its data"


def test_i_renew_with_one_button_and_a_second_press_adds_nothing(admitted):
    own = come_in(admitted.email, timezone.now())
    invoice = Invoice.objects.get()
    today = timezone.localdate()
    record_payment(
        admitted.submission.id, paid_on=today, amount=invoice.amount, by=None, actor=SETTER, now=timezone.now()
    )
    Term.objects.update(ends=today + timedelta(days=200))
    assert "Renew my membership" not in own.get()
    Term.objects.update(ends=today + timedelta(days=30))
    assert "Renew my membership" in own.get()
    assert "How to pay" not in own.get()
    for _ in range(2):
        assert own.post(_at(admitted, "renew")).status_code == 303
    assert Term.objects.count() == 2
    assert Invoice.objects.filter(state="open").count() == 1
    page = own.get("?done=renewed")
    assert "Renew my membership" not in page
    last = day(today + timedelta(days=30), lang="en")
    assert f"this term until {last}" in page, "the next one counts when it is paid"
    assert page.index("How to pay") < page.index('id="registrations"'), "above everything else"
    assert page.count('href="#membership"') == 2, "the thanks lead there, and so does what is owed"


def test_to_a_membership_that_has_ended_nothing_is_added(admitted):
    own = come_in(admitted.email, timezone.now())
    assert '/add"' in own.get()
    own.post(f"/end/{admitted.submission.id}")
    assert '/add"' not in own.get()


def test_my_invoice_and_my_receipt_are_mine_alone(admitted, charter):
    own, invoice = come_in(admitted.email, timezone.now()), Invoice.objects.get()
    assert own.post(_at(admitted, f"invoice/{invoice.id}.pdf")).content.startswith(b"%PDF")
    payment = record_payment(
        admitted.submission.id, paid_on=timezone.localdate(), amount=3000, by=None, actor=SETTER, now=timezone.now()
    )
    assert own.post(_at(admitted, f"receipt/{payment.id}.pdf")).content.startswith(b"%PDF")
    kana = registrant(charter, "kana", FormKind.MEMBERSHIP)
    other = come_in(kana.email, timezone.now())
    for known in (admitted, kana):
        assert other.post(_at(known, f"receipt/{payment.id}.pdf")).status_code == 404
        assert other.post(_at(known, f"invoice/{invoice.id}.pdf")).status_code == 404
    assert other.post(_at(admitted, "renew")).status_code == 404


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_letter_says_what_is_to_do_and_names_nobody(lang, admitted):
    now, invoice, term = timezone.now(), Invoice.objects.get(), Term.objects.get()
    payment = record_payment(
        admitted.submission.id, paid_on=timezone.localdate(), amount=100, by=None, actor=SETTER, now=now
    )
    about = {
        "members:admitted": admitted.submission.id, "members:invoice": invoice.id, "members:reminder": invoice.id,
        "members:ending": term.id, "members:paid": payment.id,
    }  # fmt: skip
    for kind in LETTERS:
        if kind.name in about:
            message = Message(kind=kind.name, person_id=admitted.id, reference=about[kind.name], lang=lang)
            with translation.override(lang):
                letter = kind.build(message, now)
            assert letter is not None, kind.name
            assert admitted.visitor.name not in " ".join((letter.subject, *letter.paragraphs))
            assert letter.action
            assert f"/{lang}/me" in letter.action[1]
            late = {"ja": "期限は", "en": "They were due on"}[lang] in " ".join(letter.paragraphs)
            assert late == (kind.name == "members:reminder"), "What is over is not to be paid by then."
            assert kind.build(Message(kind=kind.name, person_id=admitted.id, reference=None, lang=lang), now) is None


def test_a_term_that_is_over_and_dues_that_are_late_are_told_as_such(admitted):
    own, today = come_in(admitted.email, timezone.now()), timezone.localdate()
    page = own.get()
    assert "please by" in page
    assert "due since" not in page
    yesterday = today - timedelta(days=1)
    Invoice.objects.update(due_on=yesterday)
    Term.objects.update(begins=today - timedelta(days=400), ends=yesterday)
    page = own.get()
    assert f"yen, due since {day(yesterday, lang='en')}" in page
    assert "please by" not in page
    assert f"the term that was paid for ended on {day(yesterday, lang='en')}" in page
    assert "this term until" not in page
