"""A form as people would see it: the public page's own parts, from the draft, in either language, narrow and wide.

It lies on a page of the console and not in a frame, since nothing here may be framed; and it stands in no form, so that
nothing typed into it goes anywhere.
"""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from azukari.core.forms.paging import consents_page
from azukari.core.forms.present import consent_views, preview_views
from azukari.core.policy_versions import draft as drafts
from azukari.policy import notice
from azukari.policy.asking import pages
from azukari.policy.minors import with_questions
from azukari.policy.parse import parse
from azukari.policy.reading import Words
from azukari.policy.terms import Form, Policy
from azukari.policy.tree import everywhere, whole
from azukari.shells.staff.officer import Officer, officers_only

WIDTHS = ("phone", "desktop")
_UNWRITTEN = "…"


@require_safe
@officers_only
def show(request: HttpRequest, who: Officer, slug: str) -> HttpResponse:
    """The form ``slug`` of the draft."""
    draft = drafts.find()
    if draft is None:
        return redirect("console-policy")
    plain = json.loads(draft.document)
    for spot in everywhere(whole(plain)):  # a mark where words are missing: a form is looked at while it is written
        if isinstance(spot.shape, Words) and spot.value is not None:
            gaps = [lang for lang in plain["languages"] if not spot.value.get(lang, "").strip()]
            spot.value.update(dict.fromkeys(gaps, _UNWRITTEN))
    policy = parse(json.dumps(plain, ensure_ascii=False))
    form = policy.forms.get(slug)
    if form is None:
        raise Http404
    asked = request.GET.get("lang", "")
    lang = asked if asked in policy.languages else who.lang
    asked = request.GET.get("width", "")
    has_all_purposes = {*form.leads_to} <= policy.purposes.keys()
    context = {
        "form": form,
        "shown": lang,
        "width": asked if asked in WIDTHS else "phone",
        "languages": policy.languages,
        "widths": WIDTHS,
        "preview": _drawn(policy, form, lang) if has_all_purposes else "",
    }
    return render(request, "console/policy/preview.html", context)


def _drawn(policy: Policy, form: Form, lang: str) -> str:
    form = with_questions(policy, form)
    waiting = (form.waiting.before, form.waiting.full, form.waiting.after) if form.waiting else ()
    with translation.override(lang):
        context = {
            "lang": lang,
            "form": form,
            "notice": notice.rows(policy, form, lang=lang),
            "pages": [
                {"parts": preview_views(policy, form, page, lang), "consents": page.number == consents_page(form)}
                for page in pages(form)
            ],
            "draft_days": policy.draft_days,
            "waiting": [text[lang] for text in waiting if text],  # said while the form cannot be sent
            "consents": consent_views(form, policy, lang, {}),
        }
        return render_to_string("console/policy/preview_form.html", context)
