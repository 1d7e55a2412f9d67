"""One import: what is said about it, the dry run, the yes, the stop, and the report.

Each button does one thing, whatever the page showed: an order that has moved on meanwhile is shown as it is now.
"""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.download import csv_download
from azukari.core.forms.importing.order import cancel, change, choose, go, read_header, report_of
from azukari.core.forms.importing.table import TableError
from azukari.core.forms.models import ImportOrder, OrderState
from azukari.core.vault.files import FileGone
from azukari.features.imports.form import ask, ask_row
from azukari.features.imports.guard import importers_only, order_of
from azukari.features.imports.page import lines, page
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Form
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Questions
from azukari.shells.staff.post_only import post_only


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def show(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """The page; on POST, what was said about the list, and the dry run begins."""
    order, form = order_of(who, id)
    if request.method != "POST":
        return page(request, who, order, form)
    if order.state == OrderState.DRAFT:
        with suppress(FileGone, InvalidTransition):
            wrong = _names_read(request, order, who) if "read" in request.POST else _said(request, order, form, who)
            if wrong:
                return page(request, who, order, form, wrong)
    return _back(order)


def _said(request: HttpRequest, order: ImportOrder, form: Form, who: Doer) -> Questions | None:
    """Keep what was said about the list; returns it where something is wrong."""
    asked = ask(request, order, form, who, request.POST, request.FILES)
    if not asked.is_valid():
        return asked
    choose(order, asked.chosen, now=who.now)
    return None


def _names_read(request: HttpRequest, order: ImportOrder, who: Doer) -> Questions | None:
    """Take the names of the columns from the row that was given; returns the question where there are none."""
    asked = ask_row(None, request.POST)
    if asked.is_valid():
        try:
            read_header(order, asked.cleaned_data["top"], now=who.now)
        except TableError:
            words = _(
                "That row has no column names, or there is nothing below it. Give its number as counted in the list."
            )
            asked.add_error("top", words)
    return None if asked.is_valid() else asked


def _back(order: ImportOrder) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-import-order", args=[order.id]))


def _act(verb: Callable[..., None]) -> Callable[..., HttpResponseBase]:
    @post_only("console-import-order", "id")
    @importers_only
    def act(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - nothing is said but the verb
        order, _form = order_of(who, id)
        with suppress(InvalidTransition):  # the page shows where it is now
            verb(order, now=who.now)
        return _back(order)

    return act


begin = _act(go)
again = _act(change)
stop = _act(cancel)


@require_safe
@importers_only
def report(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:  # noqa: ARG001 - the address says it all
    """Why rows stay outside, as a file: numbers, fields and reasons, never what stands in a cell."""
    order, form = order_of(who, id)
    try:
        found = list(report_of(order))
    except FileGone:
        raise Http404 from None
    head = [_("Row"), _("Column"), _("Field"), _("Reason"), "code"]
    table = [
        [str(line.row), str(line.column or ""), line.field, line.sentence, refusal.code]
        for refusal, line in zip(found, lines(found, form, who.lang), strict=True)
    ]
    return csv_download([head, *table], f"import-{order.id.hex[-8:]}.csv")
