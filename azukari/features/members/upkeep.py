"""What comes round: reminders of dues, of the end of a term and of a pause, and memberships that lapse. Of a membership
that is paused nobody is reminded, and it does not lapse. Where the policy allows no such use of a form's purposes,
nobody of it is reminded.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from azukari.core.forms.ending import end_registrations
from azukari.core.forms.models import EndedAs, RegistrationEnd, Submission
from azukari.core.policy_versions.current import today
from azukari.core.vault.ways import closed_forms
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import REMINDED
from azukari.features.members.held import hold_many_admitted, tell_many, write_to
from azukari.features.members.models import (
    Invoice,
    InvoiceState,
    Membership,
    MemberState,
    Pause,
    Register,
    Term,
    TermState,
)
from azukari.features.members.sharing import headless
from azukari.features.members.term import TermKind
from azukari.features.members.ways import DUES, REGISTER

REMIND_LETTER = "members:reminder"
ENDING_LETTER = "members:ending"
BACK_LETTER = "members:pause-ending"
BEFORE_THE_END = timedelta(days=30)
BEFORE_THE_RETURN = timedelta(days=14)
BATCH = 200


def remind(now: datetime) -> int:
    """Remind those whose dues are late, once for each invoice, and those whose term ends soon; returns how many."""
    day = today(now)
    told = sum(
        _remind_of_dues(_late(register, day), now) for register in Register.objects.exclude(form__in=closed_forms(DUES))
    )
    return told + _remind_of(ENDING_LETTER, _ending(day), now) + _remind_of(BACK_LETTER, _returning(day), now)


def _late(register: Register, today: date) -> QuerySet[Invoice]:
    members = Membership.objects.filter(submission=OuterRef("submission"), state=MemberState.ADMITTED)
    resting = Pause.on(today).filter(membership=OuterRef("submission"))
    found = Invoice.objects.filter(Exists(members), ~Exists(resting), form=register.form, state=InvoiceState.OPEN)
    last = today - timedelta(days=register.remind_days)
    return found.filter(due_on__lte=last, reminded_at__isnull=True).order_by("due_on", "id")


def ending(today: date, *, within: timedelta) -> QuerySet[Term]:
    """Terms of members that end so soon, which nothing follows: neither another one, nor after a pause."""
    found = Term.objects.newest().filter(state=TermState.PAID, membership__state=MemberState.ADMITTED)
    found = found.filter(membership__renewable_from__lte=today, ends__gte=today, ends__lte=today + within)
    return found.order_by("ends", "id")


def _ending(today: date) -> QuerySet[Term]:
    """Of those the ones that are not followed by themselves."""
    found = ending(today, within=BEFORE_THE_END).exclude(membership__form__in=closed_forms(REGISTER))
    return found.filter(membership__member_class__notice_days=0, reminded_at=None)


def _returning(today: date) -> QuerySet[Pause]:
    """Pauses of members that end soon."""
    soon = Pause.on(today).filter(membership__state=MemberState.ADMITTED, ends__lte=today + BEFORE_THE_RETURN)
    soon = soon.exclude(membership__form__in=closed_forms(REGISTER))
    return soon.filter(reminded_at__isnull=True).order_by("ends", "id")


def _remind_of_dues(late: QuerySet[Invoice], now: datetime) -> int:
    """Of one form, in one transaction and a fixed number of queries."""
    with transaction.atomic(durable=True):
        told = _marked(late, "submission", now)
        tell_many(REMINDED, [(held, {"year": each.dues_year}) for held, each in told], actor=PROGRAM, now=now)
        write_to(REMIND_LETTER, [(held, each.id) for held, each in told], now=now)
    return len(told)


def _remind_of[Row: (Term, Pause)](letter: str, ending: QuerySet[Row], now: datetime) -> int:
    """Of what ends soon, likewise."""
    with transaction.atomic(durable=True):
        told = _marked(ending, "membership", now)
        write_to(letter, [(held, each.id) for held, each in told], now=now)
    return len(told)


def _marked[Row: (Invoice, Term, Pause)](due: QuerySet[Row], of: str, now: datetime) -> list[tuple[Submission, Row]]:
    """The first of these rows, marked as reminded of, each with its registration, which is held; in the caller's
    transaction. What was settled, or reminded of, meanwhile is left out.

    Args:
        of: the name of the column with the registration.
    """
    wanted: dict[UUID, UUID] = dict(due.values_list("id", f"{of}_id")[:BATCH])
    held = {each.held.id: each.held for each in hold_many_admitted({*wanted.values()})} if wanted else {}
    rows = list(due.filter(**{"id__in": wanted, f"{of}__in": held})) if held else []
    due.model._default_manager.filter(id__in=[each.id for each in rows]).update(reminded_at=now)
    return [(held[wanted[each.id]], each) for each in rows]


def to_lapse(today: date) -> Iterator[UUID]:
    """The registrations whose class lets a membership end by itself, so long after the last term that was paid, or the
    last pause, or since they were taken in again.
    """
    paid = Q(terms__state=TermState.PAID)
    endless = Term.objects.filter(membership=OuterRef("pk"), state=TermState.PAID, ends__isnull=True)
    found = Membership.objects.filter(
        ~Exists(endless), state=MemberState.ADMITTED, head=None, member_class__lapses_days__gt=0
    )
    found = found.exclude(member_class__term=TermKind.ENDLESS)
    rows = found.annotate(
        last=Max("terms__ends", filter=paid), rested=Max("pauses__ends"), days=F("member_class__lapses_days")
    )
    for membership in rows.order_by("pk").iterator(chunk_size=BATCH):
        since = (membership.last or membership.joined_on, membership.rested, membership.reinstated_on)
        last = max((day for day in since if day), default=None)
        if last and last + timedelta(days=membership.days) < today:
            yield membership.pk


def lapse(now: datetime) -> int:
    """End the memberships that nobody renewed in time, and those that shared one which is over; returns how many."""
    found = list(to_lapse(today(now)))
    done = sum(map(len, (_lapse(some, now) for some in batched(found, BATCH))))
    return done + len(_lapse(list(headless()), now))


def _lapse(found: Collection[UUID], now: datetime) -> list[RegistrationEnd]:
    """In one transaction."""
    return end_registrations(found, reason=EndedAs.LAPSED, actor=PROGRAM, now=now)
