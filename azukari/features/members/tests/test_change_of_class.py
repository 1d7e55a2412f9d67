"""A change of class asks for what was not paid yet, and for nothing when it is undone before it was paid (P05)."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs, Submission
from azukari.demo.people import SETTER
from azukari.features.members import reclass
from azukari.features.members import reinstate as reinstating
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState, Term
from azukari.features.members.payments import record_payment
from azukari.features.members.reclass import PartlyPaid, StillShared, change_class
from azukari.features.members.registers import hold_register
from azukari.features.members.reinstate import NotReinstated, reinstate
from azukari.features.members.sharing import NotShared, join
from azukari.features.members.tests.days import at, joined, pay_all
from azukari.policy.terms import FormKind
from tests.cast import registrant

SOON, LATER = date(2026, 12, 3), date(2027, 1, 15)


@pytest.fixture
def member(applicant, classes):
    """A regular member who paid the term until the end of March."""
    id = joined(applicant, classes, "Regular member")
    pay_all(id, SOON)
    return id


def _change(id, classes, name, day):
    change_class(id, to=classes[name].id, at_once=True, actor=SETTER, now=at(day))


def _open(id):
    return [each.amount for each in Invoice.objects.filter(submission=id, state=InvoiceState.OPEN)]


def _terms(id):
    rows = Term.objects.standing().filter(membership=id).order_by("begins")
    return [(row.member_class.name_en, row.ends, row.state) for row in rows]


@pytest.mark.parametrize("later", [0, 5])
def test_who_changes_back_before_paying_owes_nothing(member, classes, later):
    before = _terms(member)
    _change(member, classes, "Household", SOON)
    assert _open(member) == [2000 * 4 // 5]
    _change(member, classes, "Regular member", SOON + timedelta(days=later))
    assert (_open(member), _terms(member)) == ([], before)
    assert not Membership.objects.get().owes


@pytest.mark.parametrize(
    "way", [["Student member", "Regular member"], ["Student member", "Household", "Regular member"]]
)
def test_who_goes_down_and_back_the_same_day_owes_nothing(member, classes, way):
    before = _terms(member)
    for name in [*way, "Regular member"]:
        _change(member, classes, name, SOON)
    assert (_open(member), _terms(member)) == ([], before)


def test_who_changes_twice_before_paying_owes_the_difference_to_what_was_paid(member, classes):
    _change(member, classes, "Household", SOON)
    _change(member, classes, "Corporate member", SOON + timedelta(days=3))
    assert _open(member) == [27000 * 4 // 5]
    assert [name for name, _ends, _state in _terms(member)] == ["Regular member", "Corporate member"]


def test_who_paid_the_day_on_which_a_term_began_owes_nothing_after_two_changes(applicant, classes):
    id = joined(applicant, classes, "Regular member")
    pay_all(id, date(2026, 11, 24))
    before = _terms(id)
    for name in ("Household", "Regular member"):
        _change(id, classes, name, date(2026, 11, 24))
    assert (_open(id), _terms(id)) == ([], before)


def test_who_goes_down_and_up_again_later_pays_nothing_twice(member, classes):
    _change(member, classes, "Student member", SOON)
    _change(member, classes, "Regular member", LATER)
    assert _open(member) == []
    _change(member, classes, "Household", LATER + timedelta(days=1))
    assert _open(member) == [2000 * 3 // 5], "of the whole term, and not of what is left of it"


def test_what_was_paid_for_a_change_stays_when_it_is_changed_back(member, classes):
    _change(member, classes, "Household", SOON)
    pay_all(member, SOON)
    _change(member, classes, "Regular member", SOON)
    assert _open(member) == []
    assert Invoice.objects.filter(state=InvoiceState.PAID).count() == 2


def test_a_part_that_was_paid_keeps_the_change(member, classes):
    _change(member, classes, "Household", SOON)
    record_payment(member, paid_on=SOON, amount=100, by=None, actor=SETTER, now=at(SOON))
    with pytest.raises(PartlyPaid):
        _change(member, classes, "Regular member", SOON)


def test_to_a_class_without_an_end_and_back(member, classes):
    before = _terms(member)
    _change(member, classes, "Friend", SOON)
    assert _terms(member)[-1][1] is None
    _change(member, classes, "Regular member", SOON)
    assert (_open(member), _terms(member)) == ([], before)


@pytest.fixture
def household(applicant, classes, charter):
    """Hanako and Kana share a membership of two seats; returns both registrations, and another applicant."""
    classes["Household"].seats = 2
    classes["Household"].save()
    hanako = joined(applicant, classes, "Household")
    kana, taro = (registrant(charter, each, FormKind.MEMBERSHIP).submission.id for each in ("kana", "taro"))
    return hanako, kana, taro


def _meanwhile(monkeypatch, where, submission):
    """Somebody takes the last seat in the moment before the register is locked in ``where``."""

    def hold(form):
        monkeypatch.setattr(where, "hold_register", hold_register)
        _sit(submission)
        return hold_register(form)

    monkeypatch.setattr(where, "hold_register", hold)


def _sit(submission):
    held = Submission.objects.get(id=submission)
    head = Membership.objects.get(number=1)
    Membership.objects.create(
        submission=held, person_id=held.person_id, form=held.form, state=MemberState.ADMITTED, number=9,
        member_class=head.member_class, head=head.pk, joined_on=SOON, decided_at=at(SOON),
    )  # fmt: skip


def test_a_class_without_room_is_refused_to_whose_last_seat_was_taken_meanwhile(household, classes, monkeypatch):
    hanako, _kana, taro = household
    _meanwhile(monkeypatch, reclass, taro)
    with pytest.raises(StillShared):
        _change(hanako, classes, "Regular member", SOON)


def test_nobody_is_reinstated_into_a_seat_that_was_taken_meanwhile(household, monkeypatch):
    _hanako, kana, taro = household
    join(kana, number=1, actor=SETTER, now=at(SOON))
    end_registration(kana, reason=EndedAs.LAPSED, actor=SETTER, now=at(SOON))
    _meanwhile(monkeypatch, reinstating, taro)
    with pytest.raises(NotReinstated):
        reinstate(kana, actor=SETTER, now=at(SOON))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="locks of rows")
def test_two_who_join_at_one_moment_share_one_seat_no_more(household):
    _hanako, *others = household
    ready, answers = Barrier(2), []

    def window(submission):
        ready.wait()
        try:
            join(submission, number=1, actor=SETTER, now=at(SOON))
            answers.append("joined")
        except NotShared:
            answers.append("full")
        connection.close()

    windows = [Thread(target=window, args=(each,)) for each in others]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(answers) == ["full", "joined"]
