"""A refusal is a page: what was refused, by which clause, and what to do."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from azukari.core.policy_versions.of_request import policy_of
from azukari.lib.joining import colon
from azukari.policy.finding import both
from azukari.policy.places import SECTIONS, entry
from azukari.policy.terms import Policy, Verdict
from azukari.shells.staff.inside import page_before

_NOT_READY = "ready."
"""How the codes begin of what somebody can put right themselves, and then goes on (`accounts.readiness`)."""


def refused(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page for a refusal by the policy; the refusal itself has been recorded by whoever decided. Status 403."""
    way, ready = way_on(request, verdict), verdict.code.startswith(_NOT_READY)
    context = {
        "verdict": verdict,
        "way": way,
        "ready": ready,
        "back": _page_of(request),
        "clause": clause_in_words(verdict.clause, policy_of(request)),
    }
    return render(request, "console/refused.html", context, status=403)


_AMONG_STAFF = frozenset({"duties", "purposes", "forms", "recipients", "requests"})


def clause_in_words(clause: str, policy: Policy | None) -> str:
    """Where in the policy a clause stands, as its page heads it: ``duties.members.acts`` is Duties: Membership. ``""``
    for a part that has no name among staff.
    """
    part, lang = clause.partition(".")[0], get_language() or "ja"
    if part not in _AMONG_STAFF:
        return ""
    heading, name = both(*SECTIONS[part])[lang], entry(clause, policy) if policy else None
    return f"{heading}{colon(lang)}{name.get(lang) or next(iter(name.values()))}" if name else heading


def way_on(request: HttpRequest, verdict: Verdict | None) -> str:
    """Where a refusal can be put right; ``""`` for nowhere. Where that leads back, it is told where to."""
    if verdict is None or not verdict.link or not verdict.code.startswith(_NOT_READY):
        return verdict.link if verdict else ""
    return f"{verdict.link}?{urlencode({'next': _page_of(request)})}"


def _page_of(request: HttpRequest) -> str:
    """The page that somebody was on: this one, or the one on which the button stands."""
    return request.path if request.method in ("GET", "HEAD") else page_before(request) or request.path
