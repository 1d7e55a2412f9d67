"""The public change log: what was improved in how personal data is handled, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.stewardship.assurance.models import Improvement

_MOST = 200


@require_safe
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """All of it."""
    rows = Improvement.objects.order_by("-day", "-id")[:_MOST]
    return render(
        request,
        "assurance/improvements.html",
        {"improvements": [(row.day, row.told(lang)) for row in rows]},
    )
