"""Does an agent ask in your name? The page behind the mailed link, and the one to which the agent leads a person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from azukari.policy.agency import Exercise
from azukari.policy.casework import CaseKind
from azukari.rights.agents import confirming
from azukari.rights.agents.words import exercise_in_words
from azukari.rights.guard import is_ours, not_ours, private, sentence


@csrf_exempt
def answer(request: HttpRequest, lang: str, token: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """The question; only a button answers it."""
    now = timezone.now()
    try:
        if request.method != "POST":
            asked = confirming.question(token, now=now)
            return private(render(request, "rights/agent.html", _context(asked)))
        if not is_ours(request):
            return not_ours(request)
        yes = request.POST.get("answer") == "yes"
        asked = confirming.answer(token, yes=yes, now=now)
    except confirming.LinkUnusable:
        return private(render(request, "rights/link_unusable.html", status=410))
    return private(render(request, "rights/agent_answered.html", {**_context(asked), "yes": yes}))


def _context(asked: confirming.Question) -> dict[str, object]:
    return {
        "agent": asked.agent,
        "web_url": asked.web_url,
        "what": exercise_in_words(asked.exercise),
        "hands_over": asked.kind == CaseKind.RELEASE,
        "erases": asked.exercise == Exercise.DELETION,
    }


@require_safe
def look_into_mail(request: HttpRequest, lang: str, request_id: UUID) -> HttpResponse:
    """Where the agent leads the person: the same for every request there is, and for every one there is not (P43)."""
    del lang
    if request.GET.get("request_id", str(request_id)) != str(request_id):
        text = _("It names two requests. Please open it again from where you came.")
        return sentence(request, 400, _("This address does not fit together"), text)
    return private(render(request, "rights/agent_mail.html"))
