"""Validation of a policy for this instance: the check of the document, and that the example does not go live.

A policy begins as that of a made-up association. An instance for real people must not publish it as it stands; one that
says that it is made up (``demo`` or ``fictional`` in azukari.toml) may.
"""

from django.conf import settings

from azukari.policy.check import check
from azukari.policy.finding import Finding, Severity
from azukari.policy.rules import example
from azukari.policy.terms import Policy


def findings(policy: Policy) -> tuple[Finding, ...]:
    """All that keeps ``policy`` from being published here, and what asks for a second look; errors first."""
    return with_example(check(policy), policy, made_up=settings.AZUKARI.is_made_up)


def with_example(found: tuple[Finding, ...], policy: Policy, *, made_up: bool) -> tuple[Finding, ...]:
    """The findings with what is left of the example; for whoever has no instance to ask.

    Args:
        made_up: whether the organisation may be the example's.
    """
    rules = () if made_up else (example.organisation, example.recipients, example.words)
    left = [finding for rule in rules for finding in rule(policy)]
    return tuple(sorted((*left, *found), key=lambda finding: finding.severity is Severity.WARNING))
