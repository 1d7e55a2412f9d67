"""The two addresses of signing in by OpenID Connect; there are none while the settings name no issuer."""

from typing import Any

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe
from requests import RequestException

from azukari.core.accounts.oidc import PROVIDER, Adapter, refusal


@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """Off to the issuer, and with ``prompt=login`` to be asked there once more. Nothing else out of the address goes
    along: allauth would hand any parameter on.
    """
    handed = QueryDict(mutable=True)
    if back := request.GET.get("next"):
        handed["next"] = back  # allauth checks that it leads nowhere else
    if request.GET.get("prompt") == "login":
        handed["auth_params"] = "prompt=login&max_age=0"
    handed._mutable = False  # as every request's is
    request.GET = handed  # type: ignore[assignment] # frozen by hand
    return _run(OAuth2LoginView, request)


@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Back from there."""
    return _run(OAuth2CallbackView, request)


def _run(kind: Any, request: HttpRequest) -> HttpResponse:
    if settings.AZUKARI.oidc is None:
        raise Http404
    try:
        answer: HttpResponse = kind.adapter_view(Adapter(request, PROVIDER))(request)
    except RequestException:  # the issuer does not answer, or not as one should
        return refusal(request)
    return answer
