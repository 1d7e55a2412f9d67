"""Old dues lapse after the months that the register says, and not before (P05)."""

from datetime import date

import pytest

from azukari.core.ledger.models import Pending
from azukari.demo.people import SETTER
from azukari.features.members.models import Invoice, InvoiceState, Membership, Payment, Register, Term, TermState
from azukari.features.members.old_debts import lapse_old_debts
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.registers import set_register
from azukari.features.members.renew import due_for_renewal, renew
from azukari.features.members.standing import standings
from azukari.features.members.tests.days import JOINED, at, joined, pay_all

DUE = date(2026, 12, 24)


@pytest.fixture
def owing(applicant, classes):
    set_register(Register(form="membership", lapse_months=60), actor=SETTER, now=at(JOINED))
    return joined(applicant, classes, "Regular member")


def test_they_lapse_once_five_years_after_they_were_due(owing, applicant):
    days = [date(2031, 12, 24), date(2031, 12, 25), date(2031, 12, 25)]
    assert [lapse_old_debts(at(day)) for day in days] == [0, 1, 0]
    assert Invoice.objects.get().state == InvoiceState.VOID
    assert Term.objects.get().state == TermState.UNPAID, "the history says that it was never paid"
    assert not Membership.objects.get().owes
    assert Pending.objects.filter(kind="members:invoice:lapsed").count() == 1
    assert not standings([applicant.submission])[0].has_card(date(2027, 1, 1))
    assert renew(owing, actor=SETTER, now=at(date(2032, 1, 5))).begins == date(2032, 1, 5), "and they may go on"


def test_what_was_paid_of_them_stays_in_the_books_and_the_term_is_not_paid_by_a_mistake(owing):
    paid = record_payment(owing, paid_on=JOINED, amount=1000, by=None, actor=SETTER, now=at(JOINED))
    lapse_old_debts(at(date(2032, 1, 1)))
    assert Invoice.objects.get().paid == 1000
    take_back(paid.id, submission=owing, actor=SETTER, now=at(date(2032, 1, 2)))
    assert Term.objects.get().state == TermState.UNPAID


def test_without_the_setting_nothing_lapses(applicant, classes):
    joined(applicant, classes, "Regular member")
    assert lapse_old_debts(at(date(2046, 1, 1))) == 0
    assert Invoice.objects.get().state == InvoiceState.OPEN


def test_dues_of_an_earlier_year_keep_nobody_from_the_next_renewal(applicant, classes):
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    renew(id, actor=SETTER, now=at(date(2027, 3, 1)))
    pay_all(id, date(2027, 3, 1))
    take_back(Payment.objects.earliest("paid_on").id, submission=id, actor=SETTER, now=at(date(2027, 3, 2)))
    assert [*Term.objects.order_by("begins").values_list("state", flat=True)] == ["pending", "paid"]
    for day, renewable in ((date(2027, 12, 29), False), (date(2027, 12, 30), True)):
        [standing] = standings([applicant.submission])
        assert standing.is_renewable(day) is renewable, "on their own page"
        assert due_for_renewal("membership", day) == [id] * renewable, "and with everybody else"
    assert renew(id, actor=SETTER, now=at(date(2027, 12, 30))).begins == date(2028, 4, 1)
