"""Whose data a policy does more with: a question to the grants, in one query, however many people there are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Charters, NoCharter, charters
from azukari.core.vault.held_fields import holds
from azukari.policy.terms import Policy
from azukari.policy.widening import Aspect, NewUse, new_uses


def concerned(policy: Policy, *, before: Policy, known: Mapping[int, Policy], now: datetime) -> QuerySet[Grant]:
    """The living grants of people with whose data ``policy`` does more than ``before``, and more than they agreed to.

    A person may have several. Where somebody has agreed to more since, the later grant speaks for them.

    Args:
        known: the charters under which the grants may have been given, by number.
    """
    ways = [*_widened(policy, before, known)]
    later = Grant.objects.living(now).filter(
        submission_id=OuterRef("submission_id"),
        purpose=OuterRef("purpose"),
        charter_id__gt=OuterRef("charter_id"),
    )
    found = Grant.objects.living(now).filter(~Exists(later))
    return found.filter(reduce(or_, ways)) if ways else found.none()


def count(policy: Policy, now: datetime) -> int:
    """How many people would be asked if ``policy`` were published now; 0 before the first charter."""
    try:
        all_known = charters()
    except NoCharter:
        return 0
    found = concerned(policy, before=all_known.ruling.policy, known=policies(all_known), now=now)
    return found.values("person_id").distinct().count()


def policies(known: Charters, *, below: int | None = None) -> dict[int, Policy]:
    """The charters by number, those before ``below`` if that is given."""
    return {number: known.policy(number) for number in known.digests if below is None or number < below}


def _widened(policy: Policy, before: Policy, known: Mapping[int, Policy]) -> Iterator[Q]:
    """For each charter, form and purpose of which ``policy`` newly allows more than ``before``: the grants."""
    for number, told in known.items():
        for slug, form in told.forms.items():
            for purpose in form.leads_to:
                uses = new_uses(told, policy, form=slug, purpose=purpose)
                if uses - new_uses(told, before, form=slug, purpose=purpose):
                    yield _given(number, slug, purpose, uses)


def _given(charter: int, form: str, purpose: str, uses: frozenset[NewUse]) -> Q:
    of_form = Exists(Submission.objects.filter(id=OuterRef("submission_id"), form=form))
    given = Q(of_form, charter_id=charter, purpose=purpose)
    if all(use.aspect is Aspect.FIELD for use in uses):  # whoever left the field blank is not concerned
        given &= Q(holds([use.what for use in uses]))
    return given
