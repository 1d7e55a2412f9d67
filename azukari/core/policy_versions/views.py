"""The policy as people read it: the version that rules, any other version, and what changed from one to the next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.core.policy_versions.current import Current
from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.of_request import ruling_of
from azukari.core.policy_versions.page import page, versions
from azukari.core.policy_versions.schedule import coming
from azukari.policy.parse import parse
from azukari.policy.terms import FormKind

_NOT_YET = "site/unpublished.html"


@require_safe
def privacy(request: HttpRequest, lang: str) -> HttpResponse:
    """The policy that rules now."""
    ruling = ruling_of(request)
    if ruling is None:
        return render(request, _NOT_YET, status=404)
    charter = Charter.objects.get(number=ruling.number)
    expected = coming(ruling)
    context = _context(charter, ruling, lang) | {
        "coming": expected,
        "coming_changes": [change.read_in(lang) for change in expected.changes] if expected else [],
    }
    return render(request, "charter/policy.html", context)


@require_safe
def numbered(request: HttpRequest, lang: str, number: int) -> HttpResponse:
    """One version, with a line that says whether it still rules."""
    ruling = ruling_of(request)
    charter = Charter.objects.filter(number=number).first()
    if ruling is None or charter is None:
        raise Http404
    return render(request, "charter/policy.html", _context(charter, ruling, lang))


@require_safe
def history(request: HttpRequest, lang: str) -> HttpResponse:
    """All versions, newest first, each with its changes in sentences."""
    ruling = ruling_of(request)
    if ruling is None:
        return render(request, _NOT_YET, status=404)
    return render(request, "charter/versions.html", {"versions": versions(lang=lang), "ruling": ruling.number})


def _context(charter: Charter, ruling: Current, lang: str) -> dict[str, object]:
    policy = ruling.policy if charter.number == ruling.number else parse(charter.document)
    return {
        "charter": charter,
        "page": page(policy, lang=lang, now=timezone.now()),
        "policy": policy,
        "asks_questionnaires": bool(policy.forms_of(FormKind.QUESTIONNAIRE)),
        "rules": charter.number == ruling.number,
        "ruling": ruling.number,
    }
