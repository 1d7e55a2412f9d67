"""Whether somebody has a second factor, without which no personal data opens (P01)."""

from allauth.mfa.models import Authenticator

from azukari.core.accounts.models import User
from azukari.core.database.statement import Statement

_ANY = Statement("SELECT 1 FROM mfa_authenticator WHERE user_id = %s AND type IN (%s, %s) LIMIT 1")
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """True for an authenticator app or a passkey; recovery codes alone are none."""
    return _ANY.finds(user.pk, *STRONG)
