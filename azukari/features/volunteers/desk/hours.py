"""Past hours at the desk: a list is read, what it comes to is shown, and only then it comes in; it can be taken out.

Between the two steps nothing is kept here: what was read goes along with the page, signed for this reader and form.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.importing.table import TableError
from azukari.features.volunteers.desk.door import brings_in
from azukari.features.volunteers.history.reading import Hours, Read, TellsNothing, TooLong, read
from azukari.features.volunteers.history.taking import imports, take_over, undo
from azukari.features.volunteers.times import hours as in_hours
from azukari.shells.staff.fields import Upload
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only

_GOOD_FOR = timedelta(hours=2)
_SHOWN = 50
WHY: Mapping[str, Promise | str] = {
    "nobody": _("no volunteer has that address; import the persons first"),
    "several": _("several registrations have that address"),
    "day": _("the day cannot be read, or is not over"),
    "hours": _("the time cannot be read; write 1.5, 1:30, or 90 under minutes"),
    "activity": _("the activity looks like an address"),
}
DONE: Mapping[str, Promise | str] = {
    "in": _("The hours are in."),
    "out": _("The hours are taken out again."),
    "late": _("What was read is too old by now. Read the list once more."),
}


class ListForm(forms.Form):
    """The list."""

    list = Upload(
        _("The list"),
        accept=".csv,.tsv,.txt,.xlsx,text/csv",
        help_text=_(
            "CSV or an Excel workbook (.xlsx) with email address, day, hours, and perhaps the activity; 2,000 rows at"
            " most. The list itself is kept nowhere."
        ),
        error_messages=dict.fromkeys(("required", "empty"), _("Choose a CSV file or an Excel workbook (.xlsx).")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@brings_in
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What came in before. A POST with a list shows what it comes to, one with ``read`` takes it."""
    if request.POST.get("read"):
        return _take(request, desk)
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    told = _read(form, form.cleaned_data["list"], desk) if request.method == "POST" and form.is_valid() else None
    context: dict[str, Any] = {
        "form": desk.form,
        "tab": "numbers",
        "list_form": form,
        "done": DONE.get(done := outcome_of(request)),
        "done_kind": "attention" if done == "late" else "kept",
        "before": _before(desk),
    }
    if told is not None:
        kept = [[each.submission.hex, each.day.isoformat(), each.minutes, each.activity] for each in told.hours]
        context |= {
            "told": told,
            "hours": in_hours(sum(each.minutes for each in told.hours)),
            "people": len({each.submission for each in told.hours}),
            "outside": [(row, WHY[code]) for row, code in told.outside[:_SHOWN]],
            "read": signing.dumps({"at": desk.now.isoformat(), "hours": kept}, salt=_salt(desk), compress=True),
        }
    return render(request, "volunteers/desk/hours.html", context, status=422 if form.errors else 200)


@post_only("console-volunteers-hours", "slug")
@brings_in
def take_out(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Take out what one list brought in."""
    try:
        moment = datetime.fromisoformat(request.POST.get("moment", ""))
    except ValueError:
        return _back(desk, "late")
    done = undo(moment, form=desk.form.slug, actor=desk.who.actor, now=desk.now)
    return _back(desk, "out" if done else "late")


def _read(form: ListForm, upload: "UploadedFile[Any]", desk: FormDesk) -> Read | None:
    try:
        return read(list(upload.chunks()), form=desk.form.slug, today=desk.today)
    except TellsNothing:
        form.add_error("list", _("No column tells the email address, the day, or the hours."))
    except TooLong:
        form.add_error("list", _("At most 2,000 rows and thirty kinds of activity are imported at one time. Split it."))
    except TableError:
        form.add_error(
            "list", _("This cannot be read as a list. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx).")
        )
    return None


def _take(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    try:
        said = signing.loads(request.POST["read"], salt=_salt(desk), max_age=_GOOD_FOR)
    except signing.BadSignature:
        return _back(desk, "late")
    moment = datetime.fromisoformat(said["at"])
    if not imports(desk.form.slug).filter(made_at=moment).exists():
        hours = [Hours(UUID(id), date.fromisoformat(day), minutes, what) for id, day, minutes, what in said["hours"]]
        take_over(hours, form=desk.form.slug, zone=desk.zone, actor=desk.who.actor, now=moment)
    return _back(desk, "in")


def _salt(desk: FormDesk) -> str:
    return f"azukari past hours {desk.form.slug} {desk.who.actor.reference}"


def _before(desk: FormDesk) -> list[tuple[datetime, str, str]]:
    """Lists that came in: when, how many hours, and the moment by which each is taken out. One query."""
    found = Counter[datetime]()
    openings: list[Any] = list(imports(desk.form.slug)[:500])
    for opening in openings:
        found[opening.made_at] += opening.minutes or 0
    return [(at, in_hours(minutes), at.isoformat()) for at, minutes in sorted(found.items(), reverse=True)]


def _back(desk: FormDesk, done: str) -> HttpResponse:
    return desk.to("console-volunteers-hours", done=done)
