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

from azukari.appearance.download import csv_download
from azukari.desk.acts import Doer
from azukari.desk.answer import number
from azukari.desk.post_only import post_only
from azukari.desks.imports.guard import importers_only, order_of
from azukari.desks.imports.page import lines, page, version
from azukari.desks.imports.saying import Said, no_names, read
from azukari.forms.importing.order import cancel, change, choose, chosen_of, go, header_of, read_header, report_of
from azukari.forms.importing.run import form_of
from azukari.forms.importing.table import TableError
from azukari.forms.models import ImportOrder, OrderState
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Form
from azukari.vault.files import FileGone


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def show(request: HttpRequest, who: Doer, id: UUID) -> HttpResponse:
    """The page; on POST, what was said about the list, and the dry run begins."""
    order, form = order_of(who, id)
    if request.method != "POST":
        return page(request, who, order, form)
    if order.state != OrderState.DRAFT:
        return _back(order)
    if "read" in request.POST:
        return _read_names(request, who, order, form)
    try:
        before, header = chosen_of(order), header_of(order)
        charter = version(request, before, form)
        said = Said(charter, form_of(charter, form.slug), header, request.POST, request.FILES, who.now)
        chosen, problems = read(said, before)
        if problems:
            return page(request, who, order, form, problems, said=chosen)
        choose(order, chosen, now=who.now)
    except (FileGone, InvalidTransition):
        pass
    return _back(order)


def _read_names(request: HttpRequest, who: Doer, order: ImportOrder, form: Form) -> HttpResponse:
    """Take the names of the columns from the row that was given."""
    top = number(request.POST.get("top", "").strip())
    try:
        read_header(order, max(top, 1), now=who.now)
    except TableError:
        return page(request, who, order, form, [no_names()])
    except (FileGone, InvalidTransition):
        pass
    return _back(order)


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
