"""The first page of importing: what is under way, and a list to begin with."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.forms.importing.memory import in_memory
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.order import Chosen, place
from azukari.core.forms.importing.table import TableError, TooMuchToRead, digest, survey
from azukari.core.forms.models import ImportOrder
from azukari.core.policy_versions.of_request import charter_of
from azukari.features.imports.guard import forms_of, importers_only
from azukari.features.imports.words import in_words
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Upload
from azukari.shells.staff.step import ask

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The page; on POST, a list is taken into keeping and its columns are asked about."""
    titles = {form.slug: form.title[who.lang] for form in forms_of(who)}

    def do(answers: Answers) -> HttpResponse:
        order = _taken(answers["list"], answers["form"], who, charter=charter_of(request).number)
        return HttpResponseRedirect(reverse("console-import-order", args=[order.id]))

    def page(form: Questions, status: int) -> HttpResponse:
        orders = ImportOrder.objects.filter(form__in=titles).order_by("-made_at", "-id")[:SHOWN]
        shown = [(order, titles[order.form], in_words(order.state)) for order in orders]
        return render(request, "console/import/begin.html", {"form": form, "orders": shown}, status=status)

    return ask(request, _asks(titles), do, page)


def _asks(titles: Mapping[str, str]) -> Fields:
    several = [("", _("Please choose"))] if len(titles) > 1 else []
    no_file = _("Choose a CSV file or an Excel workbook (.xlsx).")
    return {
        "form": One(
            _("The form that the list belongs to"),
            [*several, *titles.items()],
            missing=_("Choose the form that the list belongs to."),
            shown="list",
        ),
        "list": Upload(
            _("The list"),
            accept=".csv,.tsv,.txt,.xlsx,text/csv",
            help_text=_(
                "CSV or an Excel workbook (.xlsx), up to 20 MB, with the column names in the first row. It is kept "
                "encrypted, and erased when it has been imported or after a day."
            ),
            error_messages=dict.fromkeys(("required", "empty"), no_file),
        ),
    }


def _taken(upload: "UploadedFile[Any]", form: str, who: Doer, *, charter: int) -> ImportOrder:
    """Take the list into keeping, if it is one."""
    content = list(upload.chunks())
    try:
        with in_memory(content) as path:
            table = survey(source_of(path), digest(path))
    except TooMuchToRead as error:
        words = _(
            "This takes more time or memory to read than a list of people does. Split it, or save it as “CSV UTF-8”."
        )
        raise ValidationError({"list": words}) from error
    except TableError as error:
        words = _(
            "This cannot be read as a list. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx), "
            "with the names of the columns in the first row and at least one row under it."
        )
        raise ValidationError({"list": words}) from error
    chosen = Chosen(file_name=PurePath(upload.name or "").name[:100], charter=charter, lang=who.lang)
    return place(content, table, chosen, form=form, answers_for=UUID(who.actor.reference), now=who.now)
