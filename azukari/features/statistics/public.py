"""Public page of the totals, where the organisation has chosen so in its policy (`statistics.public`)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics.desk.asked import asked
from azukari.features.statistics.desk.overview import overview

_SECONDS = 300


@require_safe
@cache_control(public=True, max_age=_SECONDS)
def show(request: HttpRequest, lang: str) -> HttpResponse:
    """The same totals that staff see, without the details of pages, notes and what was not there."""
    policy = ruling_policy()
    if policy is None or not policy.statistics.public:
        raise Http404
    now = timezone.now()
    today = policy.organisation.day(now)
    context = overview(asked(request, policy, today), lang, now, details=False)
    return render(request, "statistics/public.html", context | {"notes": (), "goals": ()})
