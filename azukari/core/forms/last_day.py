"""End of a form's service with its last day (P09): a campaign that is over begins to run out for everybody at once.

The day is the one that people were told; a later policy may end it sooner, and never later, unless they agree to that.
A batch is one transaction, and an entry of the ledger says how many grants began to run out: whoever signed sees the
end on their own page.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.forms.events import SERVICE_ENDED
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.events import Event
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import Charters, NoCharter, charters
from azukari.policy.decide import grant_end
from azukari.policy.ending import ENDS_BY, EndsBy, runs_until_its_end
from azukari.policy.terms import FormKind, Policy

BATCH = 500


def end_closed(now: datetime) -> int:
    """Let the time run for every form whose last day is over; returns how many grants began to run out."""
    try:
        known = charters()
    except NoCharter:
        return 0
    return sum(_end(*found, known, now) for found in _over(known, now))


def _over(known: Charters, now: datetime) -> Iterator[tuple[int, str, str, date]]:
    """Charter, form, purpose, and the form's last day, where that is over."""
    for number in known.digests:
        told = known.policy(number)
        for slug, form in told.forms.items():
            last = _last_day(told, known.ruling.policy, slug)
            if ENDS_BY[form.kind] is not EndsBy.LAST_DAY or last is None:
                continue
            if last < told.organisation.day(now):
                yield from ((number, slug, each, last) for each in form.purposes if runs_until_its_end(told, each))


def over_at(submission: Submission, known: Charters | None = None) -> datetime | None:
    """The moment from which what waits for a confirmation counts no more, since its form is over; None if it has no
    end, or none that ends its service.

    Args:
        known: the charters, where they are at hand.
    """
    if ENDS_BY[FormKind(submission.kind)] is not EndsBy.LAST_DAY:
        return None
    known = known or charters()
    told = known.policy(submission.charter_id)
    last = _last_day(told, known.ruling.policy, submission.form)
    return told.organisation.midnight(last + timedelta(days=1)) if last else None


def _last_day(told: Policy, ruling: Policy, form: str) -> date | None:
    days = [policy.forms[form].closes for policy in (told, ruling) if form in policy.forms]
    return min((day for day in days if day), default=None)


def _end(number: int, form: str, purpose: str, last: date, known: Charters, now: datetime) -> int:
    """Batch by batch, each in a transaction of its own."""
    policy = known.policy(number)
    over = policy.organisation.midnight(last + timedelta(days=1))
    end = grant_end(policy, purpose, confirmed_at=over, ended_at=over)
    if end is None:
        return 0
    until, done = max(end, now), 0
    of_form = Submission.objects.filter(id=OuterRef("submission_id"), form=form, state=State.ACCEPTED)
    running = Grant.objects.endless().filter(Exists(of_form), charter_id=number, purpose=purpose)
    while True:
        with transaction.atomic():
            batch = dict(running.order_by("id").values_list("id", "person_id")[:BATCH])
            if not batch:
                return done
            lock_people([*batch.values()])  # before their grants, as everywhere
            ending = list(running.select_for_update().filter(id__in=batch).order_by("id"))
            move_ends([(grant, until) for grant in ending], reason=EndReason.SERVICE, now=now)
            payload: dict[str, Value] = {
                "charter": number,
                "form": form,
                "purpose": purpose,
                "count": len(ending),
                "day": last.isoformat(),
            }
            if ending:
                record(Event(SERVICE_ENDED, payload), now=now)
        done += len(ending)
