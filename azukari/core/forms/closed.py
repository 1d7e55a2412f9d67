"""The page in a form's place while it cannot be sent: why, and what the policy says to those who wait."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.policy.terms import Form, Text, Verdict


def closed_page(request: HttpRequest, lang: str, form: Form, verdict: Verdict) -> HttpResponse:
    """The form has not opened, is full, or has closed: why, by what `decide.may_submit` answered."""
    words: Text | None = None
    if form.waiting:
        by_code = {"submit.not-yet": form.waiting.before, "submit.full": form.waiting.full}
        words = {**by_code, "submit.closed": form.waiting.after}.get(verdict.code)
    context = {"form": form, "sentence": verdict.sentence[lang], "waiting": words[lang] if words else ""}
    return render(request, "forms/closed.html", context, status=200 if request.method in {"GET", "HEAD"} else 409)
