"""A published policy, a desk for each duty, and people who registered: what the console's tests play with."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.accounts.sessions import SessionStore
from azukari.core.forms.accept import accept
from azukari.core.forms.answers import Answers, read
from azukari.core.forms.intake import IntakeOptions, receive
from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.models import Notice
from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.demo.people import pay
from azukari.policy.parse import STARTER
from azukari.policy.terms import Actor, ActorKind
from tests import cast

PASSWORD, SECRET = cast.PASSWORD, cast.TOTP_SECRET
OPERATOR = Actor(ActorKind.SYSTEM, "operator")

CALL = {
    "kind": "elimination",
    "channel": "phone",
    "reply_by": "phone",
    "pack": "appi",
    "lang": "en",
    "contact": "Kitagawa 090-1111-2222",
    "said": "Wants everything erased.",
}
"""What staff write down of somebody who called."""

MARK = "Marker"

DATA: dict[str, dict[str, object]] = {
    "membership": {
        "member_class": "regular",
        "name": f"{MARK} Aoba",
        "email": "aoba-marker@example.org",
        "postcode": "100-0001",
        "address": f"Chiyoda {MARK} 1-1",
        "phone": "03-1234-5678",
    },
    "volunteers": {
        "name": f"{MARK} Kitagawa",
        "email": "kitagawa-marker@example.org",
        "phone": "090-8765-4321",
        "activities": ["cleaning"],
    },
    "magazine": {"email": "minami-marker@example.org", "name": f"{MARK} Minami"},
    "feedback": {
        "topic": "opinion",
        "message": f"{MARK} says the river is clean.",
        "email": "ikeda-marker@example.org",
    },
    "plastic-free-river": {"name": f"{MARK} Sakura", "email": "sakura-marker@example.org", "of-age": "yes"},
    "riverside-survey": {"visits": "weekly", "wishes": f"{MARK} wishes for benches."},
}
"""What somebody writes into each form of the starter policy, every value easy to find again."""

_NOTHING: Mapping[str, object] = {}

FORM_OF = {
    "membership": "membership",
    "volunteers": "volunteers",
    "feedback": "feedback",
    "magazine": "magazine",
    "campaigns": "plastic-free-river",
    "questionnaires": "riverside-survey",
}
"""The form that each duty of the starter policy is for."""


def publish(text: str = "") -> Current:
    """The starter policy as charter 1, or this text."""
    publish_policy(text or STARTER.read_text("utf-8"), actor=OPERATOR, now=moment())
    return current()


@dataclass(frozen=True, slots=True)
class Registered:
    person: UUID
    submission: UUID


def register(
    form: str,
    more: Mapping[str, object] = _NOTHING,
    *,
    confirmed: bool = True,
    suspected: Suspected | None = None,
) -> Registered:
    """Somebody fills in ``form``; ``more`` replaces or adds answers. A member pays the fee as well."""
    charter, now = current(), moment()
    known = charter.form(form)
    assert known is not None
    answers = read(known, charter.policy, {**DATA[form], **more}, lang="en")
    assert isinstance(answers, Answers), answers
    got = receive(
        charter=charter,
        form=known,
        answers=answers,
        lang="ja",
        notice=Notice.objects.get(charter_id=charter.number, form=form, lang="ja").digest,
        channel=Channel.PAGE,
        now=now,
        options=IntakeOptions(mail=False, suspected=suspected),
    )
    if confirmed and got.pending and not got.held:
        with transaction.atomic():
            accept(Submission.objects.get(id=got.id), now=now)
    if form == "membership" and confirmed and not got.held:
        pay(Submission.objects.get(id=got.id), now=now)
    return Registered(Submission.objects.get(id=got.id).person_id, got.id)


def moment() -> datetime:
    return datetime.now(UTC)


def staff(*duties: str, email: str = "", second_factor: bool = True) -> User:
    """Somebody who may sign in."""
    address = email or f"{'-'.join(duties)}@staff.example.org"
    user = cast.enrolled(address, f"Staff of {' and '.join(duties)}", *duties, actor=OPERATOR, now=moment())
    if not second_factor:
        Authenticator.objects.filter(user=user).delete()
    return user


def actor(user: User) -> Actor:
    """Somebody of the staff, as they act."""
    return Actor(ActorKind.STAFF, str(user.reference), frozenset(user.duties.values_list("duty", flat=True)))


def exchange_duty(user: User, duty: str) -> None:
    """Give ``user`` another duty in the place of theirs."""
    user.duties.all().delete()
    user.duties.create(duty=duty)


def give_second_factor(user: User) -> None:
    TOTP.activate(user, SECRET)


def browser(user: User | None = None, lang: str = "en", **said: object) -> Client:
    """A browser, signed in as ``user``: it holds the session that Django's own `force_login` ends with.

    Args:
        said: what else the session knows.
    """
    client = Client(headers={"Accept-Language": lang})
    if user:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.update(said)
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def fresh(user: User, lang: str = "en") -> Client:
    """A browser in which ``user`` has said a moment ago who they are."""
    said = [{"method": "password", "at": time.time()}]
    return browser(user, lang, account_authentication_methods=said, account_authentication_methods_user=str(user.pk))
