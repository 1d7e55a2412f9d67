"""A refusal is a page: what was refused, by which clause, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.policy.terms import Verdict


def refused(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page for a refusal by the policy; the refusal itself has been recorded by whoever decided. Status 403."""
    return render(request, "console/refused.html", {"verdict": verdict}, status=403)
