"""The register of donors of one year: masked on the page, and as CSV with names and addresses for the books."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import csv_download
from azukari.features.members.desk.door import serves_members, takes_out
from azukari.features.members.desk.listing import counted
from azukari.features.members.donors.register import donations, is_kept_long_enough, kept_by
from azukari.features.members.post.addressees import addressees
from azukari.features.members.ways import DONORS
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.submission_rows import number

YEARS = 6
"""This year and those that the law has kept."""


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk, year: int | None = None) -> HttpResponse:
    """Who gave how much, by their references; this year, where none is named."""
    years = [desk.now.astimezone(desk.zone).year - n for n in range(YEARS)]
    year = year if year in years else years[0]
    found, keeps = donations(desk.form.slug, year), kept_by(desk.policy, desk.form)
    context = {
        "of": desk.form,
        "year": year,
        "years": years,
        "rows": [(each, number(each.registration.person_id)) for each in found],
        "total": sum(each.amount for each in found),
        "keeps": keeps,
        "is_kept": is_kept_long_enough(keeps),
        "tab": "",
        **counted(desk),
    }
    return render(request, "members/donors/page.html", context)


@post_only("console-members-donors-year", "slug", "year")
@takes_out
@does(DONORS)
def table(request: HttpRequest, desk: FormDesk, year: int) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The same as CSV, with names and addresses, which are opened for it under the law that has the books kept."""
    keeps = kept_by(desk.policy, desk.form)
    found = donations(desk.form.slug, year)
    purpose = keeps.slug if keeps and keeps.slug in desk.who.scope.purposes else ""
    everybody = {each.registration.pk: each.registration for each in found}
    told = {one.submission: one for one in addressees(desk, list(everybody.values()), way=DONORS, purpose=purpose)}
    lines = [[_("Day"), _("Name"), _("Home address"), _("Amount (yen)")]]
    for each in found:
        one = told[each.registration.pk]
        lines.append([each.day.isoformat(), one.name, " ".join((one.postcode, *one.lines)).strip(), str(each.amount)])
    return csv_download(lines, f"donors-{year}.csv")
