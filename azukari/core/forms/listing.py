"""All forms on one page, with when they are open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.core.forms import kinds
from azukari.core.forms.capacity import standings
from azukari.core.forms.visit import no_forms
from azukari.core.policy_versions.of_request import ruling_of


@require_safe
def show_list(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """All forms, in the order of the policy, with when they are open."""
    now = timezone.now()
    charter = ruling_of(request)
    if charter is None:
        return no_forms(request)
    verdicts = standings(charter.policy, charter.policy.forms.values(), now=now)
    entries = [
        {
            "form": form,
            "kind": kinds.of(form.kind),
            "verdict": verdicts[form.slug],
        }
        for form in charter.policy.forms.values()
    ]
    return render(request, "forms/list.html", {"entries": entries})
