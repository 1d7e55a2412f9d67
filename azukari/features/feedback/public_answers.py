"""Questions and answers for everybody: the list and its search. No cookie, no script, and nobody in it.

What is looked for comes by POST, so that it stands in no address. Width, case and kana are folded alike in text and
question, so that a search finds its words in Japanese and English.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.markdown import as_html
from azukari.features.feedback.models import PublicAnswer
from azukari.lib.search_key import folded

MOST = 300
_SECONDS = 60


@csrf_exempt  # it changes nothing, and there is no session to ride on
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """All public answers, or those that hold every word of a search. One query."""
    asked = request.POST.get("text", "").strip()[:100] if request.method == "POST" else ""
    found = PublicAnswer.objects.filter(is_public=True).order_by("form", "-changed_at")[:MOST]
    entries = [(one, one.spoken(lang)) for one in found if holds(one, asked)]
    shown = [(one, spoken, as_html(one.answers[spoken])) for one, spoken in entries if spoken]
    response = render(request, "feedback/answers.html", {"answers": shown, "asked": asked})
    response.headers["Cache-Control"] = "no-store" if asked else f"public, max-age={_SECONDS}"
    if asked:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def has_answers(now: datetime) -> bool:  # noqa: ARG001 - as every link of the first page is asked
    """Whether there is any."""
    return PublicAnswer.objects.filter(is_public=True).exists()


def holds(entry: PublicAnswer, asked: str) -> bool:
    """Whether one of its languages holds every word."""
    words = folded(asked).split()
    texts = [folded(f"{entry.questions.get(lang, '')}\n{text}") for lang, text in entry.answers.items()]
    return any(all(word in text for word in words) for text in texts)
