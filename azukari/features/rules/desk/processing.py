"""Record of processing, inventory, flow and security measures: a page and a PDF, drawn from the policy in force."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from azukari.core.appearance.download import download
from azukari.core.policy_versions.current import current
from azukari.features.rules.desk.pages import SEE
from azukari.features.rules.flow import flow
from azukari.features.rules.records import activities, inventory, measures
from azukari.lib.control import claims
from azukari.lib.paper import pdf
from azukari.policy.terms import Ground, Policy
from azukari.shells.staff.acts import Doer, page_behind


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The page."""
    return render(request, "rules/desk/processing.html", told(who.policy, who.lang))


@page_behind(*SEE)
def as_pdf(request: HttpRequest, who: Doer) -> HttpResponse:
    """The same, to print or to hand over."""
    del request
    return download(paper(who.policy, who.lang), f"processing-{who.lang}.pdf", "application/pdf")


def paper(policy: Policy, lang: str) -> bytes:
    """The record as a PDF, in the language that is active."""
    return pdf(render_to_string("rules/paper/processing.html", {**told(policy, lang), "lang": lang}))


def told(policy: Policy, lang: str) -> dict[str, Any]:
    """What page and paper show."""
    grounds = {Ground.CONSENT: _("consent"), Ground.CONTRACT: _("the service asked for"), Ground.LAW: _("a law")}
    heads = (_("Forms"), _("Used for"), _("Who gets it"))
    picture = flow(policy, lang, heads, _("How data flows from forms by purposes to recipients"))
    return {
        "organisation": policy.organisation,
        "requests": policy.requests,
        "number": current().number,
        "activities": [(one, grounds[one.purpose.ground]) for one in activities(policy)],
        "inventory": inventory(policy),
        "flow": mark_safe(picture),  # noqa: S308 - drawn here, every name in it is escaped
        "measures": measures(policy),
        "watched": [(name, _(claim)) for name, claim in claims().items()],
    }
