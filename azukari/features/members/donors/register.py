"""The register of donors: who gave how much on which day, out of dues that are donations (the list that a certified
NPO keeps for five years: Act on Promotion of Specified Non-profit Activities 54-2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from azukari.core.forms.models import Submission
from azukari.features.members.models import Allocation
from azukari.policy.period import rough_days
from azukari.policy.terms import Form, Ground, Period, Policy, Purpose

KEPT = Period(years=5)
"""So long the law has the list kept."""


@dataclass(frozen=True, slots=True)
class Donation:
    """What somebody gave on one day, in whole yen."""

    registration: Submission
    day: date
    amount: int


def donations(form: str, year: int) -> Sequence[Donation]:
    """Those of a calendar year, by their day. Two queries."""
    found = Allocation.objects.filter(invoice__form=form, invoice__is_donation=True, payment__paid_on__year=year)
    sums = found.values("payment__submission", "payment__paid_on").annotate(amount=Sum("amount"))
    rows = list(sums.values_list("payment__submission", "payment__paid_on", "amount"))
    held = Submission.objects.in_bulk({id for id, _day, _amount in rows})
    return sorted((Donation(held[id], day, n) for id, day, n in rows), key=lambda one: (one.day, one.registration.pk))


def kept_by(policy: Policy, form: Form) -> Purpose | None:
    """The purpose of the form by which a law has the books kept."""
    return next((policy.purposes[p] for p in form.purposes if policy.purposes[p].ground is Ground.LAW), None)


def is_kept_long_enough(purpose: Purpose | None) -> bool:
    """Whether it keeps what was paid for five years at least."""
    return purpose is not None and rough_days(purpose.retention.period) >= rough_days(KEPT)
