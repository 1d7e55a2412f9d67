"""Whether somebody has a second factor, without which no personal data opens (P01)."""

from allauth.mfa.models import Authenticator

from azukari.accounts.models import User

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """True for an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=STRONG).exists()
