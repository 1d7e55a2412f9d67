"""Taking over memberships with their past terms and dues, a batch in one transaction.

What the books keep begins as with any payment. Nobody is written to, and nothing is owed by it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.forms.events import about
from azukari.core.forms.models import Submission
from azukari.core.ledger.shapes import Value
from azukari.core.vault.trail import record_about
from azukari.features.members.admit import former_numbers
from azukari.features.members.events import TAKEN_OVER
from azukari.features.members.held import hold_registrations, members_among, of_term
from azukari.features.members.history.past import Past
from azukari.features.members.history.plan import Booked, Taking, booked_on
from azukari.features.members.invoices import allocate
from azukari.features.members.models import History, Membership
from azukari.features.members.payments import keep_books
from azukari.features.members.registers import hold_register
from azukari.policy.terms import Actor


@dataclass(frozen=True, slots=True)
class Made:
    """How many came of a batch."""

    members: int
    terms: int
    payments: int


def take_over(history: History, takings: Sequence[Taking], *, actor: Actor, moment: datetime, now: datetime) -> Made:
    """Write these memberships, in the caller's transaction. One that was decided, ended or erased meanwhile is left
    out, and whoever is a member by another registration.
    """
    held = hold_registrations([each.submission for each in takings])
    decided = {*Membership.objects.filter(pk__in=held).values_list("pk", flat=True)}
    people = {one.person_id for one in held.values()}
    members, former = members_among(people, history.form), former_numbers(people, history.form)
    register = hold_register(history.form)
    past = Past(register.dues_month, history=history.id)
    booked = booked_on([*held])
    wanted = {each.life.number for each in takings}
    register.last_number = max([register.last_number, *(number for number in wanted if number)])
    for each in takings:
        submission = held.get(each.submission)
        if submission is None or submission.id in decided or submission.person_id in members:
            continue
        number = each.life.number or former.get(submission.person_id)
        if number is None:
            register.last_number += 1
            number = register.last_number
        _add(past, submission, each, booked, number, moment)
    register.save(update_fields=["last_number"])
    past.write()
    allocate([id for id in booked if id in {member.pk for member in past.members}])
    _record(past, history, held, actor, now)
    return Made(len(past.members), len(past.terms), sum(map(len, past.paid.values())))


def _add(past: Past, held: Submission, taking: Taking, booked: Booked, number: int, moment: datetime) -> None:
    """One membership, with all that was. What stands in the books already settles its dues, and is not booked again."""
    past.member(held, taking.member_class, number, since=taking.life.since, moment=moment)
    new, known = taking.apart(booked)
    for term in taking.life.terms:
        own = [(each, each.day) for each in new if each.term is term]
        own_known = [(each, None) for each in known if each.term is term]
        fee = sum(each.amount for each, _paid in [*own, *own_known]) or taking.member_class.fee
        past.term(term.begins, term.ends, fee=fee, is_paid=True, moment=moment)
        for each, paid in [*own, *own_known]:
            past.dues(each.amount, year=each.year, issued=each.day, due=each.day, paid=paid, moment=moment)


def _record(past: Past, history: History, held: Mapping[UUID, Submission], actor: Actor, now: datetime) -> None:
    last = {term.membership_id: term for term in past.terms}
    terms = Counter(term.membership_id for term in past.terms)
    events = []
    for member in past.members:
        counted: dict[str, Value] = {"terms": terms[member.pk], "payments": len(past.paid.get(member.pk, ()))}
        more = {**of_term(last[member.pk]), "history": f"{history.id}", **counted}
        events.append(about(TAKEN_OVER, held[member.pk], by=actor, **more))
    record_about([*events, *keep_books([held[id] for id in past.paid], now=now)], now=now)
