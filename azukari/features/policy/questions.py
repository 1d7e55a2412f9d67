"""Policy wizard: some twenty questions, from whose answers a small organisation's first draft is made.

Nothing is published here: the draft is shown with what was found and how its forms look, like every other.
"""

from collections.abc import Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from azukari.core.policy_versions import draft as drafts
from azukari.features.policy.asked import asked, parts, told
from azukari.policy.begin import compose
from azukari.policy.finding import PolicyError
from azukari.policy.parse import canonical
from azukari.policy.terms import FormKind
from azukari.shells.staff.fields import Answers, Questions
from azukari.shells.staff.officer import Officer, officers_only
from azukari.shells.staff.step import ask

_FIELDS: Mapping[str, str] = {
    "organisation.website": "website",
    "organisation.email": "email",
    "requests.hours.opens": "opens",
    "requests.hours.closes": "closes",
}
"""The question behind a clause, for an answer that no document can hold."""


@require_http_methods(["GET", "HEAD", "POST"])
@officers_only
def show(request: HttpRequest, who: Officer) -> HttpResponse:
    """Ask, and make the draft. Once there is a draft or a policy, that is what one works on."""
    if drafts.find() is not None or who.ruling is not None:
        return redirect("console-policy")

    def do(answers: Answers) -> HttpResponse:
        try:
            policy = compose(told(answers))
        except PolicyError as error:
            said: dict[str, list[str]] = {}  # beside its question
            for finding in error.findings:
                said.setdefault(_FIELDS.get(finding.clause, NON_FIELD_ERRORS), []).append(finding.told(who.lang))
            raise ValidationError(said) from error
        drafts.begin(canonical(policy), version=drafts.last_version(), actor=who.actor, now=who.now)
        return redirect("console-policy-changes")

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"form": form, "parts": list(parts(form)), "here": reverse("console-policy-questions")}
        return render(request, "console/policy/questions.html", context, status=status)

    sent = request.method == "POST"
    wanted = frozenset(request.POST.getlist("forms")) if sent else frozenset(FormKind)
    return ask(request, asked(wanted, provider=not sent or request.POST.get("mail") == "provider"), do, page)
