"""A membership that rests: nothing asked for, no reminder, no lapse, nothing lost and nothing twice (P05)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.card import has_card
from azukari.features.members.counts import Counts
from azukari.features.members.holder import MembersHolder
from azukari.features.members.marks import mark
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState, Pause, Term, TermState
from azukari.features.members.models.counts import What
from azukari.features.members.pause import NotPaused, end_pause, pause
from azukari.features.members.paused_time import PauseFault
from azukari.features.members.payments import record_payment
from azukari.features.members.reclass import Rests, change_class
from azukari.features.members.registers import set_class
from azukari.features.members.renew import count_due, due_for_renewal, renew, renew_all
from azukari.features.members.sharing import join
from azukari.features.members.term import TooEarly
from azukari.features.members.tests.days import JOINED, at, joined, pay_all
from azukari.features.members.upkeep import lapse, remind
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.cast import registrant
from tests.rights.desk import come_in


def _pause(id, first, last, on=JOINED, actor=SETTER):
    return pause(id, begins=first, ends=last, actor=actor, now=at(on))


def _terms():
    return [
        *Term.objects.exclude(state=TermState.VOID).order_by("begins").values_list("begins", "ends", "fee", "state")
    ]


@pytest.fixture
def by_date(applicant, classes):
    """A member by date, until 23 November 2027, paid."""
    id = joined(applicant, classes, "Supporting member")
    pay_all(id, JOINED)
    return id


@pytest.fixture
def by_year(applicant, classes):
    """A member by fiscal year, until 31 March 2027, paid."""
    id = joined(applicant, classes, "Regular member")
    pay_all(id, JOINED)
    return id


def test_a_term_by_date_goes_on_for_the_days_that_rested_across_its_end(by_date):
    _pause(by_date, date(2027, 10, 1), date(2028, 2, 29), on=date(2027, 9, 1))
    ends = date(2027, 11, 23) + timedelta(days=152)  # the 152 days from 1 October to the leap day
    assert _terms() == [(JOINED, ends, 10000, "paid")]
    for day in (date(2027, 11, 1), date(2028, 2, 29)):
        assert not count_due("membership", day)
        with pytest.raises(TooEarly):
            renew(by_date, actor=SETTER, now=at(day))
    made = [renew(by_date, actor=SETTER, now=at(date(2028, 3, 1))) for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].begins, made[0].fee) == (ends + timedelta(days=1), 10000)
    pay_all(by_date, date(2028, 3, 2))
    with pytest.raises(TooEarly):
        renew(by_date, actor=SETTER, now=at(date(2028, 3, 3)))
    assert len(_terms()) == 2, "a pending and a paid renewal extend once"


def test_a_fiscal_year_that_begins_in_a_pause_begins_without_dues(by_year):
    _pause(by_year, date(2027, 1, 1), date(2027, 6, 30))
    assert not due_for_renewal("membership", date(2027, 6, 30))
    assert [*due_for_renewal("membership", date(2027, 7, 1))] == [by_year]
    assert renew_all("membership", today=date(2027, 7, 1), actor=SETTER, now=at(date(2027, 7, 1))) == 1
    # nine months of the year are left; of the months that were paid, three rested
    assert _terms()[1] == (date(2027, 7, 1), date(2028, 3, 31), 3000 * 6 // 12, "pending")
    pay_all(by_year, date(2027, 7, 2))
    later = renew(by_year, actor=SETTER, now=at(date(2028, 2, 1)))
    assert later.fee == 3000, "what was taken off is taken off once"


def test_dues_that_were_asked_for_and_not_paid_are_asked_for_afterwards(by_year):
    renew(by_year, actor=SETTER, now=at(date(2027, 2, 1)))
    _pause(by_year, date(2027, 3, 1), date(2027, 4, 30), on=date(2027, 2, 2))
    assert Invoice.objects.filter(state=InvoiceState.OPEN).count() == 0
    assert len(_terms()) == 1
    again = renew(by_year, actor=SETTER, now=at(date(2027, 5, 1)))
    assert (again.begins, again.fee) == (date(2027, 5, 1), 3000 * 10 // 12)


def test_what_was_paid_of_the_next_dues_is_not_lost(by_date):
    renew(by_date, actor=SETTER, now=at(date(2027, 9, 1)))
    record_payment(by_date, paid_on=date(2027, 9, 2), amount=4000, by=None, actor=SETTER, now=at(date(2027, 9, 2)))
    _pause(by_date, date(2027, 11, 1), date(2028, 1, 31), on=date(2027, 9, 3))
    assert Invoice.objects.get(state=InvoiceState.OPEN).owed == 6000
    assert _terms()[1][0] == date(2027, 11, 24) + timedelta(days=92)
    pay_all(by_date, date(2028, 2, 10))
    assert [term[3] for term in _terms()] == ["paid", "paid"]


def test_a_renewal_that_was_paid_moves_and_comes_back_with_the_end_of_the_pause(by_date):
    renew(by_date, actor=SETTER, now=at(date(2027, 9, 1)))
    pay_all(by_date, date(2027, 9, 2))
    before, counts = _terms(), Counts("membership").of
    _pause(by_date, date(2027, 11, 1), date(2028, 1, 31), on=date(2027, 9, 3))
    days = timedelta(days=92)
    assert [term[:2] for term in _terms()] == [
        (JOINED, before[0][1] + days), (before[1][0] + days, before[1][1] + days),
    ]  # fmt: skip
    assert Counts("membership").of[What.RENEWED, date(2028, 2, 1)] == 1, "counted where it begins now"
    assert end_pause(by_date, actor=SETTER, now=at(date(2027, 10, 31)))
    assert (_terms(), Counts("membership").of) == (before, counts)
    assert not Pause.objects.exists(), "it was called off before it began"
    assert not end_pause(by_date, actor=SETTER, now=at(date(2027, 10, 31)))


def test_it_is_ended_earlier_by_a_press_and_the_rest_of_it_is_no_pause(by_date):
    _pause(by_date, date(2027, 3, 1), date(2027, 12, 31))
    end_pause(by_date, actor=SETTER, now=at(date(2027, 3, 11)))
    assert Pause.objects.get().ends == date(2027, 3, 10)
    assert _terms()[0][1] == date(2027, 11, 23) + timedelta(days=10)
    member = Membership.objects.get()
    assert not has_card(member, date(2027, 3, 10))
    assert has_card(member, date(2027, 3, 11))


def test_who_rests_is_not_reminded_and_does_not_lapse(by_year, classes):
    chosen = classes["Regular member"]
    chosen.lapses_days = 30
    set_class(chosen, actor=SETTER, now=at(JOINED))
    _pause(by_year, date(2027, 3, 1), date(2027, 9, 30))
    record_payment(by_year, paid_on=JOINED, amount=1, by=None, actor=SETTER, now=at(JOINED))
    Invoice.objects.update(state=InvoiceState.OPEN, paid=0)  # they owe
    assert [remind(at(date(2027, 3, day))) for day in (1, 31)] == [0, 0]
    assert lapse(at(date(2027, 9, 30))) == 0
    assert remind(at(date(2027, 9, 20))) == 1
    assert Message.objects.latest("id").kind == "members:pause-ending"
    assert remind(at(date(2027, 10, 1))) == 1, "the dues, once it is over"
    assert lapse(at(date(2027, 10, 30))) == 0
    assert lapse(at(date(2027, 10, 31))) == 1
    assert Membership.objects.get().state == MemberState.LAPSED


def test_who_rests_is_a_member_and_neither_left_nor_lapsed(by_year):
    before = Counts("membership").of
    _pause(by_year, JOINED, date(2027, 1, 31))
    assert Counts("membership").of == before
    assert Membership.objects.get().state == MemberState.ADMITTED
    marked = Membership.objects.get().renewable_from
    mark(by_year)
    assert Membership.objects.get().renewable_from == marked == date(2027, 2, 1)


def test_members_pause_by_themselves_as_far_as_their_class_says(by_year, applicant, classes):
    person = Actor(ActorKind.PERSON, str(applicant.id))
    for first, last, why in (
        (JOINED - timedelta(days=1), JOINED, PauseFault.PAST),
        (JOINED, date(2027, 11, 24), PauseFault.LONG),
        (date(2027, 4, 2), date(2027, 4, 3), PauseFault.FAR),
    ):
        with pytest.raises(NotPaused) as refused:
            _pause(by_year, first, last, actor=person)
        assert refused.value.why is why
    chosen = classes["Regular member"]
    chosen.pause_months = 0
    set_class(chosen, actor=SETTER, now=at(JOINED))
    with pytest.raises(NotPaused) as refused:
        _pause(by_year, JOINED, JOINED, actor=person)
    assert refused.value.why is PauseFault.OFFICE
    assert _pause(by_year, JOINED, JOINED, actor=SETTER) == _pause(by_year, JOINED, JOINED, actor=SETTER)
    assert Pause.objects.count() == 1, "pressed twice is paused once"
    with pytest.raises(NotPaused):
        _pause(by_year, JOINED, JOINED + timedelta(days=1))


def test_the_class_changes_when_it_is_over(by_date, classes):
    _pause(by_date, JOINED, date(2027, 1, 31))
    regular = classes["Regular member"].id
    with pytest.raises(Rests):
        change_class(by_date, to=regular, at_once=True, actor=SETTER, now=at(JOINED))
    change_class(by_date, to=regular, at_once=False, actor=SETTER, now=at(JOINED))
    assert Membership.objects.get().member_class_id == regular


def test_whoever_shares_a_membership_rests_with_it_and_pauses_nothing(applicant, classes, charter):
    id = joined(applicant, classes, "Household")
    pay_all(id, JOINED)
    kana = registrant(charter, "kana", FormKind.MEMBERSHIP)
    join(kana.submission.id, number=1, actor=SETTER, now=at(JOINED))
    with pytest.raises(NotPaused, match="office") as refused:
        _shared(kana)
    assert refused.value.why is PauseFault.OFFICE
    _pause(id, JOINED, date(2027, 1, 31))
    assert not has_card(Membership.objects.get(pk=kana.submission.id), JOINED)


def _shared(known):
    own, kind = Membership.objects.get(pk=known.submission.id), Term.objects.get().member_class
    Term.objects.create(
        membership=own, person_id=known.id, member_class=kind, begins=JOINED, ends=date(2027, 3, 31),
        dues_year=2026, fee=0, state=TermState.PAID, made_at=at(JOINED),
    )  # fmt: skip
    _pause(known.submission.id, JOINED, JOINED)


def test_what_is_held_of_it_is_told_and_goes(by_year, applicant):
    _pause(by_year, JOINED, date(2027, 1, 31))
    [told] = MembersHolder().export(applicant.id)["memberships"]
    assert told["pauses"] == [{"begins": "2026-11-24", "ends": "2027-01-31"}]
    MembersHolder().erase([applicant.id])
    assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("lang", "words", "open_words"),
    [("en", "your membership card is not valid", "Pause my membership"), ("ja", "会員証は使えません", "休会する")],
)
def test_i_pause_on_my_page_and_it_says_what_holds(lang, words, open_words, applicant, classes):
    now, today = timezone.now(), timezone.localdate()
    admit(applicant.submission.id, into=classes["Supporting member"].id, actor=SETTER, now=now)
    record_payment(applicant.submission.id, paid_on=today, amount=10000, by=None, actor=SETTER, now=now)
    own, path = come_in(applicant.email, now, lang), f"/membership/{applicant.submission.id}"
    assert open_words in own.get()
    last = (today + timedelta(days=60)).isoformat()
    for _ in range(2):
        assert own.post(f"{path}/pause", begins=today.isoformat(), ends=last).status_code == 303
    assert Pause.objects.count() == 1
    page = own.get()
    assert words in page
    assert f"{path}/card" not in page
    assert own.post(f"{path}/card.pdf").status_code == 404
    assert {"en": "the card is not valid", "ja": words}[lang] in own.get(f"{path}/card")
    assert own.post(f"{path}/pause", begins="x", ends="").headers["Location"].endswith("pause-order")
    assert own.post(f"{path}/pause/end").status_code == 303
    assert words not in own.get()
    assert f"{path}/card" in own.get()
