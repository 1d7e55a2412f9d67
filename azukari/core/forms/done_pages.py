"""The pages after sending. Their addresses say which form it was, and nothing about the person."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.forms import kinds
from azukari.core.forms.visit import sentence
from azukari.core.policy_versions.current import NoCharter
from azukari.core.policy_versions.of_request import charter_of


def form_page(request: HttpRequest, slug: str, template: str, **more: object) -> HttpResponse:
    """A page about a form, ``more`` in its context; 404 where there is no such form."""
    try:
        charter = charter_of(request)
        form = charter.policy.forms[slug]
    except (NoCharter, KeyError):
        return sentence(request, 404, _("There is no such form"), _("The first page lists the forms that are open."))
    policy = charter.policy
    said = {"days": policy.unconfirmed_days, "requests": policy.requests, "sender": settings.AZUKARI.sender}
    context = {"form": form, "kind": kinds.of(form.kind), **said, **more}
    return render(request, template, context)


@require_safe
def sent(request: HttpRequest, lang: str, slug: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """What happens now: an email has been sent."""
    return form_page(request, slug, "forms/sent.html")


@require_safe
def arrived(request: HttpRequest, lang: str, slug: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """It is here, and somebody looks at it first."""
    return form_page(request, slug, "forms/arrived.html")
