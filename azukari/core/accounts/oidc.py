"""Signing in by the organisation's own OpenID Connect, where the settings name an issuer.

It replaces the password, nothing else: only somebody who was invited here comes in, by an address that the issuer says
it has verified; the second step stays ours, unless the settings say that the issuer takes it, and then the token has
to say so as well. Of what the issuer tells only the ``sub`` is kept.
"""

import time
from typing import Any, NoReturn

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.signals import user_logged_in
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.lib.instance import Oidc

PROVIDER = "oidc"
SESSION_KEY = "issuer_second_factor"
"""What a session holds where the issuer has taken the second step."""

_CLAIMS = "azukari_oidc_claims"
_FACTOR = "azukari_oidc_factor"


class Adapter(OpenIDConnectOAuth2Adapter):
    """The conversation with the issuer: the signature is checked always, and the claims are kept nowhere."""

    def get_provider(self) -> Any:
        """allauth's provider, which shall speak through this adapter in its turn."""
        provider: Any = super().get_provider()  # type: ignore[no-untyped-call] # allauth has no types here
        provider.oauth2_adapter_class = type(self)
        return provider

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        setattr(request, _CLAIMS, login.account.extra_data.get("id_token", {}))
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """allauth trusts the connection to the issuer; a proxy in between is one more that would have to be trusted."""
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return claims

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002 - allauth's signature
        return f"{settings.AZUKARI.base_url}{reverse('console-oidc-callback')}"


class SocialAdapter(DefaultSocialAccountAdapter):
    """Whom the issuer's word lets in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Only a member of staff whose address is the verified one, and always by the same ``sub``."""
        claims, known = getattr(request, _CLAIMS, {}), settings.AZUKARI.oidc
        email = str(claims.get("email") or "").strip().lower()
        if known is None or not email or claims.get("email_verified") is not True:
            _refuse(request)
        if request.user.is_authenticated and time.time() - asked_at(claims) > REAUTHENTICATION_TIMEOUT:
            _refuse(request)  # they were to be asked once more, and the issuer does not say that it did
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None or (sociallogin.is_existing and sociallogin.user != user):
            _refuse(request)
        if not sociallogin.is_existing:
            if SocialAccount._default_manager.filter(user=user).exists():
                _refuse(request)  # the address has another owner over there now; whoever invites decides
            sociallogin.connect(request, user)
        User.objects.filter(id=user.id).update(invited_at=None)
        if takes_second_step(claims, known):
            setattr(request, _FACTOR, user.pk)

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_more: Any) -> None:
        _refuse(request)


def takes_second_step(claims: dict[str, Any], known: Oidc) -> bool:
    """Whether the settings leave the second step to the issuer, and the token says that it was taken.

    Args:
        claims: of the ID token; ``acr`` and ``amr`` as OpenID Connect Core 2 and RFC 8176 have them.
    """
    if not known.issuer_second_factor:
        return False
    amr = claims.get("amr")
    methods = {str(method) for method in amr} if isinstance(amr, list) else set()
    return bool(methods & set(known.amr)) or claims.get("acr") in known.acr


def asked_at(claims: dict[str, Any]) -> float:
    """When the issuer last asked who somebody is, in seconds since 1970; 0 where it does not say.

    It has to say so where ``max_age`` was asked for (OpenID Connect Core 2, ``auth_time``).
    """
    said = claims.get("auth_time")
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else 0.0


def issuer_took_second_step(request: HttpRequest) -> bool:
    """Whether in this session, and still by the settings, the second step was the issuer's."""
    known = settings.AZUKARI.oidc
    return bool(known and known.issuer_second_factor and request.session.get(SESSION_KEY))


def skips_ours(request: HttpRequest | None, user: Any) -> bool:
    """Whether the sign-in that is under way has taken the second step at the issuer already."""
    return getattr(request, _FACTOR, None) == getattr(user, "pk", None) is not None


@receiver(user_logged_in)
def remember(request: HttpRequest, user: User, **_rest: Any) -> None:
    """Keep in the session who took the second step; and let what came from the issuer count from the moment at which
    the issuer asked, which may have been this morning.
    """
    request.session[SESSION_KEY] = skips_ours(request, user)
    claims, records = getattr(request, _CLAIMS, None), request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    if claims is not None and records:
        last = {**records[-1], "at": min(records[-1]["at"], asked_at(claims))}
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records[:-1], last]


def refusal(request: HttpRequest) -> HttpResponse:
    """One page for every reason, so that nobody learns who works here."""
    return render(request, "account/oidc_refused.html", status=403)


def _refuse(request: HttpRequest) -> NoReturn:
    raise ImmediateHttpResponse(refusal(request))
