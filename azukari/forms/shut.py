"""The page in a form's place while it cannot be sent: why, and what the policy says to those who wait."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.policy.decide import waiting_words
from azukari.policy.terms import Form, Verdict


def shut(request: HttpRequest, lang: str, form: Form, verdict: Verdict) -> HttpResponse:
    """The form has not opened, is full, or has closed."""
    words = waiting_words(form, verdict)
    context = {"form": form, "sentence": verdict.sentence[lang], "waiting": words[lang] if words else ""}
    return render(request, "forms/closed.html", context, status=200 if request.method in {"GET", "HEAD"} else 409)
