"""The page behind the mailed link of a round: what changes, the old words beside the new, yes and no."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.appearance.download import download
from azukari.core.consent.signed_receipt import as_json
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import OWN_PAGE, Panel, Visit, link_page, nowhere, told
from azukari.features.reconsent.answer import ANSWERS, NothingToAnswer
from azukari.features.reconsent.letters import LINK
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.question import asking
from azukari.features.reconsent.receipt import receipts
from azukari.lib.conflict import StaleVersion
from azukari.shells.self_service.guard import Visit as OwnVisit


def _answer(visit: Visit) -> HttpResponse:
    asked, now = LINK.opened(visit.token, now=visit.now), visit.now
    if not asked.round.runs(now):  # a link answers in its own round, and in no later one
        return _page(visit, asked)
    try:
        return taken(visit, asked.person_id, partial(_page, visit, asked)) or visit.again()
    except NothingToAnswer:
        return _page(visit, LINK.opened(visit.token, now=now))  # answered meanwhile, or gone


def taken(visit: Visit | OwnVisit, person: UUID, page: Callable[..., HttpResponse]) -> HttpResponse | None:
    """Take the answer that was pressed.

    Args:
        page: the question once more, with an ``error``, and the ``field`` where it is.

    Returns:
        The page that says why it was not taken, or None once it is.

    Raises:
        NothingToAnswer: see there.
    """
    answer = ANSWERS.get(visit.request.POST.get("answer", ""))
    if answer is None:
        return page(error=_("Choose yes or no."), field="answer", status=422)
    try:
        answer(person, words=visit.request.POST.get("words", ""), lang=visit.lang, now=visit.now)
    except StaleVersion:
        changed = _("The policy has changed since you opened this page. Please read the current text.")
        return page(error=changed, status=409)
    return None


def _page(visit: Visit, asked: Asked, *, error: str = "", field: str = "", status: int = 200) -> HttpResponse:
    runs = asked.round.runs(visit.now)
    open_still = (
        asking(asked.person_id, lang=visit.lang, now=visit.now) if asked.state != ReconsentAnswer.AGREED else None
    )
    context = {
        "asked": asked,
        "question": open_still if runs else None,
        "runs": runs,
        "stopped": open_still.stopping if open_still else "",
        "errors": [{"field_id": field, "message": error}] if error else [],
        "receipt_path": f"{visit.request.path}/receipt.json",
    }
    return visit.render("reconsent/question.html", context, status=status)


def _receipt(_visit: Visit, asked: Asked) -> HttpResponse:
    made = receipts(asked)
    if not made:
        raise LinkClosed(LinkState.UNKNOWN)
    content = as_json(made[0] if len(made) == 1 else {"receipts": made})
    return download(content, "receipt.json", "application/ld+json")


_TOO_OLD = Panel(
    gettext_lazy("This link has expired"),
    (
        gettext_lazy(
            "You can no longer answer with it. Your own page shows what you agreed to and how your data is used."
        ),
    ),
    "clock",
    ways=(OWN_PAGE,),
)
_closed = told({LinkState.EXPIRED: _TOO_OLD}, otherwise=nowhere(OWN_PAGE))

question = link_page("agree", LINK.opened, show=_page, press=_answer, closed=_closed)
receipt = link_page("agree-receipt", LINK.opened, show=_receipt, closed=_closed)
