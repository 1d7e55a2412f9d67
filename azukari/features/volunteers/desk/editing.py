"""One opening at the desk: its words and rules, and shifts to add, once or every week."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.features.volunteers.desk.door import opening_of, serves_volunteers
from azukari.features.volunteers.models import Opening, Shift
from azukari.features.volunteers.openings import MOST_PLACES, MOST_WEEKS, add_shifts, set_opening, weekly
from azukari.features.volunteers.screening import requirements_of
from azukari.features.volunteers.shown import counted, shown
from azukari.features.volunteers.words import DESK_DONE
from azukari.lib.joining import colon
from azukari.lib.width import narrow
from azukari.policy.terms import Form
from azukari.shells.staff.editing import edit as edit_form
from azukari.shells.staff.fields import Answers, Day, One, Questions, Text, by_language, in_each_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.number_field import Number
from azukari.shells.staff.overtaken import marked
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.yes_no_field import YesNo

_LISTED = 60


class Clock(Text):
    """A time of the day, such as 9:00."""

    def __init__(self, label: Any, *, example: str = "9:00", **rest: Any) -> None:
        super().__init__(label, max_length=5, attrs={"inputmode": "numeric", "placeholder": example}, **rest)

    def to_python(self, value: Any) -> Any:
        """The time.

        Raises:
            ValidationError: it is none.
        """
        typed = narrow(super().to_python(value)).strip()
        if not typed:
            return ""
        try:
            return time.fromisoformat(typed.zfill(5))
        except ValueError as none:
            raise forms.ValidationError(_("Write the time as 9:00.")) from none

    def run_validators(self, value: Any) -> None:
        """It was looked at before."""


class ShiftForm(forms.Form):
    """Shifts to add. Where the end is not later than the beginning, it is on the next day."""

    day = Day(_("Day"))
    begins = Clock(_("From"))
    ends = Clock(_("Until"), example="12:00")
    places = Number(_("Places"), least=1, most=MOST_PLACES)
    weeks = Number(_("How many weeks, on the same day"), least=1, most=MOST_WEEKS, initial="1")


@require_http_methods(["GET", "HEAD", "POST"])
@serves_volunteers
def edit(request: HttpRequest, desk: FormDesk, opening: UUID | None = None) -> HttpResponse:
    """A new opening, or one to change."""

    def row() -> Opening:
        return opening_of(desk, opening) if opening else Opening(form=desk.form.slug, made_at=desk.now)

    def do(said: Answers) -> HttpResponse:
        changed = row()
        _keep(changed, said, desk)
        return desk.to("console-opening", changed.id, done="kept")

    def page(form: Questions, status: int) -> HttpResponse:
        return _page(request, desk, row(), form=form, is_new=opening is None, status=status)

    def held() -> None:
        if opening:
            Opening.objects.select_for_update().filter(id=opening).first()

    return edit_form(request, lambda *sent: Questions(_fields(desk, row()), *sent), do, page, held=held)


@post_only("console-opening", "slug", "opening")
@serves_volunteers
def add(request: HttpRequest, desk: FormDesk, opening: UUID) -> HttpResponse:
    """Add shifts. A GET leads to the opening."""
    row = opening_of(desk, opening)
    form = ShiftForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, row, shift_form=form)
    asked = form.cleaned_data
    first_day = last_day = asked["day"]
    if asked["ends"] <= asked["begins"]:
        last_day += timedelta(days=1)
    starts = datetime.combine(first_day, asked["begins"], desk.zone)
    times = weekly(starts, datetime.combine(last_day, asked["ends"], desk.zone), asked["weeks"], desk.zone)
    count = add_shifts(row, times, places=asked["places"], actor=desk.who.actor, now=desk.now)
    return desk.to("console-opening", row.id, done="shifts" if count else "no-shifts", part="done")


def _fields(desk: FormDesk, row: Opening) -> Mapping[str, forms.Field]:
    policy = desk.policy
    return {
        **in_each_language("title", _("What it is called (%(lang)s)"), policy, row.title, max_length=120),
        **in_each_language("place", _("Where (%(lang)s)"), policy, row.place, required=False),
        **in_each_language(
            "needs",
            _("What to bring and to know (%(lang)s)"),
            policy,
            row.needs,
            rows=2,
            max_length=500,
            required=False,
        ),
        **in_each_language("body", _("Text (%(lang)s)"), policy, row.body, rows=5, max_length=10_000, required=False),
        "fits": One(
            _("Whom it suits, by what they chose on the form"),
            [("", _("Everybody")), *choices_of(desk.form, desk.lang)],
            shown="list",
            required=False,
            initial=row.fits,
        ),
        "requirement": One(
            _("Check beforehand"),
            [("", _("Nothing")), *((str(r.id), r.name[desk.lang]) for r in requirements_of(desk.form.slug))],
            shown="list",
            required=False,
            initial=str(row.requirement_id or ""),
        ),
        "most_together": Number(
            _("How many people may come together"), least=1, most=50, initial=str(row.most_together)
        ),
        "first_hours": Number(
            _("Those who gave fewer hours than this in the last year come first; 0 for everybody at once"),
            least=0,
            most=1000,
            initial=str(row.first_hours),
        ),
        "all_days": Number(
            _("Days before a shift on which it opens to everybody"), least=0, most=120, initial=str(row.all_days)
        ),
        "is_shown": YesNo(_("Shown to the public"), held=row.is_shown),
    }


def choices_of(form: Form, lang: str) -> list[tuple[str, str]]:
    """The choices of the form, as ``field:value``, each with its words."""
    return [
        (f"{field.id}:{choice.value}", f"{field.label[lang]}{colon(lang)}{choice.label[lang]}")
        for field in form.fields
        for choice in field.choices
    ]


def _keep(row: Opening, said: Answers, desk: FormDesk) -> None:
    for name in ("title", "place", "needs", "body"):
        setattr(row, name, by_language(name, said, desk.policy))
    row.fits, row.is_shown = said["fits"], said["is_shown"]
    row.requirement_id = UUID(said["requirement"]) if said["requirement"] else None
    for name in ("most_together", "first_hours", "all_days"):
        setattr(row, name, said[name])
    set_opening(row, actor=desk.who.actor, now=desk.now)


def _page(
    request: HttpRequest,
    desk: FormDesk,
    row: Opening,
    *,
    form: Questions | None = None,
    shift_form: ShiftForm | None = None,
    is_new: bool = False,
    status: int = 200,
) -> HttpResponse:
    ahead = Shift.objects.filter(opening=row, ends__gt=desk.now).order_by("starts", "id")
    form, shift_form = form or marked(Questions(_fields(desk, row))), shift_form or ShiftForm()
    wrong = next((each for each in (form, shift_form) if each.errors), None)
    context = {
        "of": desk.form,
        "opening": row,
        "form": form,
        "shift_form": shift_form,
        "wrong": wrong,
        "is_new": is_new,
        "rows": [] if is_new else shown(counted(ahead)[:_LISTED], desk.policy.organisation.zone),
        "done": DESK_DONE.get(outcome_of(request)),
        "tab": "openings",
    }
    return render(request, "volunteers/desk/opening.html", context, status=422 if shift_form.errors else status)
