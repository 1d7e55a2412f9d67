"""What comes round: reminders the day before a shift, and the waiting lists of shifts whose people went for good."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from azukari.core.mail.queue import enqueue
from azukari.core.people.lock import lock_people
from azukari.core.vault.ways import closed_forms
from azukari.features.volunteers.held import hold_shifts, in_line, lock_with_line, move_up
from azukari.features.volunteers.models import Shift, SignUp, SignUpState
from azukari.features.volunteers.ways import SHIFTS

REMIND_LETTER = "volunteers:reminder"
BEFORE = timedelta(hours=24)
BATCH = 500


def fill(now: datetime) -> int:
    """Let people move up where somebody has gone without giving up their places: erased, or no volunteer any more.
    Whoever cancels does that at once. Returns how many shifts had a waiting list.
    """
    waits = SignUp.objects.filter(shift=OuterRef("pk"), state=SignUpState.WAITING)
    found = Shift.objects.filter(Exists(waits), starts__gt=now, called_off_at=None).order_by("starts", "id")
    found = found.exclude(opening__form__in=closed_forms(SHIFTS))
    shifts = [*found.values_list("id", flat=True)[:BATCH]]
    for shift in shifts:
        with transaction.atomic(durable=True):
            held = hold_shifts([shift])[shift]
            if in_line([shift]).exists():
                move_up(held, lock_with_line(None, [shift]), now=now)
    return len(shifts)


def remind(now: datetime) -> int:
    """Remind those whose shift begins within a day, once each; returns how many."""
    due = SignUp.objects.filter(state=SignUpState.TAKEN, reminded_at=None, shift__called_off_at=None)
    soon = due.filter(shift__starts__gt=now, shift__starts__lte=now + BEFORE).order_by("shift__starts", "id")
    soon = soon.exclude(shift__opening__form__in=closed_forms(SHIFTS))
    count = 0
    for id, person in soon.values_list("id", "person_id")[:BATCH]:
        with transaction.atomic(durable=True):
            lock_people([person])
            rows = SignUp.objects.filter(id=id, person=person, state=SignUpState.TAKEN, reminded_at=None)
            if row := rows.select_related("submission").first():
                row.reminded_at = now
                row.save(update_fields=["reminded_at"])
                enqueue(REMIND_LETTER, person=person, reference=row.id, lang=row.submission.lang, now=now)
                count += 1
    return count
