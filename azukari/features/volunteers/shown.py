"""Shifts as pages show them: how many places are left, who waits, and where somebody themselves stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from azukari.features.volunteers.models import HAS_A_PLACE, LIVE, Requirement, Shift, SignUp, SignUpState
from azukari.features.volunteers.rules import clashes, opens_for
from azukari.features.volunteers.times import Time, from_to, hours

AHEAD = timedelta(days=120)
MOST = 60
_PLACED, _WAITS = Q(sign_ups__state__in=HAS_A_PLACE), Q(sign_ups__state=SignUpState.WAITING)


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift with its counts.

    Args:
        taken: places that somebody has, in people.
        waiting, came: people who wait, and who came.
        seeking: people with a place who ask for cover.
    """

    shift: Shift
    time: Time
    taken: int
    waiting: int
    seeking: int
    came: int

    @property
    def left(self) -> int:
        """Places that nobody has."""
        return max(0, self.shift.places - self.taken)

    @property
    def offered(self) -> int:
        """Places for whoever comes now: those that are left, and those whose holder asks for cover."""
        return self.left + self.seeking


@dataclass(frozen=True, slots=True)
class Offer:
    """A shift that somebody might take.

    Args:
        opens: from when it is theirs to take, where others come first.
        clashes: whether another shift of theirs is at that time.
        fits: whether it suits what they said they would like.
        first: what has to be looked at before, or None.
    """

    at: ShownShift
    opens: datetime | None
    clashes: bool
    fits: bool
    first: Requirement | None = None


def counted(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """With the counts that `shown` reads; one query."""
    size = "sign_ups__size"
    return shifts.select_related("opening__requirement").annotate(
        n_taken=Coalesce(Sum(size, filter=_PLACED), 0),
        n_waiting=Coalesce(Sum(size, filter=_WAITS), 0),
        n_seeking=Coalesce(Sum(size, filter=_PLACED & Q(sign_ups__cover_at__isnull=False)), 0),
        n_came=Coalesce(Sum(size, filter=Q(sign_ups__state=SignUpState.CAME)), 0),
    )


def shown(shifts: QuerySet[Shift] | Sequence[Shift], zone: ZoneInfo) -> list[ShownShift]:
    """The shifts of `counted`, in their order."""
    counts = ("n_taken", "n_waiting", "n_seeking", "n_came")
    return [
        ShownShift(shift, from_to(shift.starts, shift.ends, zone), *(getattr(shift, name) for name in counts))
        for shift in shifts
    ]


def coming(forms: Collection[str], *, now: datetime) -> QuerySet[Shift]:
    """Shifts to sign up for, the next first."""
    found = Shift.objects.filter(opening__form__in=forms, opening__is_shown=True, called_off_at=None)
    return found.filter(starts__gt=now, starts__lte=now + AHEAD).order_by("starts", "id")


def offers(
    shifts: Sequence[ShownShift],
    own: Sequence[SignUp],
    *,
    minutes: int,
    chosen: Collection[str],
    cleared: Mapping[UUID, date],
    now: datetime,
) -> list[Offer]:
    """What somebody may take, those that suit them first.

    Args:
        own: their sign-ups, with shifts.
        minutes: that they gave in the last year.
        chosen: what they chose on the form, as ``field:value``.
        cleared: until when each requirement holds for them.
    """
    live = [row for row in own if row.state in LIVE]
    have = {row.shift_id for row in live}
    spans = [row.shift.span for row in live if row.shift.called_off_at is None]
    found = []
    for each in shifts:
        if each.shift.id not in have:
            opening = each.shift.opening
            opens = opens_for(opening.wave, starts=each.shift.starts, minutes=minutes)
            clash = clashes(each.shift.span, spans)
            suits = not opening.fits or opening.fits in chosen
            needed = opening.requirement
            is_due = needed is not None and cleared.get(needed.id, date.min) < each.time.day
            found.append(
                Offer(each, opens if opens and opens > now else None, clash, suits, needed if is_due else None)
            )
    return sorted(found, key=lambda offer: not offer.fits)


def own_sign_ups(person: UUID, *, since: datetime) -> list[SignUp]:
    """Somebody's sign-ups for shifts that end later than ``since``. One query."""
    rows = SignUp.objects.filter(person_id=person, shift__ends__gt=since)
    return list(rows.select_related("shift__opening", "submission").order_by("shift__starts", "id"))


def with_times(sign_ups: Iterable[SignUp], zone: ZoneInfo) -> list[tuple[SignUp, Time]]:
    """Each with the time of its shift."""
    return [(row, from_to(row.shift.starts, row.shift.ends, zone)) for row in sign_ups]


def given(person: UUID) -> Mapping[str, int | str]:
    """What somebody gave in all: ``times`` and ``hours``. One query."""
    came = SignUp.objects.filter(person_id=person, state=SignUpState.CAME)
    gave = came.aggregate(times=Count("id"), minutes=Coalesce(Sum("minutes"), 0))
    return {"times": gave["times"], "hours": hours(gave["minutes"])}
