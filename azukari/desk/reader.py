"""What every view of the console asks first: who is this, and how far do their duties reach."""

from dataclasses import dataclass

from django.http import HttpRequest

from azukari.accounts.actor import actor_in_session
from azukari.accounts.models import User
from azukari.accounts.passkey import used_passkey
from azukari.charter.of_request import policy_of
from azukari.desk.scope import Scope, scope_of
from azukari.desk.standing import ask_held
from azukari.policy.terms import Actor, Policy


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in member of staff, as the decisions see them."""

    actor: Actor
    policy: Policy | None
    scope: Scope


def user_of(request: HttpRequest) -> User:
    """The account that is signed in.

    Raises:
        TypeError: nobody is signed in, which the gate does not let happen.
    """
    if not isinstance(request.user, User):
        raise TypeError("A console view was reached without a signed-in member of staff.")
    return request.user


def reader(request: HttpRequest) -> Reader:
    """Who reads this page. Two queries.

    Raises:
        TypeError: nobody is signed in, which the gate does not let happen.
    """
    user = user_of(request)
    policy = policy_of(request)
    actor = actor_in_session(user, ask_held(request, user), policy, passkey=used_passkey(request))
    return Reader(actor, policy, scope_of(actor, policy))
