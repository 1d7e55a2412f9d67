"""Small answers to machines: is it alive, may it be indexed, whom to tell about a hole, do you honour GPC."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.core.consent.receipt_keys import published as published_keys
from azukari.lib.version import version
from azukari.site import health
from azukari.site.organisation import published

_GPC_SINCE = "2026-11-24"
_SECURITY_DAYS = 180


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 ``ok``, else 503 with what does not work: ``database``, ``keys``, ``set-back``, ``disk``, ``worker`` or
    ``mail``. The second line tells how many seconds ago the worker was heard of, the third which version answers.
    """
    word, heard = health.look(timezone.now())
    text = f"{word}\nworker {'unknown' if heard is None else heard}\nazukari {version()}\n"
    status = 200 if word == "ok" else 503
    return HttpResponse(text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Public pages may be found; pages about a person and the staff's may not."""
    closed = ("/ja/me", "/en/me", "/console/", "/api/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116)."""
    base = settings.AZUKARI.base_url
    policy = published(request)
    address = policy.organisation.email if policy else settings.AZUKARI.sender
    expires = (timezone.now() + timedelta(days=_SECURITY_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{address}",
        f"Contact: {base}/ja/contact",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ja, en",
        f"Canonical: {base}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def gpc(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Global Privacy Control: honoured, since nothing is sold or shared without a ground to begin with."""
    return JsonResponse({"gpc": True, "lastUpdate": _GPC_SINCE})


@require_safe
def receipt_keys(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The public keys of receipts and certificates, current and earlier: a JWK set that any page may read."""
    headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return JsonResponse(published_keys(), headers=headers, json_dumps_params={"indent": 2})
