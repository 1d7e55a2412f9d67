"""Does an agent ask in your name? The page behind the mailed link, and the one to which the agent leads a person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.mail.link_page import Button, Panel, Visit, link_page
from azukari.features.agents import confirming
from azukari.features.agents.words import exercise_in_words
from azukari.policy.agency import Exercise
from azukari.policy.casework import CaseKind
from azukari.shells.self_service.guard import private, sentence
from azukari.shells.self_service.views.closed import over


def _ask(visit: Visit, asked: confirming.AgentQuestion) -> HttpResponse:
    panel = Panel(
        title=_("Is %(agent)s asking in your name?") % {"agent": asked.agent},
        buttons=(
            Button(_("Yes, I asked for this"), "check", "yes"),
            Button(_("No, this is not from me"), "cross", "no", quiet=True),
        ),
        after=(_("If you are not sure, close this page. Nothing changes, and the agent is told nothing."),),
    )
    return visit.ask(panel, "agents/agent.html", _context(asked))


def _answer(visit: Visit) -> HttpResponse:
    if visit.answer is None:
        return _ask(visit, confirming.LINK.opened(visit.token, now=visit.now))
    asked = confirming.answer(visit.token, yes=visit.answer, now=visit.now)
    return visit.render("agents/agent_answered.html", {**_context(asked), "yes": visit.answer})


answer = link_page("agent", confirming.LINK.opened, show=_ask, press=_answer, closed=over)


def _context(asked: confirming.AgentQuestion) -> dict[str, object]:
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
    return private(render(request, "agents/agent_mail.html"))
