"""Duties are given, asked for, approved and declined, and each of it is recorded with who did it and for whom (P01)."""

import json
from datetime import timedelta

import pytest

from azukari.core.accounts import duties as those_able
from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.events import ACCOUNT_CHANGED
from azukari.core.accounts.granting import Changed, change_duties, decline, give, has_second, second, seconds, unseen
from azukari.core.accounts.models import DutyGrant, StaffToken, User
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.accounts.tokens import LONGEST, make
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.console import desks

NOW = desks.moment()
LATER = timedelta(minutes=1)


def said() -> list[dict[str, object]]:
    """What the ledger says of accounts, by the act's name: at one moment entries have no order."""
    rows = Pending.objects.filter(kind=ACCOUNT_CHANGED.name).values_list("payload", flat=True)
    return sorted((json.loads(row) for row in rows), key=lambda told: str(told["act"]))


def entry(actor: User, user: User, act: str, *duties: str) -> dict[str, object]:
    who = {"actor": actor_reference(actor_of(actor)), "account": str(user.reference)}
    return who | {"act": act, "duties": [*duties]}


def change(user: User, by: User, published: Current, *duties: str) -> Changed:
    return change_duties(user, duties, policy=published.policy, actor=actor_of(by), now=NOW)


def test_what_is_asked_approved_and_declined_is_recorded(operator, officer, editor, published):
    now = NOW
    assert change(editor, operator, published, "magazine", "volunteers", "membership") is Changed.WAITS
    assert editor.duty_slugs() == {"magazine"}
    grant = DutyGrant.objects.get()
    assert (grant.user, grant.duties, grant.waits, grant.second_at) == (editor, "membership volunteers", True, None)
    assert (grant.given_by, grant.given_at) == (actor_reference(actor_of(operator)), now)
    done = second(grant.id, policy=published.policy, actor=actor_of(officer), now=now + LATER)
    for row in (done, DutyGrant.objects.get()):
        assert (row.waits, row.second, row.second_at) == (False, actor_reference(actor_of(officer)), now + LATER)
    assert editor.duty_slugs() == {"magazine", "membership", "volunteers"}
    assert not unseen().exists()
    both = ("membership", "volunteers")
    assert said() == [entry(officer, editor, "duties-approved", *both), entry(operator, editor, "duties-asked", *both)]


def test_another_wish_takes_the_place_of_the_one_that_waits(operator, officer, editor, published):
    other = desks.staff("volunteers")
    change(other, operator, published, "volunteers", "magazine")
    change(editor, operator, published, "magazine", "volunteers")
    change(editor, operator, published, "magazine", "membership")
    waiting = {grant.user_id: grant.duties for grant in unseen()}
    assert waiting == {other.id: "magazine", editor.id: "membership"}
    assert change(editor, operator, published, "magazine") is Changed.NOT
    assert [grant.user_id for grant in unseen()] == [other.id]


def test_what_is_taken_away_goes_at_once_with_its_tokens_and_says_so(operator, officer, editor, published):
    change_duties(editor, ("magazine", "volunteers"), policy=published.policy, actor=desks.OPERATOR, now=desks.moment())
    kept, lost = (
        StaffToken.objects.create(
            user=editor, purposes=purpose, digest=purpose[:1] * 64, name=purpose, created_at=desks.moment(),
            ends_at=desks.moment() + timedelta(days=1),
        )
        for purpose in ("volunteers", "magazine")
    )  # fmt: skip
    others = desks.staff("volunteers")
    assert change(editor, operator, published, "volunteers") is Changed.DONE
    assert editor.duty_slugs() == others.duty_slugs() == {"volunteers"}
    assert [token.id for token in StaffToken.objects.all()] == [kept.id] != [lost.id]
    by = actor_reference(actor_of(operator))
    assert [told for told in said() if told["actor"] == by] == [entry(operator, editor, "duties-changed", "volunteers")]


def test_a_wish_that_changes_nothing_yet_tells_of_the_wish_alone(operator, officer, editor, published):
    change(editor, operator, published, "magazine", "volunteers")
    assert [told["act"] for told in said()] == ["duties-asked"]


def test_declined_it_is_gone_and_who_would_get_it_cannot_decline(operator, officer, editor, published):
    change(editor, operator, published, "magazine", "volunteers")
    grant = DutyGrant.objects.get()
    with pytest.raises(StaffError) as refused:
        decline(grant.id, actor=actor_of(editor), now=desks.moment())
    assert refused.value.sentence == why.DECIDED
    decline(grant.id, actor=actor_of(operator), now=desks.moment())  # who gave it may take it back
    assert entry(operator, editor, "duties-declined", "volunteers") in said()
    assert not DutyGrant.objects.exists()
    with pytest.raises(StaffError):
        decline(grant.id, actor=actor_of(officer), now=desks.moment())
    with pytest.raises(StaffError):
        second(grant.id, policy=published.policy, actor=actor_of(officer), now=desks.moment())


def test_given_alone_it_counts_at_once_and_looking_is_recorded_once(operator, editor, published):
    assert not has_second(editor, policy=published.policy, actor=actor_of(operator))
    assert change(editor, operator, published, "magazine", "volunteers") is Changed.DONE
    assert editor.duty_slugs() == {"magazine", "volunteers"}
    grant = unseen().get()
    assert not grant.waits
    with pytest.raises(StaffError):  # nothing waits that could be declined
        decline(grant.id, actor=desks.OPERATOR, now=desks.moment())
    second(grant.id, policy=published.policy, actor=desks.OPERATOR, now=desks.moment())
    assert [told["act"] for told in said()] == ["duties-changed", "duties-looked-at"]
    with pytest.raises(StaffError):
        second(grant.id, policy=published.policy, actor=desks.OPERATOR, now=desks.moment())


def test_the_second_person_can_sign_in_holds_the_act_and_is_neither_of_the_two(operator, officer, editor, published):
    policy, actor = published.policy, actor_of(operator)
    assert list(seconds(editor, policy=policy, actor=actor)) == [officer]
    assert list(seconds(officer, policy=policy, actor=actor)) == []
    assert set(seconds(editor, policy=policy, actor=desks.OPERATOR)) == {operator, officer}
    assert has_second(editor, policy=policy, actor=actor)
    assert not has_second(editor, policy=policy, actor=desks.OPERATOR)
    assert not has_second(editor, policy=None, actor=actor)
    for cut_off in ({"is_active": False}, {"invited_at": desks.moment()}):
        User.objects.filter(id=officer.id).update(**cut_off)
        assert not has_second(editor, policy=policy, actor=actor), cut_off
        User.objects.filter(id=officer.id).update(is_active=True, invited_at=None)


def test_nothing_is_given_where_nothing_is_new(operator, officer, editor, published):
    assert not give(editor, (), policy=published.policy, actor=actor_of(operator), now=desks.moment())
    assert not DutyGrant.objects.exists()
    assert said() == []


def test_the_last_who_can_do_something_essential_keeps_it(operator, officer, editor, published):
    with pytest.raises(StaffError) as refused:
        change(officer, operator, published, "magazine")
    assert refused.value.sentence == why.THE_LAST
    assert officer.duty_slugs() == {"privacy"}
    another = desks.staff("privacy", email="second@staff.example.org")
    User.objects.filter(id=another.id).update(invited_at=NOW)  # who has not come yet does not count
    with pytest.raises(StaffError):
        change(officer, operator, published, "magazine")
    User.objects.filter(id=another.id).update(invited_at=None)
    assert change(officer, operator, published, "magazine") is Changed.WAITS
    assert officer.duty_slugs() == frozenset()
    assert change_duties(another, ("magazine",), policy=published.policy, actor=desks.OPERATOR, now=NOW) is Changed.DONE


def test_nobody_gives_themselves_another_duty(operator, officer, published):
    with pytest.raises(StaffError) as refused:
        change(operator, operator, published, "operator", "membership")
    assert refused.value.sentence == why.ONESELF


def test_only_known_duties_and_at_least_one(operator, officer, editor, published):
    for wanted in ((), ("king",), ("magazine", "king")):
        with pytest.raises(StaffError) as refused:
            change(editor, operator, published, *wanted)
        assert ("king" in refused.value.sentence["en"]) is bool(wanted)
    those_able.check_duties({"magazine"}, {"magazine", "membership"})


@pytest.mark.parametrize("purposes", [(), ("membership",), ("magazine", "membership"), ("no-such-purpose",)])
def test_a_token_opens_nothing_that_its_owner_does_not(editor, published, purposes):
    with pytest.raises(StaffError) as refused:
        make(editor, "Sync", purposes, days=9, policy=published.policy, now=NOW)
    assert refused.value.field == "purposes"
    assert not StaffToken.objects.exists()


@pytest.mark.parametrize(
    ("name", "days", "field"), [("", 9, "name"), ("   ", 9, "name"), ("S", 0, "days"), ("S", LONGEST.days + 1, "days")]
)
def test_a_token_has_a_name_and_an_end(editor, published, name, days, field):
    with pytest.raises(StaffError) as refused:
        make(editor, name, ["magazine"], days=days, policy=published.policy, now=NOW)
    assert refused.value.field == field
    token, words = make(editor, " Sync ", ["magazine"], days=LONGEST.days, policy=published.policy, now=NOW)
    assert (token.name, token.purposes, token.user, token.by_passkey) == ("Sync", "magazine", editor, False)
    assert (token.created_at, token.ends_at) == (NOW, NOW + LONGEST)
    assert words not in token.digest
