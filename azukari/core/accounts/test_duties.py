"""Who can sign in, who holds what, and who could stand in for somebody: each condition by itself."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.actor import actor_in_session, actor_of
from azukari.core.accounts.duties import able, check_duties, leaves_somebody, not_oneself, note, staff_with
from azukari.core.accounts.events import ACCOUNT_DISABLED
from azukari.core.accounts.granting import change_duties, decline, give, may_second, second, unseen
from azukari.core.accounts.models import DutyGrant, StaffDuty, StaffToken, User
from azukari.core.accounts.passkey import has_passkey
from azukari.core.accounts.second_factor import has_second_factor
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.lib.control import controls
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db
TOTP, KEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


@pytest.fixture(autouse=True)
def published(db: None) -> Current:
    return desks.publish()


def staff(*duties: str, email: str = "", **row: object) -> User:
    user = desks.staff(*duties, email=email)
    User.objects.filter(id=user.id).update(**row)
    return User.objects.get(id=user.id)


def with_factors(user: User, *kinds: str) -> User:
    Authenticator.objects.filter(user=user).delete()
    for kind in kinds:
        Authenticator.objects.create(user=user, type=kind, data={})
    return user


@pytest.mark.parametrize(
    ("kinds", "strong", "passkey"),
    [((), False, False), ((CODES,), False, False), ((TOTP,), True, False), ((KEY,), True, True),
     ((CODES, KEY), True, True)],
)  # fmt: skip
def test_a_second_step_is_an_app_or_a_passkey_of_one_s_own(kinds: tuple[str, ...], strong: bool, passkey: bool) -> None:
    with_factors(desks.staff("volunteers"), TOTP, KEY, CODES)
    user = with_factors(desks.staff("magazine"), *kinds)
    assert (has_second_factor(user), has_passkey(user)) == (strong, passkey)
    assert able().filter(id=user.id).exists() is strong


def test_who_can_sign_in_today_has_a_second_step_or_came_before_and_is_neither_invited_nor_cut_off() -> None:
    users = {
        "app": staff("magazine", email="app@x.example.org"),
        "came": with_factors(staff("magazine", email="came@x.example.org", last_login=NOW)),
        "both": with_factors(staff("magazine", email="both@x.example.org", last_login=NOW), TOTP, KEY),
        "never": with_factors(staff("magazine", email="never@x.example.org")),
        "cut off": staff("magazine", email="off@x.example.org", is_active=False, last_login=NOW),
        "invited": staff("magazine", email="new@x.example.org", invited_at=NOW, last_login=NOW),
    }
    found = [name for name, user in users.items() for _ in able().filter(id=user.id)]
    assert found == ["app", "came", "both"]
    assert able().count() == 3


def test_the_holders_of_duties_are_each_named_once_and_who_was_cut_off_is_not() -> None:
    one = staff("magazine", "volunteers")
    staff("membership")
    staff("volunteers", is_active=False)
    assert list(staff_with({"magazine", "volunteers"})) == [one]
    assert list(staff_with({"auditor"})) == []


def test_an_actor_is_a_reference_and_the_duties_that_count() -> None:
    user = staff("magazine", "volunteers")
    other = staff("membership")
    for actor in (actor_of(user), actor_in_session(user, user.duty_slugs(), None, passkey=False)):
        assert (actor.kind, actor.reference) == (ActorKind.STAFF, str(user.reference))
        assert actor.duties == {"magazine", "volunteers"}
    assert actor_of(other).duties == {"membership"}


def _away(user: User) -> None:
    User.objects.filter(id=user.id).update(is_active=False)


def _without(user: User) -> None:
    with_factors(user)


def _elsewhere(user: User) -> None:
    StaffDuty.objects.filter(user=user).update(duty="magazine")


def test_somebody_remains_who_does_what_is_essential(published: Current) -> None:
    policy, officer, clerk = published.policy, staff("privacy"), staff("magazine")
    by = actor_of(clerk)
    leaves_somebody(clerk, frozenset(), policy=policy, actor=by)
    leaves_somebody(officer, frozenset({"privacy"}), policy=policy, actor=by)
    leaves_somebody(officer, frozenset(), policy=policy, actor=desks.OPERATOR)
    with pytest.raises(StaffError) as stuck:
        leaves_somebody(officer, frozenset({"magazine"}), policy=policy, actor=by)
    assert (stuck.value.sentence, stuck.value.field) == (why.THE_LAST, "duties")
    _away(officer)
    officer.refresh_from_db()
    leaves_somebody(officer, frozenset(), policy=policy, actor=by)


@pytest.mark.parametrize("gone", [_away, _without, _elsewhere])
def test_a_deputy_who_cannot_sign_in_or_has_another_duty_is_none(
    published: Current, gone: Callable[[User], None]
) -> None:
    policy, officer, by = published.policy, staff("privacy"), actor_of(staff("magazine"))
    deputy = staff("privacy", email="deputy@staff.example.org")
    leaves_somebody(officer, frozenset(), policy=policy, actor=by)
    gone(deputy)
    with pytest.raises(StaffError):
        leaves_somebody(officer, frozenset(), policy=policy, actor=by)


def test_while_that_is_judged_every_account_is_held_so_that_two_cannot_remove_each_other(published: Current) -> None:
    officer, by = staff("privacy"), actor_of(staff("magazine"))
    staff("privacy", email="deputy@staff.example.org")
    with CaptureQueriesContext(connection) as queries:
        leaves_somebody(officer, frozenset(), policy=published.policy, actor=by)
    first = queries[0]["sql"]
    assert ('FROM "accounts_user"' in first, "WHERE" in first) == (True, False)
    assert ("FOR UPDATE" in first) is (connection.vendor == "postgresql")


def test_one_s_own_account_is_one_s_own_for_staff_alone() -> None:
    user, other = staff("magazine"), staff("volunteers")
    not_oneself(user, actor_of(other))
    not_oneself(user, Actor(ActorKind.SYSTEM, str(user.reference)))
    with pytest.raises(StaffError) as stuck:
        not_oneself(user, actor_of(user))
    assert stuck.value.sentence == why.ONESELF


@pytest.mark.parametrize(
    ("wanted", "named", "unnamed"),
    [
        ({"b", "king", "abbot"}, "abbot, king. It has: a, b", "duty called b"),
        ((), "at least one", ""),
    ],
)
def test_the_refusal_names_the_unknown_duties_and_those_that_there_are(wanted, named: str, unnamed: str) -> None:
    check_duties({"a", "b"}, {"a", "b"})
    with pytest.raises(StaffError) as stuck:
        check_duties(wanted, {"b", "a"})
    english = stuck.value.sentence["en"]
    assert stuck.value.field == "duties"
    assert named.lower() in english.lower()
    assert not unnamed or unnamed not in english
    assert "a, b" in english


def test_the_ledger_names_the_account_and_who_did_it() -> None:
    user = staff("magazine")
    note(ACCOUNT_DISABLED, user, desks.OPERATOR, NOW)
    (told,) = Pending.objects.filter(kind=ACCOUNT_DISABLED.name).values_list("payload", flat=True)
    assert json.loads(told)["account"] == str(user.reference)


def waits(user: User, *duties: str, by: User, waiting: bool = True, minutes: int = 0) -> DutyGrant:
    return DutyGrant.objects.create(
        user=user,
        duties=" ".join(duties),
        waits=waiting,
        given_by=f"staff:{by.reference}",
        given_at=NOW.replace(minute=minutes),
    )


def found() -> list[str]:
    """What the automatic control of the first promise says."""
    (control,) = [one for one in controls() if one.name == "duties"]
    assert control.promises == (1,)
    return list(control.check(NOW))


def test_what_nobody_else_has_seen_is_listed_the_oldest_first_and_the_control_counts_both_kinds() -> None:
    by, one, other = staff("operator"), staff("magazine"), staff("volunteers")
    later, first = waits(one, "membership", by=by, minutes=9), waits(other, "membership", by=by, waiting=False)
    seen = waits(other, "feedback", by=by, waiting=False, minutes=5)
    DutyGrant.objects.filter(id=seen.id).update(second_at=NOW)
    assert list(unseen()) == [first, later]
    waits(by, "magazine", by=one, waiting=False, minutes=20)
    alone, waiting = found()
    assert "2 times without a second person" in alone
    assert "1 in all, wait" in waiting
    DutyGrant.objects.filter(waits=False).delete()
    (only,) = found()
    assert only == waiting
    DutyGrant.objects.all().delete()
    assert found() == []


def test_what_was_given_alone_stays_to_be_looked_at_when_more_is_given(published: Current) -> None:
    by, one = staff("operator"), staff("magazine")
    for duty in ("membership", "volunteers"):
        assert not give(one, {duty}, policy=published.policy, actor=actor_of(by), now=NOW)
    assert sorted(unseen().values_list("duties", flat=True)) == ["membership", "volunteers"]


def test_neither_who_gave_nor_who_gets_is_the_second() -> None:
    by, one, other = staff("operator"), staff("magazine"), staff("privacy")
    grant = waits(one, "membership", by=by)
    assert may_second(grant, actor_of(other))
    assert may_second(grant, desks.OPERATOR)
    for neither in (by, one):
        assert not may_second(grant, actor_of(neither))


def test_the_yes_gives_what_is_not_held_yet_and_an_invitation_begins_with_it(published: Current) -> None:
    by, other = staff("operator"), staff("privacy")
    invited = staff("magazine", invited_at=NOW.replace(hour=1))
    at_work = staff("volunteers")

    def yes(grant: DutyGrant) -> None:
        second(grant.id, policy=published.policy, actor=actor_of(other), now=NOW)

    yes(waits(invited, "magazine", "membership", by=by))
    invited.refresh_from_db()
    assert (sorted(invited.duty_slugs()), invited.invited_at) == (["magazine", "membership"], NOW)
    yes(waits(at_work, *published.policy.duties, by=by))
    at_work.refresh_from_db()
    assert at_work.invited_at is None
    assert at_work.duty_slugs() == {*published.policy.duties}


@pytest.mark.parametrize("duties", [("king",), ("membership", "king")])
def test_what_the_policy_has_no_more_is_not_given(published: Current, duties: tuple[str, ...]) -> None:
    by, one, other = staff("operator"), staff("magazine"), staff("privacy")
    grant = waits(one, *duties, by=by)
    with pytest.raises(StaffError) as stuck:
        second(grant.id, policy=published.policy, actor=actor_of(other), now=NOW)
    assert stuck.value.sentence == why.OTHER_POLICY
    assert one.duty_slugs() == {"magazine"}
    alone = waits(other, *duties, by=by, waiting=False)
    assert second(alone.id, policy=published.policy, actor=actor_of(one), now=NOW).second_at == NOW


def test_who_is_no_second_says_neither_yes_nor_sees_it_off(published: Current) -> None:
    by, one, other = staff("operator"), staff("magazine"), staff("privacy")
    grant = waits(one, "membership", by=by)
    for neither in (by, one):
        with pytest.raises(StaffError) as stuck:
            second(grant.id, policy=published.policy, actor=actor_of(neither), now=NOW)
        assert stuck.value.sentence == why.SECOND
    for id in (uuid4(), grant.id):
        DutyGrant.objects.filter(id=id).update(second_at=NOW)
        with pytest.raises(StaffError) as stuck:
            decline(id, actor=actor_of(other), now=NOW)
        assert stuck.value.sentence == why.DECIDED


def test_of_what_is_wished_the_new_waits_and_the_rest_counts_at_once_with_its_tokens(published: Current) -> None:
    by, _officer = staff("operator"), staff("privacy")
    one, other = staff("magazine", "volunteers"), staff("volunteers", email="other@staff.example.org")
    for owner, purposes in (
        (one, "magazine"),
        (one, "volunteers"),
        (one, "magazine volunteers"),
        (other, "volunteers"),
    ):
        StaffToken.objects.create(user=owner, name=purposes, purposes=purposes, digest=uuid4().hex, created_at=NOW,
                                  ends_at=NOW.replace(year=2027))  # fmt: skip
    change_duties(one, ("magazine", "membership"), policy=published.policy, actor=actor_of(by), now=NOW)
    assert [sorted(each.duty_slugs()) for each in (one, other)] == [["magazine"], ["volunteers"]]
    assert sorted(StaffToken.objects.values_list("user", "name")) == sorted(
        [(one.pk, "magazine"), (other.pk, "volunteers")]
    )
    acts = Pending.objects.filter(kind="staff:account:changed").values_list("payload", flat=True)
    said = {entry["act"]: entry["duties"] for entry in map(json.loads, acts)}
    assert said == {"duties-asked": ["membership"], "duties-changed": ["magazine"]}
