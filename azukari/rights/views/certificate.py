"""The certificate of an erasure, for whoever has its address: a page fit for paper, and a signed file."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.charter.current import current
from azukari.rights import certificate
from azukari.rights.guard import private, sentence


def _unknown(request: HttpRequest) -> HttpResponse:
    text = _("Perhaps its address was cut off. Please copy the whole of it, as it was shown to you.")
    return sentence(request, 404, _("There is no such certificate"), text)


def _not_certified(request: HttpRequest) -> HttpResponse:
    text = _(
        "It is erased, but a check by another program found something that has yet to go, so there is no certificate"
        " before it is gone. We have been told, and see to it. Please open this address again in a few days."
    )
    return sentence(request, 202, _("The certificate is not ready yet"), text)


@require_safe
def page(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """What went, what stays, and why."""
    try:
        done = certificate.find(token, now=timezone.now())
    except certificate.CertificateUnknown:
        return _unknown(request)
    except certificate.NotCertified:
        return _not_certified(request)
    policy = current().policy
    purpose = policy.purposes.get(done.purpose)
    lines = certificate.lines(done, policy, lang=lang)
    context = {
        "done": done,
        "number": certificate.number(done),
        "purpose": purpose.title[lang] if purpose else done.purpose,
        "gone": [line for line in lines if line.erased],
        "left": [line for line in lines if line.left],
        "keepings": certificate.keepings(done, lang=lang),
        "mentions_until": certificate.mentions_until(done),
        "saved_forms_days": certificate.saved_forms_days(done),
        "file_path": f"{request.path}.json",
        "address": request.build_absolute_uri(request.path),
    }
    return private(render(request, "rights/certificate.html", context))


@require_safe
def file(request: HttpRequest, lang: str, token: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """The signed certificate."""
    try:
        done = certificate.find(token, now=timezone.now())
    except certificate.CertificateUnknown:
        return _unknown(request)
    except certificate.NotCertified:
        return _not_certified(request)
    content = json.dumps(certificate.document(done), ensure_ascii=False, indent=2) + "\n"
    response = private(HttpResponse(content, content_type="application/json; charset=utf-8"))
    response.headers["Content-Disposition"] = f'attachment; filename="{certificate.number(done)}.json"'
    return response
