"""What every view of the console asks first: who is this, and how far do their duties reach."""

from dataclasses import dataclass

from django.http import HttpRequest

from azukari.core.accounts.actor import actor_in_session
from azukari.core.accounts.models import User
from azukari.core.accounts.passkey import used_passkey
from azukari.core.policy_versions.of_request import policy_of
from azukari.policy.terms import Actor, Policy
from azukari.shells.staff.scope import Scope, scope_of
from azukari.shells.staff.standing import ask_held


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
