"""From the application to the exit: admitted, paid, renewed, another class, left, and back (P05)."""

from datetime import date, timedelta

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.ending import end_registration, take_back_end
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.vault.retention import expire
from azukari.demo.people import SETTER
from azukari.features.members.admit import AlreadyAMember, NoSuchClass, NotWaiting, admit
from azukari.features.members.decline import IsAMember, decline
from azukari.features.members.held import NotAMember
from azukari.features.members.models import (
    Declined,
    Invoice,
    InvoiceState,
    Membership,
    MemberState,
    Payment,
    Term,
    TermState,
)
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.reclass import change_class
from azukari.features.members.registers import set_class
from azukari.features.members.renew import count_due, due_for_renewal, renew, renew_all
from azukari.features.members.term import TooEarly
from azukari.features.members.upkeep import lapse, remind
from azukari.policy.terms import FormKind
from tests.cast import NOW, registrant

TODAY = date(2026, 11, 24)
SPRING = NOW + timedelta(days=100)  # early in March: the fiscal year ends soon


def _admit(known, classes, name="Regular member", now=NOW):
    return admit(known.submission.id, into=classes[name].id, actor=SETTER, now=now)


def _pay(known, amount, now=NOW):
    paid_on = now.date()
    return record_payment(known.submission.id, paid_on=paid_on, amount=amount, by=None, actor=SETTER, now=now)


def _kinds():
    return [*Pending.objects.filter(kind__startswith="members:").order_by("id").values_list("kind", flat=True)]


def _letters():
    return [*Message.objects.filter(kind__startswith="members:").order_by("id").values_list("kind", flat=True)]


def test_an_applicant_is_admitted_with_a_number_a_term_and_an_invoice(applicant, classes):
    member = _admit(applicant, classes)
    term, invoice = Term.objects.get(), Invoice.objects.get()
    assert (member.number, member.state, member.joined_on) == (1, MemberState.ADMITTED, TODAY)
    assert (term.begins, term.ends, term.dues_year, term.state) == (TODAY, date(2027, 3, 31), 2026, TermState.PENDING)
    assert (invoice.amount, invoice.due_on, invoice.state) == (3000, date(2026, 12, 24), InvoiceState.OPEN)
    assert _admit(applicant, classes).number == 1
    assert Term.objects.count() == 1, "admitted twice is admitted once"
    assert _letters() == ["members:admitted"]


def test_a_payment_settles_the_oldest_debt_and_what_was_mistaken_is_owed_again(applicant, classes):
    _admit(applicant, classes)
    _pay(applicant, 1000)
    assert Invoice.objects.get().owed == 2000
    payment = _pay(applicant, 2000)
    assert Invoice.objects.get().state == InvoiceState.PAID
    assert Term.objects.get().state == TermState.PAID
    take_back(payment.id, submission=applicant.submission.id, actor=SETTER, now=NOW)
    assert Invoice.objects.get().owed == 2000
    assert Term.objects.get().state == TermState.PENDING


def test_what_was_paid_before_the_admission_settles_the_first_invoice(applicant, classes):
    _pay(applicant, 3000)
    _admit(applicant, classes)
    assert Invoice.objects.get().state == InvoiceState.PAID
    assert Term.objects.get().state == TermState.PAID


def test_one_transfer_pays_two_dues(applicant, classes):
    _admit(applicant, classes)
    _pay(applicant, 3000)
    renew(applicant.submission.id, actor=SETTER, now=SPRING)
    change_class(applicant.submission.id, to=classes["Supporting member"].id, at_once=False, actor=SETTER, now=SPRING)
    assert [*Invoice.objects.order_by("id").values_list("amount", "state")] == [
        (3000, "paid"), (3000, "void"), (10000, "open"),
    ]  # fmt: skip
    payment = _pay(applicant, 10000, now=SPRING)
    assert payment.allocations.count() == 1
    assert not Term.objects.filter(state=TermState.PENDING).exists()


def test_a_renewal_asked_for_twice_comes_once_pending_or_paid(applicant, classes):
    _admit(applicant, classes)
    waits = renew(applicant.submission.id, actor=SETTER, now=SPRING)
    assert Term.objects.get() == waits, "the first term waits for its dues"
    _pay(applicant, 3000)
    first, second = (renew(applicant.submission.id, actor=SETTER, now=SPRING) for _ in range(2))
    assert first == second
    assert (first.begins, first.ends, first.dues_year) == (date(2027, 4, 1), date(2028, 3, 31), 2027)
    _pay(applicant, 3000, now=SPRING)
    with pytest.raises(TooEarly):
        renew(applicant.submission.id, actor=SETTER, now=SPRING)
    assert Term.objects.count() == 2


def test_who_is_due_is_renewed_once(applicant, classes):
    _admit(applicant, classes)
    assert not due_for_renewal("membership", SPRING.date())
    _pay(applicant, 3000)
    assert [*due_for_renewal("membership", SPRING.date())] == [applicant.submission.id]
    assert count_due("membership", SPRING.date()) == 1
    assert not count_due("membership", NOW.date()), "no earlier than renewals open"
    counts = [renew_all("membership", today=SPRING.date(), actor=SETTER, now=SPRING) for _ in range(2)]
    assert counts == [1, 0]
    assert not count_due("membership", SPRING.date()), "who has the invoice is due no more"


def test_a_change_in_mid_term_costs_the_difference_for_the_months_that_are_left(applicant, classes):
    _admit(applicant, classes, "Student member")
    _pay(applicant, 1000)
    later = NOW + timedelta(days=40)  # January: three of the five months of the term are left
    change_class(applicant.submission.id, to=classes["Regular member"].id, at_once=True, actor=SETTER, now=later)
    old, new = Term.objects.order_by("begins")
    assert (old.ends, new.begins, new.ends) == (date(2027, 1, 2), date(2027, 1, 3), date(2027, 3, 31))
    assert Invoice.objects.get(state=InvoiceState.OPEN).amount == 2000 * 3 // 5
    change_class(applicant.submission.id, to=classes["Regular member"].id, at_once=True, actor=SETTER, now=later)
    assert Term.objects.count() == 2


def test_a_declined_application_ends(applicant, classes):
    decline(applicant.submission.id, reason=Declined.STATUTES, actor=SETTER, now=NOW)
    decline(applicant.submission.id, reason=Declined.ALREADY, actor=SETTER, now=NOW)
    assert Membership.objects.get().reason == Declined.STATUTES
    assert Grant.objects.get(submission_id=applicant.submission.id, purpose="membership").ends_at
    with pytest.raises(NotWaiting):
        _admit(applicant, classes)
    assert _letters() == ["members:declined"]


def test_who_leaves_owes_what_was_owed_and_gets_the_number_back_when_they_return(applicant, classes):
    _admit(applicant, classes)
    with pytest.raises(IsAMember):
        decline(applicant.submission.id, reason=Declined.STATUTES, actor=SETTER, now=NOW)
    end_registration(applicant.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=NOW)
    member = Membership.objects.get()
    assert (member.state, member.ended_on) == (MemberState.LEFT, TODAY)
    assert Invoice.objects.get().owed == 3000
    with pytest.raises(NotAMember):
        renew(applicant.submission.id, actor=SETTER, now=SPRING)
    take_back_end(applicant.submission.id, actor=SETTER, now=NOW)
    assert Membership.objects.get().state == MemberState.ADMITTED


def test_whoever_applies_again_after_leaving_has_the_number_of_before(applicant, classes, charter):
    _admit(applicant, classes)
    again = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    assert again.id == applicant.id, "the same person by the same address"
    with pytest.raises(AlreadyAMember):
        _admit(again, classes)
    end_registration(applicant.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=NOW)
    assert _admit(again, classes).number == 1


def test_what_is_held_of_a_member_goes_when_the_time_is_over_and_the_books_stay_as_long_as_the_law_asks(
    applicant, classes
):
    _admit(applicant, classes)
    _pay(applicant, 3000)
    tomorrow = NOW + timedelta(days=1)
    Grant.objects.filter(person_id=applicant.id, ground="consent").update(ends_at=tomorrow, end_reason="withdrawn")
    end_registration(applicant.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=tomorrow)
    expire(NOW + timedelta(days=380))
    assert not Membership.objects.exists()
    assert not Term.objects.exists()
    assert Invoice.objects.exists()
    assert Payment.objects.exists()
    expire(NOW + timedelta(days=8 * 366))
    assert not Invoice.objects.exists()
    assert not Payment.objects.exists()


def test_a_reminder_goes_once_and_none_to_who_has_paid(applicant, classes):
    _admit(applicant, classes)
    late = NOW + timedelta(days=30 + 14)
    assert [remind(late - timedelta(days=1)), remind(late), remind(late)] == [0, 1, 0]
    _pay(applicant, 3000)
    soon = NOW + timedelta(days=110)
    assert [remind(soon), remind(soon)] == [1, 0]
    assert _letters() == ["members:admitted", "members:reminder", "members:paid", "members:ending"]


def test_nobody_lapses_unless_their_class_says_so(applicant, classes):
    _admit(applicant, classes)
    _pay(applicant, 3000)
    years = NOW + timedelta(days=800)
    assert lapse(years) == 0
    chosen = classes["Regular member"]
    chosen.lapses_days = 180
    set_class(chosen, actor=SETTER, now=NOW)
    assert [lapse(NOW + timedelta(days=300)), lapse(years), lapse(years)] == [0, 1, 0]
    assert Membership.objects.get().state == MemberState.LAPSED


def test_a_class_of_another_form_or_one_that_is_closed_takes_nobody(applicant, classes):
    closed = classes["Household"]
    closed.is_offered = False
    set_class(closed, actor=SETTER, now=NOW)
    with pytest.raises(NoSuchClass):
        _admit(applicant, classes, "Household")
    assert not Membership.objects.exists()


def test_a_friend_without_a_fee_is_admitted_without_end_and_owes_nothing(applicant, classes):
    _admit(applicant, classes, "Friend")
    term = Term.objects.get()
    assert (term.ends, term.state, Invoice.objects.count()) == (None, TermState.PAID, 0)
    with pytest.raises(TooEarly):
        renew(applicant.submission.id, actor=SETTER, now=SPRING)


def test_each_step_is_recorded_on_the_trail(applicant, classes):
    _admit(applicant, classes)
    _pay(applicant, 3000)
    renew(applicant.submission.id, actor=SETTER, now=SPRING)
    assert sorted(kind.split(":", 1)[1] for kind in _kinds() if "class:set" not in kind) == [
        "application:admitted", "dues:recorded", "invoice:issued", "invoice:issued", "term:renewed",
    ]  # fmt: skip
