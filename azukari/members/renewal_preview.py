"""What a renewal will be, before it is made out: the days of the next term and its dues."""

from dataclasses import dataclass
from datetime import date

from azukari.members.models import RenewalNotice
from azukari.members.pauses import months_off, pauses_of
from azukari.members.term import TooEarly, next_term, renewal_fee


@dataclass(frozen=True, slots=True)
class NextDues:
    """The next term; ``amount`` in whole yen."""

    begins: date
    ends: date | None
    amount: int


def next_dues(notice: RenewalNotice) -> NextDues | None:
    """What follows the term of a notice, if it is renewed as its last day is over; None where nothing does."""
    member, ends, chosen = notice.term.membership, notice.term.ends, notice.member_class
    pauses = {id: [each.time for each in those] for id, those in pauses_of([member.pk]).items()}
    anchor = member.anchor or notice.term.begins
    try:
        renewal = next_term(chosen.rule, ends, anchor=anchor, on=ends or anchor, pauses=pauses.get(member.pk, ()))
    except TooEarly:
        return None
    off = months_off([member.pk], pauses).get(member.pk, 0)
    amount, _taken = renewal_fee(chosen.rule, chosen.fee, renewal, off=off)
    return NextDues(renewal.span.begins, renewal.span.ends, amount)
