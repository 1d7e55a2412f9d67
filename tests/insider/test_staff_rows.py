"""Whoever can write to the database, and has no keys, becomes nobody: forged rows open nothing and are noticed."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.controls import _altered
from azukari.core.accounts.models import StaffDuty, StaffSession, StaffToken, User
from azukari.core.accounts.proof import prove
from azukari.core.accounts.sessions import digest
from azukari.core.accounts.staff_refusals import ALTERED, StaffError
from azukari.core.accounts.tokens import bearer
from azukari.core.accounts.tokens import make as make_token
from azukari.core.mail.link import LinkClosed
from azukari.core.policy_versions.current import current
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.models import OwnSession, SignIn
from azukari.shells.self_service.session import find, open_session
from azukari.shells.self_service.sign_in import LINK, enter
from tests.cast import PASSWORD
from tests.console import desks

pytestmark = pytest.mark.django_db
LIST = "/console/people/?purpose=membership"


@pytest.fixture
def victim() -> User:
    """A colleague who may read members' data, beside somebody who may not."""
    desks.publish()
    return desks.staff("membership")


@pytest.fixture
def mallory(victim: User) -> User:
    return desks.staff("magazine")


def _sql(text: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _noticed() -> bool:
    return bool(list(_altered(timezone.now())))


def _insert(model: type[Model], **columns: object) -> None:
    """A row as SQL writes it: no signal of the program hears of it."""
    model._base_manager.bulk_create([model(**columns)])


def test_nothing_is_noticed_where_nothing_was_forged(victim: User, mallory: User) -> None:
    assert not _noticed()
    assert sorted(victim.duty_slugs() | mallory.duty_slugs()) == ["magazine", "membership"]


def test_a_duty_that_was_inserted_is_held_by_nobody(mallory: User) -> None:
    _insert(StaffDuty, user=mallory, duty="membership")
    assert mallory.duty_slugs() == frozenset()
    assert desks.browser(mallory).get(LIST).status_code == 403
    assert _noticed()


@pytest.mark.parametrize(
    "change",
    [
        ("UPDATE accounts_user SET password = %s WHERE id = %s", make_password("forged")),
        ("UPDATE accounts_user SET email = %s WHERE id = %s", "mallory@elsewhere.example.org"),
        ("UPDATE accounts_user SET proof = %s WHERE id = %s", "1:" + "0" * 64),
        ("UPDATE accounts_user SET proof = %s WHERE id = %s", ""),
        ("DELETE FROM mfa_authenticator WHERE %s <> '' AND user_id = %s", "all"),
    ],
    ids=["password", "address", "proof", "no proof", "second factor taken out"],
)
def test_an_account_that_was_changed_has_no_duties_and_nobody_signs_in_to_it(victim: User, change) -> None:
    statement, value = change
    _sql(statement, value, victim.pk)
    assert victim.duty_slugs() == frozenset()
    assert desks.browser(victim).get(LIST).status_code in (302, 403)
    assert _noticed()
    password = "forged" if "password" in statement else PASSWORD
    address = User.objects.get(pk=victim.pk).email
    client = Client(headers={"Accept-Language": "en"})
    answer = client.post(reverse("account_login"), {"login": address, "password": password})
    assert (answer.status_code, ALTERED["en"] in answer.content.decode()) == (403, True)


def _as_it_stands(user: User) -> dict[Model, dict[str, object]]:
    """All rows by which an account signs in and holds duties."""
    rows = [
        User.objects.get(pk=user.pk),
        *StaffDuty.objects.filter(user=user),
        *Authenticator.objects.filter(user=user),
    ]
    return {row: {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in rows}


def _put_back(rows: dict[Model, dict[str, object]], user: User) -> None:
    StaffDuty.objects.filter(user=user)._raw_delete(using="default")
    Authenticator.objects.filter(user=user)._raw_delete(using="default")
    for row, columns in rows.items():
        if isinstance(row, User):
            User.objects.filter(pk=user.pk).update(**columns)
        else:
            _insert(type(row), **columns)


def _another_password(user: User) -> None:
    user.set_password("another one")
    user.save(update_fields=["password"])


def _no_duty(user: User) -> None:
    user.duties.get().delete()


def _left(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize("change", [_another_password, _no_duty, _left])
def test_an_account_whose_rows_were_all_put_back_is_noticed(
    victim: User, change: Callable[[User], None], django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        prove(victim.pk)
    before = _as_it_stands(victim)
    with django_capture_on_commit_callbacks(execute=True):
        change(victim)
    assert not _noticed()
    _put_back(before, victim)
    assert victim.duty_slugs() == {"membership"}, "its older proof is good"
    assert _noticed()
    with django_capture_on_commit_callbacks(execute=True):
        prove(victim.pk)
    assert not _noticed(), "as after a new invitation"


def test_a_second_factor_copied_from_another_account_opens_nothing(victim: User, mallory: User) -> None:
    own = Authenticator.objects.get(user=mallory, type=Authenticator.Type.TOTP)
    theirs = Authenticator.objects.get(user=victim, type=Authenticator.Type.TOTP)
    Authenticator.objects.filter(id=theirs.id).update(data=own.data)
    assert victim.duty_slugs() == frozenset()
    assert _noticed()


@pytest.mark.parametrize("kind", [EmailAddress, SocialAccount])
def test_another_way_to_sign_in_that_was_inserted_opens_nothing(victim: User, kind: type[Model]) -> None:
    columns = {"email": "m@elsewhere.example.org"} if kind is EmailAddress else {"provider": "oidc", "uid": "m"}
    _insert(kind, user=victim, **columns)
    assert victim.duty_slugs() == frozenset()
    assert _noticed()


def test_a_change_by_the_program_does_not_cover_up_one_by_somebody_else(mallory: User) -> None:
    _insert(StaffDuty, user=mallory, duty="membership")
    mallory.set_password("another one of mine")
    with pytest.raises(StaffError):
        mallory.save(update_fields=["password"])
    assert mallory.duty_slugs() == frozenset()


def test_accounts_that_take_each_other_s_rows_have_no_duties(victim: User, mallory: User) -> None:
    StaffDuty.objects.filter(user=mallory).update(duty="membership")
    _sql(
        "UPDATE accounts_user SET proof = (SELECT proof FROM accounts_user WHERE id = %s) WHERE id = %s",
        victim.pk,
        mallory.pk,
    )
    assert mallory.duty_slugs() == frozenset()


def test_a_session_copied_from_a_colleague_s_opens_nothing(victim: User, mallory: User) -> None:
    desks.browser(victim)
    client = desks.browser(mallory)
    theirs = StaffSession.objects.get(user=victim)
    mine = digest(client.cookies["azukari_staff"].value)
    StaffSession.objects.filter(session_key=mine).update(session_data=theirs.session_data, user=victim)
    assert client.get(LIST).status_code == 302, "as somebody who has not signed in"


def test_a_token_that_was_inserted_or_widened_opens_nothing(victim: User, mallory: User) -> None:
    now, policy = timezone.now(), current().policy
    words = "azk_" + secrets.token_urlsafe(32)
    ends = now + timedelta(days=90)
    hashed = sha256(words.encode()).hexdigest()
    _insert(StaffToken, user=victim, name="x", purposes="membership", digest=hashed, created_at=now, ends_at=ends)
    assert bearer(words, policy=policy, now=now) is None
    token, mine = make_token(mallory, "mine", ["magazine"], days=1, policy=policy, now=now)
    assert bearer(mine, policy=policy, now=now)
    StaffToken.objects.filter(id=token.id).update(user=victim, purposes="membership")
    assert bearer(mine, policy=policy, now=now) is None
    StaffToken.objects.filter(id=token.id).update(user=mallory, purposes="magazine", ends_at=ends)
    assert bearer(mine, policy=policy, now=now) is None


def test_a_session_of_an_own_page_leads_to_nobody_else(victim: User) -> None:
    now = timezone.now()
    theirs, mine = (desks.register("magazine", {"email": f"{name}@example.org"}).person for name in ("a", "b"))
    opened = open_session(mine, now=now)
    assert find(opened.secret, now=now) == opened
    OwnSession.objects.filter(id=opened.id).update(person_id=theirs)
    assert find(opened.secret, now=now) is None
    secret = secrets.token_urlsafe(32)
    hashed = sha256(secret.encode()).hexdigest()
    _insert(
        OwnSession, person_id=theirs, digest=hashed, created_at=now, seen_at=now, expires_at=now + timedelta(hours=8)
    )
    assert find(secret, now=now) is None


def test_a_link_to_an_own_page_leads_to_nobody_else(victim: User) -> None:
    now = timezone.now()
    theirs, mine = (desks.register("magazine", {"email": f"{name}@example.org"}).person for name in ("a", "b"))
    sign_in.request("b@example.org", network="192.0.2.0/24", lang="en", now=now)
    row = SignIn.objects.get(person_id=mine)
    link = LINK.token(row.id, expires=row.expires_at)
    SignIn.objects.filter(id=row.id).update(person_id=theirs)
    with pytest.raises(LinkClosed):
        enter(link, now=now)
    SignIn.objects.filter(id=row.id).update(person_id=mine, used_at=None)
    assert enter(link, now=now).person == mine
