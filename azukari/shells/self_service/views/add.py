"""Adding to a registration: the blanks and boxes of its form, under the notice that stood there (P16, P20)."""

from collections.abc import Collection
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from azukari.core.forms.addition import Offer, add, examine, offer
from azukari.core.forms.answers import CONSENT, Answers
from azukari.core.forms.notices import notices
from azukari.core.forms.present import consent_views, field_views
from azukari.core.forms.problem import Problem
from azukari.core.forms.typed_text import typed_texts
from azukari.lib.conflict import StaleVersion
from azukari.shells.self_service.guard import FIELD, STEP, Visit, own_page, sentence


@own_page("GET", "HEAD", "POST")
def registration(visit: Visit, submission: UUID) -> HttpResponse:
    """Show what can be added to one registration, or add it."""
    data = visit.own_data()
    found = next((each for each in data.registrations if each.id == submission), None)
    if found is None:
        raise Http404
    offered = offer(found.submission, held=found.raw, known=visit.charters, now=visit.now)
    if not offered:
        return _nothing_left(visit, {held.raw for held in found.values})
    if visit.request.method != "POST":
        return _page(visit, offered)
    posted = {name: values for name, values in visit.request.POST.lists() if name not in (FIELD, STEP)}
    known = {*(field.id for field in offered.form.fields), *(CONSENT + slug for slug in offered.form.consents)}
    if not posted.keys() <= known:
        return _page(visit, offered, posted, changed=True)
    if visit.is_switched:
        return _page(visit, offered, posted)
    answers = examine(offered, posted, lang=visit.lang)
    if not isinstance(answers, Answers):
        return _page(visit, offered, posted, answers)
    try:
        add(offered, answers, lang=visit.lang, now=visit.now)
    except StaleVersion:
        return _page(visit, offered, posted, changed=True)
    return visit.back(done="added-agreed" if answers.consents else "added")


def _nothing_left(visit: Visit, held: Collection[str]) -> HttpResponse:
    """Nothing is blank any more: it was a second click, or something else was filled in in another window."""
    texts = typed_texts((name, value) for name, values in visit.request.POST.lists() for value in values)
    if {*texts} <= {*held}:
        return visit.back()
    words = _("It has already been filled in from another window. To change it, correct it on your own page.")
    return sentence(visit.request, 409, _("Your text was not added"), words)


def _page(
    visit: Visit,
    offered: Offer,
    typed: dict[str, list[str]] | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    changed: bool = False,
) -> HttpResponse:
    charter = visit.charters.at(offered.charter)
    context = {
        "form": offered.form,
        "fields": field_views(offered.form, visit.lang, typed or {}, problems),
        "consents": consent_views(offered.form, charter.policy, visit.lang, typed or {}, problems),
        "notice": notices(charter, charter.policy.forms[offered.form.slug])[visit.lang].rows,
        "charter": offered.charter,
        "errors": problems,
        "changed": changed,
    }
    return visit.render("own/add.html", context, status=409 if changed else 422 if problems else 200)
