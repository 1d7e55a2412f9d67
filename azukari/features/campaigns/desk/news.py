"""News of a campaign at the desk: written in each language, looked at, sent; and how far it is."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.mail.progress import progress_of
from azukari.features.campaigns.agreed import news_for
from azukari.features.campaigns.desk.served import serves_campaign
from azukari.features.campaigns.models import CampaignUpdate
from azukari.features.campaigns.updates import readers, send, texts
from azukari.shells.staff.fields import Questions, by_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.to_many import faults, in_place, letter_fields

_fields = partial(letter_fields, longest_subject=150, rows=6)
type Shown = Sequence[tuple[str, str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@serves_campaign
def write(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Write, look, send. Nothing is kept before it goes."""
    if request.method != "POST" or not news_for(desk.form, desk.policy):
        return _page(request, desk, Questions(_fields(desk.policy)))
    typed = Questions(_fields(desk.policy), request.POST)
    if not typed.is_valid():
        return _page(request, desk, typed, status=422)
    subjects = by_language("subject", typed.cleaned_data, desk.policy)
    bodies = by_language("text", typed.cleaned_data, desk.policy)
    for field, fault in faults(subjects, bodies, desk.policy.purposes[news_for(desk.form, desk.policy)].categories):
        typed.add_error(field, fault)
    if typed.errors:
        return _page(request, desk, typed, status=422)
    subjects, bodies = ({lang: in_place(said) for lang, said in each.items()} for each in (subjects, bodies))
    said = texts(desk.form, subjects, bodies)
    if "send" not in request.POST:
        return _page(request, desk, typed, shown=[(one.lang, subjects[one.lang], bodies[one.lang]) for one in said])
    send(desk.form, desk.policy, subjects, bodies, actor=desk.who.actor, now=desk.now)
    return desk.to("console-campaign-news", done="sent")


def _page(
    request: HttpRequest, desk: FormDesk, asked: Questions, *, shown: Shown = (), status: int = 200
) -> HttpResponse:
    purpose = news_for(desk.form, desk.policy)
    context = {
        "form": desk.form,
        "asked": asked,
        "shown": shown,
        "purpose": desk.policy.purposes[purpose] if purpose else None,
        "count": len(readers(desk.form, desk.policy, now=desk.now)) if purpose else 0,
        "past": _past(desk),
        "sent": outcome_of(request) == "sent",
        "tab": "news",
    }
    return render(request, "campaigns/desk/news.html", context, status=status)


def _past(desk: FormDesk) -> list[dict[str, object]]:
    """What went so far, with how far it is. Queries for the newest alone: what is older is done."""
    updates = CampaignUpdate.objects.filter(form=desk.form.slug).order_by("-sent_at")[:20]
    return [
        {
            "at": one.sent_at,
            "title": one.subjects.get(desk.lang) or next(iter(one.subjects.values()), ""),
            "progress": None if place else progress_of(one.mailing),
        }
        for place, one in enumerate(updates)
    ]
