"""The list of a day: who is on a shift, and who came. Names are for the time around it, and for a selected purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import LIST, RECORD
from azukari.features.volunteers.attendance import MOST_MINUTES, TooEarlyToSay, attend
from azukari.features.volunteers.desk.door import serves_volunteers, shift_of
from azukari.features.volunteers.held import NoSuchShift
from azukari.features.volunteers.models import HAS_A_PLACE, Shift, SignUp, SignUpState
from azukari.features.volunteers.openings import MOST_PLACES, call_off, set_places
from azukari.features.volunteers.rules import called, may_check_in, may_see_names, may_see_phone
from azukari.features.volunteers.shown import counted, shown
from azukari.features.volunteers.times import hours
from azukari.features.volunteers.words import DESK_DONE
from azukari.lib.width import narrow
from azukari.policy.emergency import emergency_fields, emergency_purpose
from azukari.policy.terms import Category
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opening import EMERGENCIES
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.selected_purpose import Selection, is_looked_at, selected_purpose
from azukari.shells.staff.submission_rows import number
from azukari.shells.staff.typed import keep_typed, typed_in


@dataclass(frozen=True, slots=True)
class RollLine:
    """Somebody on the list; ``name`` and ``telephone`` are what was opened, ``wrong`` hours that were not taken."""

    row: SignUp
    reference: str
    name: str
    telephone: str
    wrong: str

    @property
    def gave(self) -> str:
        """Hours, for those who came."""
        return hours(self.row.minutes) if self.row.minutes is not None else ""


@require_safe
@serves_volunteers
def show(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:
    """The list."""
    return _page(request, desk, shift_of(desk, shift))


@post_only("console-shift", "slug", "shift")
@serves_volunteers
def telephone(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:
    """The list, with the telephone number of one person. It opens around the shift alone, and a GET opens nothing."""
    here = shift_of(desk, shift)
    if not may_see_phone(here.span, now=desk.now):
        return _back(desk, here)
    return _page(request, desk, here, call=request.POST.get("sign_up", ""))


@post_only("console-shift", "slug", "shift")
@serves_volunteers
@does(RECORD)
def emergency(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:
    """The list, with the number that one person named for emergencies. It opens while the shift runs, for a reason,
    and is shown on this answer alone; a GET opens nothing.
    """
    here, data = shift_of(desk, shift), request.POST
    reason, asked = data.get("reason", ""), data.get("sign_up", "")
    row = next((one for one in SignUp.objects.filter(shift=here, state__in=HAS_A_PLACE) if str(one.id) == asked), None)
    if row is None or reason not in {*EMERGENCIES}:
        return _back(desk, here, "no-reason")
    opened = release(
        {row.person_id},
        purpose=emergency_purpose(desk.policy, desk.form),
        categories=frozenset({Category.PHONE}),
        actor=desk.who.actor,
        reason=Reason(reason),
        now=desk.now,
        options=ReleaseOptions(submissions=[row.submission_id], way=RECORD),
    )
    wanted = emergency_fields(desk.policy, desk.form)
    numbers = [v.text for v in opened.get(row.person_id, ()) if v.field in wanted]
    return _page(request, desk, here, contact=(row.id, " ".join(numbers)))


@post_only("console-shift", "slug", "shift")
@serves_volunteers
def attendance(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:
    """Note who came, with the hours; or take it back."""
    here, data = shift_of(desk, shift), request.POST
    state, sign_up = data.get("state", ""), data.get("sign_up", "")
    gave = _minutes(data.get("hours", "")) if state == SignUpState.CAME else None
    id = uuid(sign_up)
    if gave == -1 or id is None or state not in (SignUpState.CAME, SignUpState.ABSENT, SignUpState.TAKEN):
        keep_typed(request, sign_up, "hours")
        return _back(desk, here, "wrong")
    try:
        attend(id, SignUpState(state), shift=here.id, actor=desk.who.actor, now=desk.now, minutes=gave)
    except TooEarlyToSay:
        return _back(desk, here, "early")
    except NoSuchShift:
        return _back(desk, here, "wrong")
    return _back(desk, here, "came")


@post_only("console-shift", "slug", "shift")
@serves_volunteers
def places(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:
    """Change how many are needed."""
    here, said = shift_of(desk, shift), narrow(request.POST.get("places", "")).strip()
    if not said.isdecimal() or len(said) > len(str(MOST_PLACES)) or not 1 <= int(said) <= MOST_PLACES:
        keep_typed(request, here.id, "places")
        return _back(desk, here, "no-places")
    moved = set_places(here.id, int(said), actor=desk.who.actor, now=desk.now)
    [counts] = shown(counted(Shift.objects.filter(id=here.id)), desk.policy.organisation.zone)
    return _back(desk, here, "moved-up" if moved else "over" if counts.taken > int(said) else "kept")


@post_only("console-shift", "slug", "shift")
@serves_volunteers
def off(request: HttpRequest, desk: FormDesk, shift: UUID) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """Call the shift off. Everybody on it is told."""
    here = shift_of(desk, shift)
    call_off(here.id, actor=desk.who.actor, now=desk.now)
    return _back(desk, here, "called-off")


def _page(
    request: HttpRequest, desk: FormDesk, here: Shift, *, call: str = "", contact: tuple[UUID, str] | None = None
) -> HttpResponse:
    found = SignUp.objects.filter(shift=here).exclude(state=SignUpState.CANCELLED)
    rows = list(found.select_related("submission").order_by("asked_at", "id"))
    on_it = [row for row in rows if row.state != SignUpState.WAITING]
    wanted = [row for row in on_it if str(row.id) == call]
    opened, why = _opened(request, desk, here, on_it, wanted)
    wrong = typed_in(request, [here.id, *(str(row.id) for row in rows)])
    lines = [_line(row, opened.get(row.person_id, ()), desk, wrong.get(str(row.id), {})) for row in rows]
    runs = here.starts <= desk.now <= here.ends and here.called_off_at is None
    opens_emergencies = runs and emergency_purpose(desk.policy, desk.form) in desk.who.scope.purposes
    [counts] = shown(counted(Shift.objects.filter(id=here.id)), desk.policy.organisation.zone)
    context = {
        "form": desk.form,
        "each": counts,
        "lines": [line for line in lines if line.row.state != SignUpState.WAITING],
        "waiting": [line for line in lines if line.row.state == SignUpState.WAITING],
        "why": why,
        "checks_in": may_check_in(here.span, now=desk.now) and not here.called_off_at,
        "telephones": bool(opened) and may_see_phone(here.span, now=desk.now),
        "contact": contact,
        "emergencies": EMERGENCIES.items() if opens_emergencies else (),
        "is_over": desk.now >= here.ends,
        "typed": wrong.get(here.id),
        "usual": hours(here.minutes),
        "done": DESK_DONE.get(outcome_of(request)),
        "tab": "shifts",
    }
    return render(request, "volunteers/desk/shift.html", context)


def _opened(
    request: HttpRequest, desk: FormDesk, here: Shift, rows: Sequence[SignUp], wanted: Sequence[SignUp]
) -> tuple[Mapping[UUID, Sequence[Opened]], str]:
    """Names of those on the list, and the telephone number of one of them; or nothing, and why."""
    hand = selected_purpose(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    if not rows:
        return {}, ""
    if not may_see_names(here.span, now=desk.now):
        return {}, _("Names are shown from two days before the shift until three hours after it.")
    if hand is None or hand.purpose.slug not in desk.form.purposes or Category.NAME not in hand.listed:
        return {}, _("Choose a purpose for volunteers, and the list shows names to greet people by.")
    if not is_looked_at(request):
        return {}, ""
    try:
        opened = {**_release(rows, Category.NAME, hand, desk)}
        for person, values in (_release(wanted, Category.PHONE, hand, desk) if wanted else {}).items():
            opened[person] = (*opened.get(person, ()), *values)
    except Refused as refused:
        return {}, refused.verdict.sentence[desk.lang]
    return opened, ""


def _release(
    rows: Sequence[SignUp], category: Category, hand: Selection, desk: FormDesk
) -> Mapping[UUID, Sequence[Opened]]:
    return release(
        {row.person_id for row in rows},
        purpose=hand.purpose.slug,
        categories=frozenset({category}),
        actor=desk.who.actor,
        reason=hand.reason,
        now=desk.now,
        options=ReleaseOptions(submissions=[row.submission_id for row in rows], method=Method.LIST, way=LIST),
    )


def _line(row: SignUp, opened: Sequence[Opened], desk: FormDesk, wrong: Mapping[str, str]) -> RollLine:
    name = called(desk.form.name_in({value.field: value.text for value in opened}))
    other = emergency_fields(desk.policy, desk.form)
    calls = " ".join(v.text for v in opened if v.category is Category.PHONE and v.field not in other)
    return RollLine(row, number(row.person_id), name, calls, wrong.get("hours", ""))


def _minutes(said: str) -> int | None:
    """Hours with decimals, as minutes; None where nothing was typed, -1 for what is none."""
    text = narrow(said).strip().replace(",", ".")
    try:
        gave = round(float(text) * 60) if text else None
    except (ValueError, OverflowError):
        return -1
    return gave if gave is None or 0 <= gave <= MOST_MINUTES else -1


def _back(desk: FormDesk, here: Shift, done: str = "") -> HttpResponse:
    return desk.to("console-shift", here.id, done=done)
