"""The ledger's page for people: what it is in plain words, and a check that their own browser makes (P27).

The page sends nothing: the script reads the public checkpoint, and a proof file that stays on the visitor's device.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """What the ledger is, who watches it, and how to check it."""
    witnesses = [witness.key.partition("+")[0] for witness in settings.AZUKARI.witnesses]
    return render(request, "site/ledger.html", {"witnesses": witnesses})
