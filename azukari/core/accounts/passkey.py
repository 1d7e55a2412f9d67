"""Whether a session was opened, or confirmed since, with a passkey of its owner's: what a duty may demand."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from azukari.core.accounts.models import User
from azukari.policy.sign_in import waiting_duties
from azukari.policy.terms import Policy


def used_passkey(request: HttpRequest) -> bool:
    """Whether whoever is signed in used a passkey of theirs in this session. No query.

    What an issuer of OpenID Connect says about its own second step does not count.
    """
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, User) else []
    return any((r.get("method"), r.get("type")) == ("mfa", Authenticator.Type.WEBAUTHN) for r in records)


def has_passkey(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()


def may_change_passkeys(request: HttpRequest, user: User, policy: Policy | None) -> bool:
    """Whether passkeys may be added and removed in this session. Where a duty demands one, whoever has a passkey uses
    it first: else a password and six digits, read over a shoulder, would be enough to make another.
    """
    if not waiting_duties(policy, user.duty_slugs(), passkey=used_passkey(request)):
        return True
    return not has_passkey(user)
