"""Is a well-formed policy also sound? A table of small rules, each with a code that outsiders may rely on."""

from collections.abc import Callable, Iterator

from azukari.policy.finding import Finding, Severity
from azukari.policy.rules import (
    bounds,
    fields,
    forms,
    layout,
    minors,
    office,
    purposes,
    recipients,
    texts,
    uses,
)
from azukari.policy.terms import Policy

type Rule = Callable[[Policy], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    texts.languages,
    texts.complete,
    purposes.reserved,
    purposes.law_named,
    purposes.payments_recorded,
    purposes.ends_somehow,
    purposes.editions,
    purposes.second_person_for_issues,
    purposes.uses_something,
    uses.of_law,
    uses.of_categories,
    uses.of_recipients,
    purposes.reachable,
    purposes.of_one_service,
    purposes.asked_for,
    purposes.categories_declared,
    forms.none_at_all,
    forms.named_purposes,
    forms.consents,
    forms.served,
    forms.has_fields,
    forms.confirmable,
    forms.contact_stays_optional,
    forms.dates,
    forms.caps,
    forms.waiting,
    fields.purposes,
    fields.reason,
    fields.required,
    fields.fitting_type,
    fields.choices,
    fields.within_scope,
    fields.named,
    fields.length,
    layout.sections,
    layout.pointing,
    layout.always_asked,
    minors.askable,
    recipients.purposes,
    recipients.contracts,
    recipients.parity,
    recipients.confidentiality_stated,
    recipients.third_parties,
    office.duties,
    office.sealed,
    office.lists,
    office.essential_acts,
    office.purposes_have_duties,
    office.hours,
    office.contact_form,
    office.deadlines,
    bounds.numbers,
    bounds.reminders,
)


def check(policy: Policy) -> tuple[Finding, ...]:
    """All that is wrong with a policy, errors first; empty for a sound one."""
    found = [finding for rule in RULES for finding in rule(policy)]
    return tuple(sorted(found, key=lambda finding: finding.severity is Severity.WARNING))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those findings that keep the policy from being published."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
