"""Templates of issues at the desk: the organisation's own, kept from an issue, and deleted again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.features.magazine import issue_templates
from azukari.features.magazine.desk.door import issue_at, list_at, serves_list
from azukari.features.magazine.words import titles
from azukari.shells.staff.fields import Answers, Text
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Step, answer


@require_safe
@serves_list
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What issues can begin with. A constant number of queries."""
    context = {
        "list": list_at(desk),
        "tab": "templates",
        "own": issue_templates.own(),
        "shipped": issue_templates.SHIPPED.values(),
    }
    return render(request, "magazine/desk/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_list
def keep(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Keep an issue as a template, under a name."""
    issue = issue_at(desk, issue_id)
    back = reverse("console-magazine-list", args=[desk.form.slug])
    onward = reverse("console-magazine-templates", args=[desk.form.slug])

    def do(said: Answers, _version: int) -> HttpResponse:
        issue_templates.keep(issue, said["name"], actor=desk.who.actor, now=desk.now)
        return HttpResponseRedirect(onward)

    step = Step(
        title=_("Save as a template"),
        lead=_("New issues of every list can begin with these words and this look. The issue itself stays as it is."),
        button=_("Save"),
        above=[
            (back, desk.form.service[desk.lang]),
            (reverse("console-magazine-issue", args=[desk.form.slug, issue.id]), titles(issue, desk.lang)),
        ],
        fields={
            "name": Text(
                _("Name"), max_length=issue_templates.LONGEST, help_text=_("A template of the same name is replaced.")
            )
        },
        do=do,
    )
    return answer(request, step)


@post_only("console-magazine-templates", "slug")
@serves_list
def remove(_request: HttpRequest, desk: FormDesk, template_id: UUID) -> HttpResponse:
    """Delete one of the organisation's own templates."""
    issue_templates.remove(template_id)
    return HttpResponseRedirect(reverse("console-magazine-templates", args=[desk.form.slug]))
