"""The pages behind a guardian's link. Opening one changes nothing, whoever opens it; only a button does (law 7)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from azukari.charter.current import NoCharter, at, current
from azukari.forms.guardians import QuestionAnswered, QuestionUnknown, agree, question, refuse
from azukari.forms.notices import notices
from azukari.forms.visit import sentence

_OUTCOMES = ("asked", "agreed", "declined")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def guardian_page(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """Ask "do you agree?"; on POST, take the answer."""
    now = timezone.now()
    try:
        submission = question(token, now)
        answer = request.POST.get("answer")
        if answer == "yes":
            agree(token, now=now)
            return _see(lang, submission.form, "agreed")
        if answer == "no":
            refuse(token, now=now)
            return _see(lang, submission.form, "declined")
    except QuestionAnswered:
        return _trouble(
            request,
            lang,
            title=_("This has been answered already"),
            text=_("Each link works once, and this one has done its work. Your address has been erased."),
            icon="check",
            status=200,
        )
    except QuestionUnknown:
        return _trouble(
            request,
            lang,
            title=_("There is nothing to answer here"),
            text=_("The link is too old or incomplete, or what it was about has been erased."),
            icon="clock",
            status=404,
        )
    charter = at(submission.charter_id)
    form = charter.policy.forms[submission.form]
    context = {
        "submission": submission,
        "form": form,
        "minors": charter.policy.minors,
        "notice": notices(charter, form)[lang].rows,
        "undecided": request.method == "POST",
    }
    return render(request, "forms/guardian.html", context, status=422 if request.method == "POST" else 200)


def _see(lang: str, form: str, outcome: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{lang}/forms/{form}/guardian/{outcome}", status=303)


def _trouble(request: HttpRequest, lang: str, *, title: str, text: str, icon: str, status: int) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "icon_name": icon,
        "url": f"/{lang}/privacy",
        "url_label": _("Privacy policy"),
    }
    return render(request, "forms/link_trouble.html", context, status=status)


@require_safe
def outcome(request: HttpRequest, lang: str, slug: str, outcome: str) -> HttpResponse:  # noqa: ARG001 - in the path
    """What happens now: after the person's confirmation, or the guardian's answer. Says nothing about anybody."""
    try:
        charter = current()
        form = charter.policy.forms[slug]
    except (NoCharter, KeyError):
        return sentence(request, 404, _("There is no such form"), _("The first page lists the forms that are open."))
    if outcome not in _OUTCOMES:
        return sentence(request, 404, _("There is no such page"), _("The first page lists the forms that are open."))
    policy = charter.policy
    context = {"form": form, "outcome": outcome, "days": policy.unconfirmed_days, "requests": policy.requests}
    return render(request, "forms/guardian_outcome.html", context)
