"""The page behind the mailed link: what changes, the old words beside the new, yes and no. Opening it changes nothing,
whoever opens it; only a button does (law 7).
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.consent.signed_receipt import as_json
from azukari.forms.link import opened
from azukari.lib.conflict import StaleVersion
from azukari.lib.token import TokenError, TokenExpired
from azukari.reconsent.answer import NothingToAnswer, agree, decline
from azukari.reconsent.letters import USE
from azukari.reconsent.models import Answer, Asked
from azukari.reconsent.question import asking
from azukari.reconsent.receipt import receipts

ANSWERS = {"yes": agree, "no": decline}


@csrf_exempt  # whoever has the link has read the mail; there is no cookie to abuse
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def question(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """Ask; or say what was answered."""
    now = timezone.now()
    try:
        asked = _asked(token, now)
    except TokenExpired:
        return _too_old(request, lang)
    if asked is None:
        return _nowhere(request, lang)
    if request.method != "POST" or not asked.round.runs(now):  # a link answers in its own round, and in no later one
        return _page(request, asked, lang, now)
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        return _page(request, asked, lang, now, error=_("Choose yes or no."), status=422)
    try:
        answer(asked.person_id, words=request.POST.get("words", ""), lang=lang, now=now)
    except StaleVersion:
        words = _("The policy has changed since you opened this page. Please read what stands here now.")
        return _page(request, asked, lang, now, error=words, status=409)
    except NothingToAnswer:
        asked.refresh_from_db()
        return _page(request, asked, lang, now)
    return HttpResponseRedirect(request.path, status=303)


@require_safe
@cache_control(no_store=True)
def receipt(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The signed receipt of a yes, as a file."""
    try:
        asked = _asked(token, timezone.now())
    except TokenExpired:
        return _too_old(request, lang)
    made = receipts(asked) if asked else []
    if not made:
        return _nowhere(request, lang)
    return HttpResponse(
        as_json(made[0] if len(made) == 1 else {"receipts": made}),
        content_type="application/ld+json",
        headers={"Content-Disposition": 'attachment; filename="receipt.json"', "X-Robots-Tag": "noindex"},
    )


def _asked(token: str, now: datetime) -> Asked | None:
    try:
        id = opened(USE, token, now=now)
    except TokenExpired:
        raise
    except TokenError:
        return None
    return Asked.objects.select_related("round", "question").filter(id=id).first()


def _page(
    request: HttpRequest, asked: Asked, lang: str, now: datetime, *, error: str = "", status: int = 200
) -> HttpResponse:
    runs = asked.round.runs(now)
    open_still = asking(asked.person_id, lang=lang, now=now) if asked.state != Answer.AGREED else None
    found = open_still if runs else None
    context = {
        "asked": asked,
        "question": found,
        "runs": runs,
        "stopped": open_still.stopping if open_still else "",
        "errors": [{"field_id": "", "message": error}] if error else [],
        "receipt_path": f"{request.path}/receipt.json",
    }
    response = render(request, "reconsent/question.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _too_old(request: HttpRequest, lang: str) -> HttpResponse:
    context = {
        "title": _("This link has had its time"),
        "text": _("Nothing can be answered by it any more. Your own page shows what you agreed to, and what goes on."),
        "icon_name": "clock",
        "url": f"/{lang}/me",
        "url_label": _("Your own page"),
    }
    return render(request, "forms/link_trouble.html", context, status=410)


def _nowhere(request: HttpRequest, lang: str) -> HttpResponse:
    context = {
        "title": _("This link leads nowhere"),
        "text": _("Perhaps it was cut off: please copy the whole address out of the mail. Or its matter was erased."),
        "icon_name": "unknown",
        "url": f"/{lang}/me",
        "url_label": _("Your own page"),
    }
    return render(request, "forms/link_trouble.html", context, status=404)
