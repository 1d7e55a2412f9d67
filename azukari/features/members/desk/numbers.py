"""Numbers of the members: who joined, renewed, lapsed and left, dues by month, and how many stay. Counts alone."""

from datetime import date

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import csv_download
from azukari.core.vault.ways import RECORD
from azukari.features.members.counts import Counts
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.listing import counted
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState, Pause
from azukari.features.members.models.counts import What
from azukari.features.members.registers import classes_of
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.plot import months, plot
from azukari.shells.staff.post_only import post_only

MONTHS = 24
_YEAR = 12
_BY_CLASS = (What.JOINED, What.RENEWED, What.LEFT, What.LAPSED, What.RETURNED)


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The last two years; of cohorts, all. Six queries."""
    today, counts = desk.today, Counts(desk.form.slug)
    spans = months(today, MONTHS, zone=desk.zone)
    cohorts = counts.cohorts(today.year)
    plots = [
        (What.JOINED, _("Joined, by month"), _("Members")),
        (What.RENEWED, _("Renewed, by the month in which the new term begins"), _("Members")),
        (What.LEFT, _("Left, by month"), _("Members")),
        (What.LAPSED, _("Lapsed, by month"), _("Members")),
        (What.PAID, _("Dues received, by month"), _("yen")),
    ]
    context = {
        "form": desk.form,
        "plots": [
            plot(what.value, title, unit, spans, [counts.of[what, span.day] for span in spans])
            for what, title, unit in plots
        ],
        "rows": by_class(desk.form.slug, counts, spans[-_YEAR].day, desk.lang),
        "paused": Pause.on(today)
        .filter(membership__form=desk.form.slug, membership__state=MemberState.ADMITTED)
        .count(),
        "owed": owed_by_year(desk.form.slug, today),
        "cohorts": cohorts,
        "years": range(max((len(cohort.stayed) for cohort in cohorts), default=0)),
        "tab": "numbers",
        **counted(desk),
    }
    return render(request, "members/desk/numbers.html", context)


def by_class(form: str, counts: Counts, since: date, lang: str) -> list[tuple[str, int, list[int]]]:
    """Of each class: its name, its members now, and how many joined, renewed, left, lapsed and came back since
    a month.
    """
    now = dict(
        Membership.objects.filter(form=form, state=MemberState.ADMITTED)
        .order_by()
        .values_list("member_class")
        .annotate(n=Count("*"))
    )
    return [
        (each.name[lang], now.get(each.id, 0), [counts.total(what, each.id, since) for what in _BY_CLASS])
        for each in classes_of(form)
    ]


def owed_by_year(form: str, today: date) -> list[tuple[int, int, int, int]]:
    """Open dues: of each dues year, how many invoices and how much, and how much of it is late."""
    still = F("amount") - F("paid")
    found = Invoice.objects.filter(form=form, state=InvoiceState.OPEN).values("dues_year").order_by("dues_year")
    rows = found.annotate(n=Count("*"), still=Sum(still), late=Sum(still, filter=Q(due_on__lt=today), default=0))
    return [(row["dues_year"], row["n"], row["still"], row["late"]) for row in rows]


@post_only("console-members-numbers", "slug")
@serves_members
@does(RECORD)
def table(request: HttpRequest, desk: FormDesk) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The counts of each month and class as CSV. Nobody is named, so nothing is opened for it."""
    counts = Counts(desk.form.slug)
    names = {each.id: each.name[desk.lang] for each in classes_of(desk.form.slug)}
    days = [span.day for span in months(desk.today, MONTHS, zone=desk.zone)]
    head = [_("Month"), _("Class"), _("Admitted"), _("Renewed"), _("Left"), _("Lapsed"), _("Reinstated")]
    lines = [
        [f"{day:%Y-%m}", name, *(str(counts.by_class[what, id, day]) for what in _BY_CLASS)]
        for day in days
        for id, name in names.items()
    ]
    return csv_download([head, *lines], "members.csv")
