"""Place where a questionnaire is asked of the public: its addresses, what its pages carry, and whom it lets in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.core.forms.answers import HONEYPOT
from azukari.core.forms.saving import DRAFT
from azukari.core.forms.submit import asked_work
from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.of_request import policy_of, ruling_of
from azukari.features.questionnaires.asking import Asking, AskingPlace
from azukari.features.questionnaires.invited.tickets import TICKET, TicketError, ticket_digest
from azukari.features.questionnaires.linked import linked_at
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.shape import Questionnaire

FORM_TYPE = "application/x-www-form-urlencoded"
_LONGEST_LINK = 64


def asking_of(
    request: HttpRequest, lang: str, version: Version, typed: Mapping[str, Sequence[str]], now: datetime
) -> Asking | HttpResponse:
    """The request to a questionnaire that takes answers; or the page that says why there is nothing to ask.

    Args:
        typed: what was typed and saved before; empty where it comes with the request.
    """
    charter = ruling_of(request)
    if charter is None or (version.poll.linked and linked_at(charter, version.poll) is None):
        raise Http404
    return asking_by(charter, request, lang, version, typed, now)


def asking_by(
    charter: Current,
    request: HttpRequest,
    lang: str,
    version: Version,
    typed: Mapping[str, Sequence[str]],
    now: datetime,
) -> Asking | HttpResponse:
    """As `asking_of`, under a charter that has a form for it, where one is needed."""
    poll, questionnaire = version.poll, questionnaire_of(version)

    def one(name: str) -> str:
        return (typed.get(name) or request.POST.getlist(name) or [""])[-1]

    try:
        ticket = ticket_of(one(TICKET), poll)
    except TicketError:
        return closed(request, questionnaire, lang, "invited", status=403)
    elsewhere = next((code for code in charter.policy.languages if code != lang), lang)
    hidden = {"version": str(version.number), TICKET: one(TICKET) if ticket else "", DRAFT: one(DRAFT)[:_LONGEST_LINK]}
    place = AskingPlace(
        action=f"/{lang}/questionnaires/{poll.slug}",
        elsewhere=f"/{elsewhere}/questionnaires/{poll.slug}",
        hidden=[(name, value) for name, value in hidden.items() if value],
        context=lambda: {
            **asked_work(request.POST.get("altcha", ""), now=now),
            "honeypot": HONEYPOT,
            "policy": policy_of(request),
            "draft_days": charter.policy.draft_days,
            "by_invitation": poll.by_invitation,
        },
        linked=linked_at(charter, poll) if poll.linked else None,
    )
    return Asking(request, lang, questionnaire, place, now, typed)


def closed(
    request: HttpRequest, questionnaire: Questionnaire, lang: str, why: str, *, status: int = 409, **more: object
) -> HttpResponse:
    """The page that says why nothing is asked, or was not taken.

    Args:
        status: of what was sent; a page that was only looked at is one like others.
    """
    context = {"title": questionnaire.title[lang], "why": why, **more}
    return render(request, "questionnaires/closed.html", context, status=status if request.method == "POST" else 200)


def ticket_of(ticket: str, poll: Poll) -> str:
    """The digest of the ticket that came along; blank where none is needed.

    Raises:
        TicketError: there is none, or it is not of this questionnaire.
    """
    return ticket_digest(poll, ticket) if poll.by_invitation else ""
