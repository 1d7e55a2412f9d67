"""What came in is in the books once, settles one debt once, and stands on one valid receipt (money beside the bank's
file: corrections, renewals, shared memberships, receipts, online payments).
"""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.policy_versions.current import current
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.bank_confirm import of_member
from azukari.features.members.desk.bank_wire import confirmed
from azukari.features.members.models import (
    Invoice,
    MemberClass,
    Membership,
    Payment,
    Register,
    Scope,
    Term,
    YearlyReceipt,
)
from azukari.features.members.payments import record_payment, take_back
from azukari.features.members.registers import set_register
from azukari.features.members.renew import renew
from azukari.features.members.sharing import join
from azukari.features.members.standing import credits_of, standings
from azukari.features.members.yearly import make_out_year
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks


def _pay(known, amount):
    now = timezone.now()
    return record_payment(
        known.submission.id, paid_on=timezone.localdate(), amount=amount, by=None, actor=SETTER, now=now
    )


def _admit(known, chosen):
    return admit(known.submission.id, into=chosen.id, actor=SETTER, now=timezone.now())


def _owed(known):
    return sum(invoice.owed for invoice in Invoice.objects.filter(submission=known.submission))


def _credit(known):
    return credits_of(standings([known.submission])).get(known.submission.id, 0)


@pytest.fixture
def regular(applicant, classes):
    _admit(applicant, classes["Regular member"])
    Invoice.objects.update(amount=3000)
    Term.objects.update(fee=3000)
    return applicant


def test_when_a_mistake_is_taken_out_other_money_settles_the_debt(regular):
    first, second = _pay(regular, 3000), _pay(regular, 3000)
    assert (_owed(regular), _credit(regular)) == (0, 3000)
    take_back(first.id, submission=regular.submission.id, actor=SETTER, now=timezone.now())
    assert (_owed(regular), _credit(regular)) == (0, 0), "nobody owes what they have paid"
    assert second.allocations.get().amount == 3000


def test_a_part_of_cancelled_dues_that_was_paid_is_not_lost(regular):
    _pay(regular, 3000)
    now = timezone.now()
    Term.objects.update(ends=timezone.localdate() + timedelta(days=20))
    renew(regular.submission.id, actor=SETTER, now=now)
    _pay(regular, 1000)
    end_registration(regular.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=now)
    assert (_owed(regular), _credit(regular)) == (0, 1000), "it was paid for a term that never comes"


def test_a_payment_that_became_a_donation_stands_on_one_valid_receipt(regular, classes):
    set_register(
        Register(form="membership", donation_ja="認定", donation_en="certified"), actor=SETTER, now=timezone.now()
    )
    _pay(regular, 6000)
    year, now = timezone.localdate().year, timezone.now()
    made = make_out_year(regular.submission.id, year, Scope.DUES, actor=SETTER, now=now)
    assert made.receipt.amount == 6000
    MemberClass.objects.update(is_donation=True, fee=3000)
    Term.objects.update(ends=timezone.localdate() + timedelta(days=20))
    renew(regular.submission.id, actor=SETTER, now=now)
    make_out_year(regular.submission.id, year, Scope.DONATIONS, actor=SETTER, now=now)
    valid = YearlyReceipt.objects.filter(voided_at=None)
    assert [(each.scope, each.amount) for each in valid] == [("donation", 3000)]


def test_a_receipt_of_a_year_gets_a_new_number_when_one_payment_took_the_place_of_another(regular):
    mistaken = _pay(regular, 3000)
    year, now = timezone.localdate().year, timezone.now()
    before = make_out_year(regular.submission.id, year, Scope.DUES, actor=SETTER, now=now)
    take_back(mistaken.id, submission=regular.submission.id, actor=SETTER, now=now)
    record_payment(
        regular.submission.id, paid_on=timezone.localdate().replace(day=1), amount=3000, by=None, actor=SETTER, now=now
    )
    after = make_out_year(regular.submission.id, year, Scope.DUES, actor=SETTER, now=now)
    assert after.receipt.number == before.receipt.number + 1, "two papers never have one number"


def test_who_shares_a_membership_is_paid_for_by_whoever_holds_it(applicant, classes):
    head = _admit(applicant, classes["Household"])
    other = registrant(current(), "kana", FormKind.MEMBERSHIP)
    sharer = join(other.submission.id, number=head.number, actor=SETTER, now=timezone.now())
    assert sharer.number is not None
    assert head.number is not None
    assert of_member("membership", sharer.number) == applicant.submission.id
    assert of_member("membership", head.number) == applicant.submission.id


def test_what_is_typed_for_who_shares_is_paid_on_the_membership(applicant, classes):
    head = _admit(applicant, classes["Household"])
    other = registrant(current(), "kana", FormKind.MEMBERSHIP)
    join(other.submission.id, number=head.number, actor=SETTER, now=timezone.now())
    owed = _owed(applicant)
    desk, url = desks.browser(desks.staff("membership")), reverse("console-person-payment", args=[other.id])
    sent = {"submission": other.submission.id, "paid_on": f"{timezone.localdate()}", "amount": f"{owed}"}
    page = desk.post(url, sent, follow=True).content.decode()
    assert "the holder of the shared membership" in page
    assert (_owed(applicant), _owed(other), _credit(other)) == (0, 0, 0)
    assert Payment.objects.get().submission == applicant.submission


def test_one_payment_typed_in_two_windows_is_asked_about(regular):
    desk, url = desks.browser(desks.staff("membership")), reverse("console-person-payment", args=[regular.id])
    sent = {"submission": regular.submission.id, "paid_on": f"{timezone.localdate()}", "amount": "3000"}
    assert "The payment is in the books." in desk.post(url, sent, follow=True).content.decode()
    page = desk.post(url, sent, follow=True).content.decode()
    assert "Nothing was recorded. The same amount on the same day" in page
    assert 'name="another"' in page
    assert 'value="3000"' in page, "what was typed stays"
    assert Payment.objects.count() == 1
    assert "The payment is in the books." in desk.post(url, sent | {"another": "1"}, follow=True).content.decode()
    assert Payment.objects.count() == 2
    other_day = f"{timezone.localdate() - timedelta(days=1)}"
    assert "The payment is in the books." in desk.post(url, sent | {"paid_on": other_day}, follow=True).content.decode()
    assert 'name="another"' not in desk.get(reverse("console-person", args=[regular.id])).content.decode()


@pytest.mark.parametrize("typed", ["1_0", "+10"])
def test_a_number_that_only_looks_like_a_member_s_names_nobody(regular, typed):
    Membership.objects.update(number=10)
    data = QueryDict(mutable=True)
    data.setlist("line", [f"{timezone.localdate()} 3000 3000 1 - - - - - - - - 0"])
    data.setlist("to", [typed])
    data.setlist("why", [""])
    assert [*confirmed("membership", data)] == [None]
    data.setlist("to", ["１０"])
    assert [each.parts[0].submission for each in confirmed("membership", data) if each] == [regular.submission.id]
