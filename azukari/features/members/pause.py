"""Membership pause: a member rests for a time, which may reach across the end of a term. Nothing is asked for
meanwhile, nobody lapses, and what was paid is used up afterwards (`paused_time`). It ends by itself, or earlier by
a press.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.mail.queue import enqueue
from azukari.features.members.counts import add_counts, of_renewal
from azukari.features.members.events import PAUSED, UNPAUSED
from azukari.features.members.held import Admitted, hold_admitted, tell, today_of
from azukari.features.members.invoices import void
from azukari.features.members.marks import mark
from azukari.features.members.models import Invoice, Pause, RenewalNotice, Term, TermState
from azukari.features.members.paused_time import BACK, DAY, Limits, Paused, PauseFault, moved, why_not
from azukari.features.members.pauses import pauses_of
from azukari.features.members.term import TermKind
from azukari.policy.terms import Actor, ActorKind

PAUSED_LETTER = "members:paused"
MOST_MONTHS = 36
"""So long a pause may be that staff write down."""
AHEAD = timedelta(days=366)
"""So far ahead it may begin where the membership has no end."""


class NotPaused(Exception):
    """It cannot be paused so; nothing was changed."""

    def __init__(self, why: PauseFault) -> None:
        super().__init__(why.value)
        self.why = why


def pause(submission: UUID, *, begins: date, ends: date, actor: Actor, now: datetime) -> Pause:
    """Let a membership rest from a day to a day, both of them counted. Sending the same days again changes nothing.

    Raises:
        NotAMember, NotPaused: see there; nothing was changed.
    """
    wish = Paused(begins, ends)
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        others = pauses_of([here.membership.pk]).get(here.membership.pk, [])
        same = next((each for each in others if each.time == wish), None)
        if same:
            return same
        why = why_not(wish, _limits(here, actor, today_of(here.held, now)), [each.time for each in others])
        if why:
            raise NotPaused(why)
        made = Pause.objects.create(
            membership=here.membership, person_id=here.membership.person_id, begins=begins, ends=ends, made_at=now
        )
        _put_off(here, wish, actor, now)
        _move(here, wish, wish.days)
        _tell(here, wish, actor, now, is_over=False)
        enqueue(PAUSED_LETTER, person=here.held.person_id, reference=made.id, lang=here.held.lang, now=now)
    return made


def end_pause(submission: UUID, *, actor: Actor, now: datetime) -> bool:
    """End the pause that runs, or call off the one that is to come; the membership goes on today. Returns whether there
    was one.

    Raises:
        NotAMember: see there.
    """
    with transaction.atomic(durable=True):
        here = hold_admitted(submission)
        today = today_of(here.held, now)
        open_ones = Pause.objects.filter(membership=here.membership, ends__gte=today).order_by("begins")
        found = open_ones.first()
        if found is None:
            return False
        before, last = found.time, today - DAY
        if last < before.begins:
            found.delete()
            last = before.begins - DAY
        else:
            found.ends = last
            found.save(update_fields=["ends"])
        _move(here, before, (last - before.ends).days)
        _tell(here, before, actor, now, is_over=True)
    return True


def _limits(here: Admitted, actor: Actor, today: date) -> Limits:
    chosen, ends = here.membership.member_class or here.term.member_class, here.term.ends
    latest = ends + DAY if ends else today + AHEAD
    if here.membership.head:
        return Limits(today, latest, 0)
    if actor.kind is ActorKind.PERSON:
        return Limits(today, latest, chosen.pause_months)
    return Limits(max(today - BACK, here.membership.joined_on or today - BACK), latest, MOST_MONTHS)


def _put_off(here: Admitted, pause: Paused, actor: Actor, now: datetime) -> None:
    """What was asked for the time to come, and of which nothing is paid, is asked for again afterwards."""
    earlier = Term.objects.standing().filter(membership=here.membership, begins__lt=pause.begins)
    coming = Term.objects.filter(membership=here.membership, state=TermState.PENDING, begins__gte=pause.begins)
    coming = coming if earlier.exists() else coming.none()
    paid = {*Invoice.objects.filter(term_id__in=coming.values("id"), paid__gt=0).values_list("term_id", flat=True)}
    void([(here.held, term) for term in coming if term.id not in paid], actor=actor, now=now)
    RenewalNotice.objects.filter(term__membership=here.membership, term__ends__gte=pause.begins - DAY).delete()


def _move(here: Admitted, pause: Paused, days: int) -> None:
    """Terms by date move by so many days, and what is counted of them with them."""
    rows = Term.objects.standing().filter(membership=here.membership, ends__gte=pause.begins)
    terms = list(rows.select_related("member_class").order_by("-begins" if days > 0 else "begins"))
    for term in terms:
        if term.ends is None or term.member_class.rule.kind is not TermKind.DATE:
            continue
        begins, ends = moved(term.begins, term.ends, pause, days)
        is_counted = term.is_renewal and term.state == TermState.PAID and begins != term.begins
        if is_counted:
            add_counts({of_renewal(term, here.membership.form): -1})
        term.begins, term.ends, term.reminded_at = begins, ends, None
        term.save(update_fields=["begins", "ends", "reminded_at"])
        if is_counted:
            add_counts({of_renewal(term, here.membership.form): 1})
    mark(here.membership.pk)


def _tell(here: Admitted, pause: Paused, actor: Actor, now: datetime, *, is_over: bool) -> None:
    days = {"begins": pause.begins.isoformat(), "ends": pause.ends.isoformat()}
    tell(UNPAUSED if is_over else PAUSED, here.held, actor=actor, now=now, **days)
