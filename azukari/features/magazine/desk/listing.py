"""Lists and their issues at the desk: how each stands, a new one, and the settings of a list."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.features.magazine import issue_templates
from azukari.features.magazine.desk.door import list_at, serves_list
from azukari.features.magazine.growth import plots
from azukari.features.magazine.issues import begin, set_list, settings_of
from azukari.features.magazine.life import IssueState
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue, Layout, ListSettings
from azukari.features.magazine.words import ASKING, STATES, titles
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import One
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import reader
from azukari.shells.staff.step import Step, answer
from azukari.shells.staff.yes_no_field import YesNo

_MOST = 200


@opens_to(Opens.EVERYBODY)
@require_safe
def show_lists(request: HttpRequest) -> HttpResponse:
    """The lists of the reader's duties; where it is one, its issues."""
    who = reader(request)
    served = [one for one in lists(who.policy).values() if one.slug in who.scope.forms] if who.policy else []
    if len(served) == 1:
        return HttpResponseRedirect(reverse("console-magazine-list", args=[served[0].slug]))
    return render(request, "magazine/desk/lists.html", {"lists": served})


@require_safe
@serves_list
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The issues of a list, the newest first. A constant number of queries."""
    issues = list(
        Issue.objects.filter(form=desk.form.slug).order_by("-created_at", "-id").prefetch_related("texts")[:_MOST]
    )
    rows = [(issue, titles(issue, desk.lang), STATES[issue.state]) for issue in issues]
    context = {
        "list": list_at(desk),
        "rows": rows,
        "tab": "issues",
        "drafts": IssueState.DRAFT,
        "templates": issue_templates.every(),
    }
    return render(request, "magazine/desk/list.html", context)


@post_only("console-magazine-list", "slug")
@serves_list
def new(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """A new draft: empty, like an earlier issue, or from a template; and on to its editor."""
    like = uuid(request.POST.get("like", ""))
    known = Issue.objects.filter(form=desk.form.slug).values_list("layout", flat=True)
    earlier = known.filter(id=like).first() if like else None
    template = issue_templates.by_code(request.POST.get("template", ""))
    made = begin(
        desk.form.slug,
        layout=earlier or (template.layout if template else Layout.LETTER),
        actor=desk.who.actor,
        now=desk.now,
        like=like,
        texts=template.texts if template else None,
    )
    return HttpResponseRedirect(reverse("console-magazine-edit", args=[desk.form.slug, made.id]))


@require_http_methods(["GET", "HEAD", "POST"])
@serves_list
def settings(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Whether past issues are public, and readers are asked."""
    held = settings_of(desk.form.slug)
    back = reverse("console-magazine-list", args=[desk.form.slug])
    fields = {
        "has_archive": YesNo(
            _("Past issues are public"), held=held.has_archive,
            help_text=_("No: the pages of past issues, their search and the feed are removed at once."),
        ),
        "asks": One(
            _("Ask readers whether they still read it"), ASKING,
            initial=str(held.asks_months) if held.asks_months else "no",
            help_text=_(
                "Yes: readers can press a button that says “I still read this”, and only the day is kept. You can then "
                "write to those who pressed it, or to those who have not pressed it for that long. No: nothing is kept,"
                " and what was noted before is deleted."
            ),
        ),
    }  # fmt: skip
    lead = _(
        "The policy says who may be written to, with which data, and whether an issue takes two people. Everything "
        "else is set here."
    )
    if held.takes_two and not list_at(desk).takes_two:
        lead = _(
            "This list was set to need two people. The policy now decides this, and does not require it for this "
            "list: ask the privacy officer. Saving these settings removes the old setting."
        )
    step = Step(
        title=_("Settings of the list"),
        lead=lead,
        button=_("Save"),
        above=[(back, desk.form.service[desk.lang])],
        fields=fields,
        do=lambda said, _version: set_list(
            ListSettings(
                form=desk.form.slug,
                has_archive=said["has_archive"],
                asks_months=int(said["asks"]) if said["asks"] != "no" else None,
            ),
            actor=desk.who.actor,
            now=desk.now,
            seen=held,
        ),
        last=LastChange(),
    )
    return answer(request, step)


@require_safe
@serves_list
def growth(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """How many read the list, how many came and how many left, by month."""
    of = list_at(desk)
    context = {"list": of, "plots": plots(of, zone=desk.zone, now=desk.now), "tab": "growth"}
    return render(request, "magazine/desk/growth.html", context)
