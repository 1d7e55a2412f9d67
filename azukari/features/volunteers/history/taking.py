"""Past hours become shifts that are over, of openings that nobody sees, with whoever gave them; and back again.

An opening that was made after all its shifts had ended came by an import.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet, Sum

from azukari.both_languages import BothLanguages
from azukari.core.forms.models import State, Submission
from azukari.core.people.lock import lock_people
from azukari.core.vault.trail import record_about
from azukari.features.volunteers.attendance import MOST_MINUTES
from azukari.features.volunteers.events import CAME, OPEN_AGAIN
from azukari.features.volunteers.held import event_of
from azukari.features.volunteers.history.reading import Hours
from azukari.features.volunteers.models import Opening, Shift, SignUp, SignUpState
from azukari.policy.terms import Actor

UNNAMED = BothLanguages("Earlier work")


def take_over(hours: Sequence[Hours], *, form: str, zone: ZoneInfo, actor: Actor, now: datetime) -> int:
    """Write them down, in one transaction; returns how many sign-ups came of it. Hours of one person, day and activity
    are one. Who has gone meanwhile is left out.
    """
    with transaction.atomic(durable=True):
        ids = {each.submission for each in hours}
        lock_people({*Submission.objects.filter(id__in=ids).values_list("person_id", flat=True)})
        running = Submission.objects.filter(id__in=ids, form=form, state=State.ACCEPTED, ending=None)
        held = running.in_bulk()
        gave = Counter[tuple[str, Any, UUID]]()
        for each in hours:
            if each.submission in held:
                gave[each.activity, each.day, each.submission] += each.minutes
        openings = {
            name: Opening(
                form=form, title={"ja": name, "en": name} if name else dict(UNNAMED), is_shown=False, made_at=now
            )
            for name in sorted({name for name, _day, _id in gave})
        }
        shifts: dict[tuple[str, Any], Shift] = {}
        for (name, day, _id), minutes in sorted(gave.items(), key=str):
            starts = datetime.combine(day, time(0), tzinfo=zone)
            here = shifts.setdefault((name, day), Shift(opening=openings[name], starts=starts, ends=starts, places=0))
            here.places += 1
            here.ends = max(here.ends, starts + timedelta(minutes=minutes))
        rows = [
            SignUp(
                shift=shifts[name, day], submission=held[id], person_id=held[id].person_id, state=SignUpState.CAME,
                asked_at=now, minutes=min(minutes, MOST_MINUTES),
            )
            for (name, day, id), minutes in sorted(gave.items(), key=str)
        ]  # fmt: skip
        Opening.objects.bulk_create(openings.values())
        Shift.objects.bulk_create(shifts.values(), batch_size=200)
        SignUp.objects.bulk_create(rows, batch_size=200)
        record_about([event_of(CAME, row, actor=actor, minutes=row.minutes or 0) for row in rows], now=now)
    return len(rows)


def imports(form: str) -> QuerySet[Opening]:
    """The openings that came by an import, newest first, each with its shifts and minutes. One query."""
    found = Opening.objects.filter(form=form, is_shown=False, body={})
    found = found.annotate(last=Max("shifts__ends"), minutes=Sum("shifts__sign_ups__minutes"))
    found = found.annotate(days=Count("shifts", distinct=True))
    return found.filter(last__lt=F("made_at")).order_by("-made_at", "id")


def undo(made_at: datetime, *, form: str, actor: Actor, now: datetime) -> int:
    """Take out what one import wrote; returns how many sign-ups went."""
    with transaction.atomic(durable=True):
        openings = [one.id for one in imports(form) if one.made_at == made_at]
        people = SignUp.objects.filter(shift__opening__in=openings).values_list("person_id", flat=True)
        lock_people({*people})
        found = SignUp.objects.filter(shift__opening__in=openings, asked_at=made_at)
        rows = list(found.select_related("submission"))
        record_about([event_of(OPEN_AGAIN, row, actor=actor) for row in rows], now=now)
        SignUp.objects.filter(id__in=[row.id for row in rows]).delete()
        Shift.objects.filter(opening__in=openings, sign_ups=None).delete()
        Opening.objects.filter(id__in=openings, shifts=None).delete()
    return len(rows)
