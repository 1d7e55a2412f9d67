"""Shared memberships: a household pays once, each of its members has a number and a card, and goes when it goes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.card import has_card
from azukari.features.members.held import NotAMember
from azukari.features.members.meetings.calling import with_a_vote
from azukari.features.members.models import Invoice, MemberClass, Membership, MemberState
from azukari.features.members.payments import record_payment
from azukari.features.members.reclass import StillShared, change_class
from azukari.features.members.renew import renew
from azukari.features.members.sharing import NotShared, join
from azukari.features.members.upkeep import lapse
from azukari.policy.terms import FormKind
from tests.cast import registrant
from tests.console import desks
from tests.rights.desk import come_in


@pytest.fixture
def household(applicant, classes):
    """Hanako holds it, and has paid."""
    now = timezone.now()
    MemberClass.objects.filter(id=classes["Household"].id).update(seats=2, lapses_days=1)
    admit(applicant.submission.id, into=classes["Household"].id, actor=SETTER, now=now)
    record_payment(
        applicant.submission.id, paid_on=timezone.localdate(), amount=Invoice.objects.get().amount, by=None,
        actor=SETTER, now=now,
    )  # fmt: skip
    return applicant


@pytest.fixture
def kana(charter):
    return registrant(charter, "kana", FormKind.MEMBERSHIP)


def _join(known, number=1):
    return join(known.submission.id, number=number, actor=SETTER, now=timezone.now())


def test_whoever_shares_pays_nothing_and_has_a_number_and_a_card(household, kana):
    member = _join(kana)
    assert (member.number, member.state) == (2, MemberState.ADMITTED)
    assert not Invoice.objects.filter(submission=kana.submission.id).exists()
    assert has_card(member, timezone.localdate())
    own = come_in(kana.email, timezone.now())
    assert "You share the membership" in own.get()
    assert own.get(f"/membership/{kana.submission.id}/card")
    assert _join(kana).pk == member.pk, "a second press changes nothing"
    assert [m.number for m in with_a_vote("membership")] == [1], "a household has one vote"


def test_the_dues_are_the_holders_affair(household, kana, classes):
    _join(kana)
    for verb in (
        lambda: renew(kana.submission.id, actor=SETTER, now=timezone.now()),
        lambda: change_class(
            kana.submission.id, to=classes["Friend"].id, at_once=True, actor=SETTER, now=timezone.now()
        ),
    ):
        with pytest.raises(NotAMember):
            verb()
    with pytest.raises(StillShared):
        change_class(
            household.submission.id, to=classes["Regular member"].id, at_once=False, actor=SETTER, now=timezone.now()
        )


def test_nobody_joins_where_there_is_no_room_or_nothing_to_share(household, kana, charter, classes):
    _join(kana)
    others = [registrant(charter, mailbox, FormKind.MEMBERSHIP) for mailbox in ("amelia", "taro")]
    for number in (1, 2, 99):
        with pytest.raises(NotShared):
            _join(others[0], number)
    admit(others[1].submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    with pytest.raises(NotShared):
        _join(others[0], 3)
    assert not Membership.objects.filter(submission=others[0].submission.id).exists()


def test_it_ends_for_all_when_it_ends_and_for_nobody_before(household, kana):
    _join(kana)
    now = timezone.now()
    assert lapse(now) == 0
    end_registration(household.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=now)
    assert lapse(now) == 1
    assert Membership.objects.get(submission=kana.submission.id).state == MemberState.LAPSED


def test_the_desk_admits_by_the_holders_number(household, kana, membership_desk):
    desk = desks.browser(membership_desk.user)
    at = reverse("console-member-step", args=[kana.id, kana.submission.id, "join"])
    for wrong in ("", "x", "9" * 12):
        answer = desk.post(at, {"number": wrong}, follow=True).content.decode()
        assert "No membership of that number is shared" in answer
    page = desk.post(at, {"number": "１"}, follow=True).content.decode()
    assert "Shares a membership with:" in page
    assert "Change the class" not in page
    assert "Shared with:" in desk.get(reverse("console-person", args=[household.id])).content.decode()
