"""Reinstatement: whose membership lapsed is taken in again, with the number and history of before (P05)."""

from datetime import date, timedelta

import pytest

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.models import Pending
from azukari.demo.people import SETTER
from azukari.features.members.admit import AlreadyAMember, admit
from azukari.features.members.counts import Counts
from azukari.features.members.models import Membership, MemberState, Term, TermState
from azukari.features.members.models.counts import What
from azukari.features.members.registers import set_class
from azukari.features.members.reinstate import NotReinstated, reinstate
from azukari.features.members.sharing import join
from azukari.features.members.tests.days import JOINED, at, joined, pay_all
from azukari.features.members.upkeep import lapse
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import registrant

LATE = date(2027, 7, 15)


@pytest.fixture
def lapsed(applicant, classes):
    """Somebody whose membership lapsed on 15 July 2027, 105 days after their term."""
    chosen = classes["Regular member"]
    chosen.lapses_days = 100
    set_class(chosen, actor=SETTER, now=at(JOINED))
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    assert lapse(at(LATE)) == 1
    return id


def test_the_lapsed_member_is_back_with_number_history_and_a_new_term(lapsed):
    back = [reinstate(lapsed, actor=SETTER, now=at(LATE + timedelta(days=5))) for _ in range(2)]
    assert [(each.state, each.number, each.joined_on) for each in back] == [(MemberState.ADMITTED, 1, JOINED)] * 2
    assert [*Term.objects.order_by("begins").values_list("begins", "ends", "state")] == [
        (JOINED, date(2027, 3, 31), "paid"), (date(2027, 7, 20), date(2028, 3, 31), "pending"),
    ]  # fmt: skip
    assert Pending.objects.filter(kind="members:membership:reinstated").count() == 1
    assert lapse(at(LATE + timedelta(days=6))) == 0, "it does not lapse within the hour"
    assert lapse(at(LATE + timedelta(days=5 + 101))) == 1, "but if nothing is paid, as any other"


def test_the_end_stays_in_its_month_and_who_came_back_stays_in_the_cohort(lapsed):
    assert Counts("membership").cohorts(2027)[0].stayed == [1, 0]
    reinstate(lapsed, actor=SETTER, now=at(date(2027, 8, 1)))
    counts = Counts("membership")
    assert counts.of[What.LAPSED, date(2027, 7, 1)] == counts.of[What.RETURNED, date(2027, 8, 1)] == 1
    assert counts.cohorts(2027)[0].stayed == [1, 1]


def test_a_term_that_was_paid_and_is_not_over_goes_on(applicant, classes):
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    end_registration(id, reason=EndedAs.LEFT, actor=SETTER, now=at(JOINED))
    reinstate(id, actor=SETTER, now=at(JOINED + timedelta(days=3)))
    assert Membership.objects.get().state == MemberState.ADMITTED
    assert [*Term.objects.values_list("begins", "state")] == [(JOINED, TermState.PAID)]


def test_whoever_left_by_themselves_applies_again(applicant, classes):
    id = joined(applicant, classes, "Regular member")
    person = Actor(ActorKind.PERSON, str(applicant.id))
    end_registration(id, reason=EndedAs.LEFT, actor=person, now=at(JOINED))
    with pytest.raises(NotReinstated):
        reinstate(id, actor=SETTER, now=at(JOINED))
    assert Membership.objects.get().state == MemberState.LEFT


def test_nobody_is_a_member_twice(lapsed, charter, classes):
    again = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    admit(again.submission.id, into=classes["Regular member"].id, actor=SETTER, now=at(LATE))
    with pytest.raises(AlreadyAMember):
        reinstate(lapsed, actor=SETTER, now=at(LATE))


def test_of_a_household_the_holder_comes_first(applicant, classes, charter):
    id = joined(applicant, classes, "Household")
    pay_all(id, JOINED)
    kana = registrant(charter, "kana", FormKind.MEMBERSHIP)
    join(kana.submission.id, number=1, actor=SETTER, now=at(JOINED))
    end_registration(id, reason=EndedAs.LEFT, actor=SETTER, now=at(JOINED))
    lapse(at(JOINED))
    with pytest.raises(NotReinstated):
        reinstate(kana.submission.id, actor=SETTER, now=at(JOINED))
    for each in (id, kana.submission.id):
        reinstate(each, actor=SETTER, now=at(JOINED))
    assert Membership.objects.filter(state=MemberState.ADMITTED).count() == 2
