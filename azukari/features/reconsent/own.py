"""The question of a round, on the own page: whoever has come in need not look for the mail."""

from functools import partial
from typing import Any

from django.http import HttpResponse

from azukari.features.reconsent.answer import NothingToAnswer, open_round
from azukari.features.reconsent.pages import taken
from azukari.features.reconsent.question import asking
from azukari.shells.self_service.guard import Visit, own_page


@own_page("GET", "HEAD", "POST")
def show(visit: Visit) -> HttpResponse:
    """Show what changes, and take the answer."""
    if visit.request.method != "POST":
        return _page(visit)
    try:
        refused = taken(visit, visit.person, partial(_page, visit))
    except NothingToAnswer:
        return visit.back()
    return refused or visit.back(done="agreed" if visit.request.POST["answer"] == "yes" else "declined")


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
