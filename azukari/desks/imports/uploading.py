"""The first page of importing: what is under way, and a list to begin with."""

from pathlib import PurePath
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.charter.of_request import charter_of
from azukari.desk.acts import Doer
from azukari.desk.people_filter import Problem
from azukari.desks.imports.guard import forms_of, importers_only
from azukari.desks.imports.words import in_words
from azukari.forms.importing.memory import in_memory
from azukari.forms.importing.opened import source_of
from azukari.forms.importing.order import Chosen, place
from azukari.forms.importing.table import TableError, TooMuchToRead, digest, survey
from azukari.forms.models import ImportOrder

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The page; on POST, a list is taken into keeping and its columns are asked about."""
    if request.method != "POST":
        return _page(request, who)
    problems: list[Problem] = []
    form = next((form for form in forms_of(who) if form.slug == request.POST.get("form", "")), None)
    if form is None:
        problems.append(Problem("form", _("Choose the form that the list belongs to.")))
    upload = request.FILES.get("list")
    if upload is None:
        problems.append(Problem("list", _("Choose a file: CSV, or an Excel workbook (.xlsx).")))
    if problems or form is None or upload is None:
        return _page(request, who, problems)
    content = list(upload.chunks())
    try:
        with in_memory(content) as path:
            table = survey(source_of(path), digest(path))
    except TooMuchToRead:
        words = _(
            "This takes more time or memory to read than a list of people does. Split it, or save it as “CSV UTF-8”."
        )
        return _page(request, who, [Problem("list", words)])
    except TableError:
        words = _(
            "This cannot be read as a list. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx), "
            "with the names of the columns in the first row and at least one row under it."
        )
        return _page(request, who, [Problem("list", words)])
    chosen = Chosen(file_name=PurePath(upload.name or "").name[:100], charter=charter_of(request).number, lang=who.lang)
    order = place(content, table, chosen, form=form.slug, answers_for=_reference(who), now=who.now)
    return HttpResponseRedirect(reverse("console-import-order", args=[order.id]))


def _reference(who: Doer) -> UUID:
    return UUID(who.actor.reference)


def _page(request: HttpRequest, who: Doer, problems: list[Problem] | None = None) -> HttpResponse:
    forms = forms_of(who)
    titles = {form.slug: form.title[who.lang] for form in forms}
    orders = ImportOrder.objects.filter(form__in=titles).order_by("-made_at", "-id")[:SHOWN]
    context = {
        "forms": forms,
        "orders": [(order, titles[order.form], in_words(order.state)) for order in orders],
        "errors": problems or [],
        "wrong": {problem.field_id: problem.message for problem in problems or []},
        "chosen_form": request.POST.get("form", ""),
    }
    return render(request, "console/import/begin.html", context, status=422 if problems else 200)
