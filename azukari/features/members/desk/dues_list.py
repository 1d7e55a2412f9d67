"""Open dues of one form: who owes what since when, and the button that makes out the next year's invoices."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.listing import PAGE, counted
from azukari.features.members.invoices import open_total
from azukari.features.members.models import Invoice, InvoiceState
from azukari.features.members.renew import count_due, renew_all
from azukari.features.members.ways import DUES
from azukari.shells.staff.by_name import by_name
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.submission_rows import number


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The oldest debt first."""
    found = Invoice.objects.filter(form=desk.form.slug, state=InvoiceState.OPEN).order_by("due_on", "id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    today = desk.today
    named = by_name(request, desk, {each.submission_id: each.person_id for each in page.object_list})
    context = {
        "form": desk.form,
        "page_obj": page,
        "rows": [
            (invoice, number(invoice.person_id), named.names.get(invoice.submission_id, ""), invoice.due_on < today)
            for invoice in page.object_list
        ],
        "hand": named.hand,
        "refused": named.refused,
        "total": open_total(desk.form.slug),
        "due": count_due(desk.form.slug, today),
        "done": outcome_of(request),
        "tab": "dues",
        **counted(desk),
    }
    return render(request, "members/desk/dues_list.html", context)


@post_only("console-members-dues", "slug")
@serves_members
@does(DUES)
def renew_due(request: HttpRequest, desk: FormDesk) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """Make out the next term, with its invoice, of everybody whose term ends soon."""
    renew_all(desk.form.slug, today=desk.today, actor=desk.who.actor, now=desk.now)
    return desk.to("console-members-dues", done="renewed")
