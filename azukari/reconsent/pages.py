"""The page behind the mailed link of a round: what changes, the old words beside the new, yes and no."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.consent.signed_receipt import as_json
from azukari.lib.conflict import StaleVersion
from azukari.mail.link import LinkClosed, LinkState
from azukari.mail.link_page import OWN_PAGE, Panel, Visit, link_page, nowhere, told
from azukari.reconsent.answer import ANSWERS, NothingToAnswer
from azukari.reconsent.letters import LINK
from azukari.reconsent.models import Asked, ReconsentAnswer
from azukari.reconsent.question import asking
from azukari.reconsent.receipt import receipts


def _answer(visit: Visit) -> HttpResponse:
    asked, now = LINK.opened(visit.token, now=visit.now), visit.now
    if not asked.round.runs(now):  # a link answers in its own round, and in no later one
        return _page(visit, asked)
    answer = ANSWERS.get(visit.request.POST.get("answer", ""))
    if answer is None:
        return _page(visit, asked, error=_("Choose yes or no."), field="answer", status=422)
    try:
        answer(asked.person_id, words=visit.request.POST.get("words", ""), lang=visit.lang, now=now)
    except StaleVersion:
        changed = _("The policy has changed since you opened this page. Please read what stands here now.")
        return _page(visit, asked, error=changed, status=409)
    except NothingToAnswer:
        asked = LINK.opened(visit.token, now=visit.now)  # answered meanwhile, or gone
        return _page(visit, asked)
    return visit.again()


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
    return HttpResponse(
        as_json(made[0] if len(made) == 1 else {"receipts": made}),
        content_type="application/ld+json",
        headers={"Content-Disposition": 'attachment; filename="receipt.json"'},
    )


_TOO_OLD = Panel(
    gettext_lazy("This link has had its time"),
    (
        gettext_lazy(
            "Nothing can be answered by it any more. Your own page shows what you agreed to, and what goes on."
        ),
    ),
    "clock",
    ways=(OWN_PAGE,),
)
_closed = told({LinkState.EXPIRED: _TOO_OLD}, otherwise=nowhere(OWN_PAGE))

question = link_page("agree", LINK.opened, show=_page, press=_answer, closed=_closed)
receipt = link_page("agree-receipt", LINK.opened, show=_receipt, closed=_closed)
