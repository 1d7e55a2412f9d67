"""The public change log at the desk: its lines, and a new one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.features.audits.improve import publish
from azukari.features.audits.models import Finding, Improvement
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, page_behind
from azukari.shells.staff.fields import Answers, by_language, in_each_language
from azukari.shells.staff.step import Step, answer

ACTS = (Act.POLICY_EDIT, Act.AUDIT, Act.OPERATE)
_MOST = 100


@page_behind(*ACTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """What the public reads."""
    rows = Improvement.objects.order_by("-day", "-id")[:_MOST]
    found = Finding.objects.in_bulk([row.finding_id for row in rows if row.finding_id])
    told = [(row.day, row.told(who.lang), found.get(row.finding_id)) for row in rows]
    context = {"rows": told}
    return render(request, "assurance/desk/improvements.html", context)


@form_behind(Act.POLICY_EDIT)
def new(request: HttpRequest, who: Doer, finding_id: UUID | None = None) -> HttpResponse:
    """A line for everybody, in each language; it may tell of a finding that was closed."""
    finding = Finding.objects.filter(pk=finding_id, closed_at__isnull=False).first() if finding_id else None

    def do(answers: Answers, _version: int) -> str:
        told = by_language("told", answers, who.policy)
        publish(
            ja=told.get("ja", ""),
            en=told.get("en", ""),
            finding=finding.id if finding else None,
            actor=who.actor,
            now=who.now,
        )
        return reverse("console-improvements")

    fields = in_each_language(
        "told", _("What was improved (%(lang)s)"), who.policy, {}, rows=3, max_length=400,
        help_text=_(
            "For everybody to read: what is better now. Nothing about anybody, and nothing that helps to "
            "break in."),
    )  # fmt: skip
    above = ((reverse("console-improvements"), _("Change log")),)
    lead = finding.words if finding else _("It appears on the page of promises at once.")
    return answer(request, Step(_("Tell what was improved"), lead, _("Publish"), above, fields, do, icon="send"))
