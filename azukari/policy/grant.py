"""Grants: which purposes get a right over a submission when it is accepted; the one rule for grants and receipts."""

from collections.abc import Iterable

from azukari.policy.terms import Form, Policy


def begins_at_once(policy: Policy, form: Form, consents: Iterable[str]) -> list[str]:
    """The purposes whose right over a submission begins with its acceptance: those of its form and those agreed to
    besides. What runs from a payment has no ground before the first, and is none of them.

    Args:
        consents: agreed to by the person; what the form does not offer counts for nothing.
    """
    agreed = {*consents}
    named = [*form.purposes, *(slug for slug in form.consents if slug in agreed)]
    return [slug for slug in named if policy.purposes[slug].retention.at_once]
