"""Names under a campaign, of those who let everybody read theirs; asked of the gate with every reader.

No cache keeps this page and no index lists it: who takes the consent back is gone with the next reader.
"""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.of_request import policy_of
from azukari.core.transfers.publication import published
from azukari.features.campaigns.agreed import shown_for
from azukari.features.campaigns.counting import is_over, living
from azukari.policy.terms import Category, FormKind

A_PAGE = 100


@require_safe
def show(request: HttpRequest, lang: str, slug: str) -> HttpResponse:
    """The newest names, or those before a number. The number of queries is the same for every page."""
    policy, now = policy_of(request), timezone.now()
    form = policy.form_of(FormKind.CAMPAIGN, slug) if policy else None
    purpose = shown_for(form, policy) if policy and form else ""
    if policy is None or form is None or not purpose or is_over(form, policy, now):
        raise Http404(_("This campaign shows no names."))
    agreed = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose=purpose)
    found = living(form, now).filter(Exists(agreed), shown_at__isnull=False)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 9:
        found = found.filter(number__lt=int(before))
    signatures = list(found.order_by("-number")[: A_PAGE + 1])
    here = signatures[:A_PAGE]
    names = published({s.pk: s.person_id for s in here}, purpose=purpose, category=Category.NAME, now=now)
    context = {
        "form": form,
        "title": form.title[lang],
        "names": [(signature.number, names[signature.pk]) for signature in here if signature.pk in names],
        "before": here[-1].number if len(signatures) > A_PAGE else None,
        "is_first": not before,
    }
    response = render(request, "campaigns/names.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
