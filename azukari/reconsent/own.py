"""The question of a round, on the own page: whoever has come in need not look for the mail."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from azukari.lib.conflict import StaleVersion
from azukari.own.guard import Visit, own_page
from azukari.reconsent.answer import ANSWERS, NothingToAnswer, open_round
from azukari.reconsent.question import asking


@own_page("GET", "HEAD", "POST")
def show(visit: Visit) -> HttpResponse:
    """Show what changes, and take the answer."""
    if visit.request.method != "POST":
        return _page(visit)
    answer = ANSWERS.get(visit.request.POST.get("answer", ""))
    if answer is None:
        return _page(visit, error=_("Choose yes or no."), field="answer", status=422)
    try:
        answer(visit.person, words=visit.request.POST.get("words", ""), lang=visit.lang, now=visit.now)
    except StaleVersion:
        words = _("The policy has changed since you opened this page. Please read what stands here now.")
        return _page(visit, error=words, status=409)
    except NothingToAnswer:
        return visit.back()
    return visit.back(done="agreed" if answer is ANSWERS["yes"] else "declined")


def _page(visit: Visit, *, error: str = "", field: str = "", status: int = 200) -> HttpResponse:
    round = open_round(visit.now)
    question = asking(visit.person, known=visit.charters, lang=visit.lang, now=visit.now) if round else None
    if question is None:
        return visit.back()
    errors = [{"field_id": field, "message": error}] if error else []
    return visit.render(
        "reconsent/own_question.html", {"question": question, "ends": round, "errors": errors}, status=status
    )


def waiting(visit: Visit) -> dict[str, Any] | None:
    """What a round that runs asks this person, for their own page. One query where none runs."""
    round = open_round(visit.now)
    question = asking(visit.person, lang=visit.lang, now=visit.now) if round else None
    return {"question": question} if question else None
