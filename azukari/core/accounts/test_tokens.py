"""Tokens of staff, to the second and one by one: how long each is good, what it opens, and whose it is."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from azukari.core.accounts.models import StaffDuty, StaffToken, User
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.accounts.tokens import bearer, forget_ended, make, revoke
from azukari.core.database.row_proof import row_proof
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.policy.terms import ActorKind, Policy
from tests.console import desks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
EVENING = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)  # a minute before midnight at the office


@pytest.fixture(autouse=True)
def published(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def editor() -> User:
    return desks.staff("magazine", "volunteers")


def policy() -> Policy:
    return current().policy


def made(
    user: User, *purposes: str, days: int = 30, name: str = "report", now: datetime = NOW
) -> tuple[StaffToken, str]:
    return make(user, name, purposes or ("magazine",), days=days, policy=policy(), now=now)


def refused(user: User, *, name: str = "report", days: int = 30) -> str:
    before = StaffToken.objects.count()
    with pytest.raises(StaffError) as stuck:
        made(user, name=name, days=days)
    assert StaffToken.objects.count() == before
    return stuck.value.field


def used() -> dict[str, date | None]:
    return dict(StaffToken.objects.values_list("name", "last_used_on"))


@pytest.mark.parametrize("days", [1, 90])
def test_it_is_good_until_its_end_and_no_longer(editor: User, days: int) -> None:
    token, words = made(editor, days=days)
    end = NOW + timedelta(days=days)
    assert token.ends_at == end
    found = bearer(words, policy=policy(), now=end - MOMENT)
    assert found is not None
    assert bearer(words, policy=policy(), now=end) is None


@pytest.mark.parametrize("days", [0, -1, 91])
def test_nobody_makes_one_for_longer_than_a_season_or_for_no_time(editor: User, days: int) -> None:
    assert refused(editor, days=days) == "days"


def test_a_name_is_at_most_sixty_characters(editor: User) -> None:
    assert made(editor, name=f" {'n' * 60} ")[0].name == "n" * 60
    assert refused(editor, name="n" * 61) == "name"
    assert refused(editor, name=" ") == "name"


def test_who_asks_by_it_is_its_owner_for_its_purposes_alone(editor: User) -> None:
    token, words = made(editor, "magazine")
    other, _words = made(desks.staff("membership"), "membership")
    found = bearer(words, policy=policy(), now=NOW)
    assert found is not None
    assert found.token == token != other
    actor = found.actor
    assert (actor.kind, actor.reference) == (ActorKind.STAFF, str(editor.reference))
    assert (sorted(actor.duties), actor.token) == (["magazine", "volunteers"], str(token.id))
    assert actor.only == {"magazine"}


@pytest.mark.parametrize("passkey", [True, False])
def test_every_column_of_it(editor: User, passkey: bool) -> None:
    purposes = ["volunteers", "magazine"]
    token, words = make(editor, "report", purposes, days=9, policy=policy(), now=NOW, passkey=passkey)
    assert StaffToken.objects.values().get() == {
        "id": token.id,
        "user_id": editor.pk,
        "name": "report",
        "purposes": "magazine volunteers",
        "digest": hashlib.sha256(words.encode()).hexdigest(),
        "created_at": NOW,
        "ends_at": NOW + timedelta(days=9),
        "last_used_on": None,
        "by_passkey": passkey,
        "proof": row_proof(token.meaning),
    }


def test_what_is_no_token_of_ours_opens_nothing(editor: User) -> None:
    _token, words = made(editor)
    for typed in ("", "azk_", words[:-1], words.removeprefix("azk_"), words.upper()):
        assert bearer(typed, policy=policy(), now=NOW) is None


def test_it_dies_with_a_duty_and_with_its_owner_s_account(editor: User) -> None:
    (_one, both), (_other, mine) = made(editor, "magazine", "volunteers"), made(editor, "magazine")
    StaffDuty.objects.filter(user=editor, duty="volunteers").delete()
    assert bearer(both, policy=policy(), now=NOW) is None, "one of its two purposes is none of its owner's any more"
    assert bearer(mine, policy=policy(), now=NOW)
    User.objects.filter(id=editor.id).update(is_active=False)
    assert bearer(mine, policy=policy(), now=NOW) is None


def test_the_day_of_its_last_use_is_the_office_s_and_is_noted_of_itself_alone(editor: User) -> None:
    _token, words = made(editor, name="used")
    made(editor, name="idle")
    bearer(words, policy=policy(), now=EVENING)
    assert used() == {"used": date(2026, 11, 24), "idle": None}
    bearer(words, policy=policy(), now=EVENING + timedelta(minutes=1))
    assert used() == {"used": date(2026, 11, 25), "idle": None}


def test_a_use_is_noted_once_a_day(editor: User, django_assert_num_queries) -> None:
    (_token, words), ruling = made(editor), policy()
    with django_assert_num_queries(3):
        bearer(words, policy=ruling, now=NOW)
    with django_assert_num_queries(2):
        bearer(words, policy=ruling, now=NOW)


def test_there_may_be_twenty_of_one_s_own_that_are_good_and_those_of_others_do_not_count(editor: User) -> None:
    colleague = desks.staff("magazine")
    for _ in range(19):
        made(editor)
        made(colleague)
    ended, _words = made(editor, days=1, now=NOW - timedelta(days=1))
    assert ended.ends_at == NOW
    made(editor)
    assert refused(editor) == "name"
    made(colleague)


def test_one_that_has_ended_is_forgotten_after_a_month(editor: User) -> None:
    made(editor, days=1, name="old")
    made(editor, days=2, name="later")
    end = NOW + timedelta(days=1)
    assert forget_ended(end + timedelta(days=30) - MOMENT) == 0
    assert forget_ended(end + timedelta(days=30)) == 1
    assert [*used()] == ["later"]


def test_its_owner_revokes_it_and_nobody_else_and_it_is_recorded(editor: User) -> None:
    colleague = desks.staff("magazine")
    token, _words = made(editor)
    other, _words = made(editor, name="other")
    assert not revoke(colleague, token.id, now=NOW)
    assert not revoke(editor, uuid4(), now=NOW)
    assert StaffToken.objects.count() == 2
    assert revoke(editor, token.id, now=NOW)
    assert list(StaffToken.objects.all()) == [other]
    (told,) = Pending.objects.filter(kind="staff:token:revoked").values_list("payload", flat=True)
    reference = str(editor.reference)
    assert json.loads(told) == {"actor": f"staff:{reference}", "account": reference, "token": str(token.id)}
