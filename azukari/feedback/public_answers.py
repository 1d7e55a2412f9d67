"""Questions and answers for everybody: the list and its search. No cookie, no script, and nobody in it.

What is looked for comes by POST, so that it stands in no address. Width, case and kana are folded alike in text and
question, so that a search finds its words in Japanese and English.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.appearance.markdown import as_html
from azukari.feedback.models import PublicAnswer
from azukari.lib.kana import katakana

MOST = 300
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An entry in the language of the page; in the other one where this has none."""

    id: UUID
    lang: str
    question: str
    answer: str


@csrf_exempt  # it changes nothing, and there is no session to ride on
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """All public answers, or those that hold every word of a search. One query."""
    asked = request.POST.get("text", "").strip()[:100] if request.method == "POST" else ""
    found = PublicAnswer.objects.filter(is_public=True).order_by("form", "-changed_at")[:MOST]
    entries = [one for one in found if holds(one, asked)]
    shown = [one for one in (_shown(entry, lang) for entry in entries) if one]
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


def folded(text: str) -> str:
    """With width, case and kana folded."""
    return katakana(unicodedata.normalize("NFKC", text).casefold())


def _shown(entry: PublicAnswer, lang: str) -> ShownAnswer | None:
    there = [each for each, text in entry.answers.items() if text.strip() and entry.questions.get(each, "").strip()]
    spoken = lang if lang in there else next(iter(sorted(there)), "")
    if not spoken:
        return None
    return ShownAnswer(entry.id, spoken, entry.questions[spoken], as_html(entry.answers[spoken]))
