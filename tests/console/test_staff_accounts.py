"""The life of an account of staff: what each step does, takes away and records, of this account and no other; and what
is refused leaves everything as it was.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.events import ACCOUNT_CALLED_OFF, ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.core.accounts.invitation import path_of, take_up
from azukari.core.accounts.models import StaffSession, StaffToken, User
from azukari.core.accounts.staff import Invitation, call_off, disable, enrol, invite, renew
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW, PASSWORD, TOTP_SECRET
from tests.console import desks

LATER = NOW + timedelta(hours=1)
EMAIL, NAME = "new@staff.example.org", "New One"
KNOWN = frozenset({"magazine", "membership"})
OPERATOR = desks.OPERATOR
WHO = actor_reference(OPERATOR)


@pytest.fixture(autouse=True)
def ruling(published: Current) -> Current:
    return published


def invited(email: str = EMAIL, name: str = NAME, **more) -> Invitation:
    given = {"duties": ["membership", "magazine"], "known": KNOWN, "actor": OPERATOR, "now": NOW, **more}
    return invite(email, name, **given)


def of(user: User) -> Actor:
    return Actor(ActorKind.STAFF, str(user.reference), user.duty_slugs())


def at_work(email: str) -> User:
    """Somebody who signed in, with a session, a token, a second factor and an account at the office's provider."""
    user = desks.staff("magazine", email=email)
    StaffSession.objects.create(session_key=email, session_data="", expire_date=timezone.now(), user=user)
    ends = NOW + timedelta(days=9)
    StaffToken.objects.create(user=user, name="t", purposes="", digest=email, created_at=NOW, ends_at=ends)
    SocialAccount._default_manager.create(user=user, provider="office", uid=email)
    User.objects.filter(id=user.id).update(last_login=NOW)
    return User.objects.get(id=user.id)


def doors(user: User) -> tuple[int, ...]:
    """How many ways in there are: sessions, tokens, second factors, accounts at a provider."""
    tables = (StaffSession.objects, StaffToken.objects, Authenticator.objects, SocialAccount._default_manager)
    return tuple(table.filter(user=user).count() for table in tables)


def told(kind: Kind) -> list[dict[str, object]]:
    rows = Pending.objects.filter(kind=kind.name).order_by("at", "id")
    return [json.loads(payload) for payload in rows.values_list("payload", flat=True)]


def everything() -> object:
    return (
        list(User.objects.order_by("id").values()),
        sorted((user.pk, *doors(user), *sorted(user.duty_slugs())) for user in User.objects.all()),
        Pending.objects.count(),
    )


def refused(do: Callable[[], object], sentence: object, field: str = "") -> None:
    before = everything()
    with pytest.raises(StaffError) as stuck:
        do()
    assert (stuck.value.sentence, stuck.value.field) == (sentence, field)
    assert everything() == before


def test_whoever_is_invited_has_an_account_that_nobody_can_sign_in_to_yet():
    made = invited(" New@Staff.Example.org ", f" {NAME} ")
    user = User.objects.get(email=EMAIL)
    assert (made.user, made.waits) == (user, False)
    assert (user.name, user.created_at, user.invited_at, user.last_login) == (NAME, NOW, NOW, None)
    assert user.is_active
    assert not user.has_usable_password()
    assert user.duty_slugs() == {"magazine", "membership"}
    assert doors(user) == (0, 0, 0, 0)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (EMAIL, True, True)
    account = str(user.reference)
    assert told(ACCOUNT_INVITED)[-1] == {"actor": WHO, "account": account, "duties": ["magazine", "membership"]}


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ({"email": "nobody"}, why.NO_ADDRESS, "email"),
        ({"email": ""}, why.NO_ADDRESS, "email"),
        ({"name": "  "}, why.NO_NAME, "name"),
        ({"name": f" {'n' * 121} "}, why.LONG_NAME, "name"),
    ],
)
def test_an_account_has_an_address_and_a_name(said, sentence, field):
    refused(lambda: invited(**said), sentence, field)


def test_a_name_may_be_as_long_as_the_column():
    assert invited(name="n" * 120).user.name == "n" * 120


def test_a_duty_that_the_policy_does_not_know_is_not_given():
    with pytest.raises(StaffError):
        invited(duties=["everything"])
    with pytest.raises(StaffError):
        invited(duties=[])
    assert not User.objects.filter(email=EMAIL).exists()


def test_an_address_is_invited_once():
    invited()
    refused(lambda: invited(EMAIL.upper()), why.TAKEN, "email")


def test_whoever_is_invited_again_begins_anew_and_nobody_else_does():
    user, other = at_work(EMAIL), at_work("other@staff.example.org")
    User.objects.filter(id=user.id).update(is_active=False)
    made = invited(name="Another Name", duties=["membership"], again=True, now=LATER)
    user.refresh_from_db()
    assert made.user == user
    assert (user.is_active, user.name, user.invited_at) == (True, "Another Name", LATER)
    assert not user.has_usable_password()
    assert user.duty_slugs() == {"membership"}
    assert doors(user) == (0, 0, 0, 0)
    assert doors(other) == (1, 1, 1, 1)
    assert EmailAddress.objects.filter(user=user).count() == 1


def test_nobody_invites_or_renews_or_disables_themselves():
    user = at_work(EMAIL)
    refused(lambda: invited(again=True, actor=of(user)), why.ONESELF)
    refused(lambda: renew(user, actor=of(user), now=LATER), why.ONESELF)
    refused(lambda: disable(EMAIL, actor=of(user), now=LATER), why.ONESELF)


def test_a_link_that_was_not_used_is_renewed_and_the_duties_stay():
    user = invited().user
    made = renew(user, actor=OPERATOR, now=LATER)
    user.refresh_from_db()
    assert made.user == user
    assert (user.invited_at, user.name, user.duty_slugs()) == (LATER, NAME, KNOWN)
    assert len(told(ACCOUNT_INVITED)) == 2
    assert told(ACCOUNT_INVITED)[-1] == {
        "actor": WHO,
        "account": str(user.reference),
        "duties": ["magazine", "membership"],
    }


def test_an_account_in_use_is_not_renewed_and_one_that_was_cut_off_is():
    user, other = at_work(EMAIL), at_work("other@staff.example.org")
    refused(lambda: renew(user, actor=OPERATOR, now=LATER), why.IN_USE)
    disable(EMAIL, actor=OPERATOR, now=LATER)
    renew(user, actor=OPERATOR, now=LATER)
    user.refresh_from_db()
    assert (user.is_active, user.invited_at) == (True, LATER)
    assert doors(user) == (0, 0, 0, 0)
    assert doors(other) == (1, 1, 1, 1)


def test_only_an_invitation_that_nobody_used_is_called_off():
    user = invited().user
    used = at_work("used@staff.example.org")
    refused(lambda: call_off(used, actor=OPERATOR, now=LATER), why.USED)
    User.objects.filter(id=used.id).update(invited_at=NOW)
    refused(lambda: call_off(used, actor=OPERATOR, now=LATER), why.USED)
    User.objects.filter(id=used.id).update(invited_at=None, last_login=None)
    refused(lambda: call_off(used, actor=OPERATOR, now=LATER), why.USED)
    reference = str(user.reference)
    call_off(user, actor=OPERATOR, now=LATER)
    assert not User.objects.filter(email=EMAIL).exists()
    assert told(ACCOUNT_CALLED_OFF) == [{"actor": WHO, "account": reference}]


def test_who_is_cut_off_keeps_no_way_in_and_it_is_recorded_once():
    user, other = at_work(EMAIL), at_work("other@staff.example.org")
    User.objects.filter(id=user.id).update(invited_at=NOW)
    for _ in range(2):
        assert disable(f" {EMAIL.upper()} ", actor=OPERATOR, now=LATER) == user
        user.refresh_from_db()
        assert (user.is_active, user.invited_at, user.has_usable_password()) == (False, None, False)
        assert doors(user)[:2] == (0, 0)
    assert doors(other) == (1, 1, 1, 1)
    assert told(ACCOUNT_DISABLED) == [{"actor": WHO, "account": str(user.reference)}]
    refused(lambda: disable("nobody@staff.example.org", actor=OPERATOR, now=LATER), why.NOBODY)


def test_the_last_who_can_change_duties_is_not_cut_off_by_staff(ruling: Current):
    last = desks.staff("privacy", email="last@staff.example.org")
    actor = of(desks.staff("magazine"))
    refused(lambda: disable(last.email, actor=actor, now=LATER, policy=ruling.policy), why.THE_LAST, "duties")
    disable(last.email, actor=actor, now=LATER)


def enrolled() -> User:
    return enrol(
        EMAIL,
        NAME,
        duties=["magazine"],
        known=KNOWN,
        password=PASSWORD,
        totp_secret=TOTP_SECRET,
        actor=OPERATOR,
        now=NOW,
    )


def test_who_is_enrolled_can_sign_in_at_once():
    user = enrolled()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.invited_at is None
    assert Authenticator.objects.get(user=user).type == Authenticator.Type.TOTP
    again: dict[str, Any] = {"duties": ["magazine"], "known": KNOWN, "password": "x", "totp_secret": TOTP_SECRET}
    refused(lambda: enrol(EMAIL, NAME, **again, actor=OPERATOR, now=NOW), why.TAKEN, "email")


def test_the_password_of_an_enrolled_account_is_reckoned_as_often_as_others_once_it_is_used(settings: Any):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = enrolled()
    rounds = [user.password.split("$")[1]]
    assert not user.check_password(f"{PASSWORD}x")
    assert user.check_password(PASSWORD)
    user.refresh_from_db()
    assert [*rounds, user.password.split("$")[1]] == ["1", str(PBKDF2PasswordHasher.iterations)]


def test_whoever_uses_the_link_reads_the_mail_of_that_address_and_begins_without_an_old_second_step():
    user, other = invited().user, invited("other@staff.example.org").user
    EmailAddress.objects.update(verified=False)
    for one in (user, other):
        TOTP.activate(one, TOTP_SECRET)
    *_rest, reference, key = path_of(user).strip("/").split("/")
    assert take_up(other.reference, key, password=PASSWORD) is None, "it is another's"
    assert take_up(UUID(reference), key, password=PASSWORD) == user
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert (user.invited_at, doors(user), doors(other)) == (None, (0, 0, 0, 0), (0, 0, 1, 0))
    verified = dict(EmailAddress.objects.values_list("user_id", "verified"))
    assert (verified[user.pk], verified[other.pk]) == (True, False)
    assert take_up(UUID(reference), key, password=PASSWORD) is None, "it works once"
