"""Record of processing (GDPR 30), inventory and security measures: read out of the policy, written nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass

from azukari.both_languages import BothLanguages
from azukari.policy.explain import name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Category, Form, Policy, Purpose, Recipient, Text


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity: a purpose, with everything that the record has to say of it.

    Args:
        people: whom the data is about, by the forms that ask for it.
        abroad: the countries of its recipients, besides the organisation's own.
    """

    purpose: Purpose
    people: tuple[Text, ...]
    categories: Text
    recipients: tuple[Recipient, ...]
    abroad: tuple[str, ...]
    kept: Text


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """One kind of data: which purposes use it, which forms ask for it, who may get it."""

    category: Category
    title: Text
    purposes: tuple[Purpose, ...]
    forms: tuple[Form, ...]
    recipients: tuple[Recipient, ...]


def activities(policy: Policy) -> list[Activity]:
    """The record of processing, a row for each purpose."""
    return [
        Activity(
            purpose,
            tuple(form.title for form in policy.forms.values() if purpose.slug in form.leads_to),
            name_categories(policy, purpose.categories),
            (found := tuple(one for one in policy.recipients.values() if purpose.slug in one.purposes)),
            tuple(sorted({one.country for one in found} - {"JP"})),
            kept_for(policy, purpose, of_others=True),
        )
        for purpose in policy.purposes.values()
    ]


def inventory(policy: Policy) -> list[CategoryRecord]:
    """Every kind of data that the policy names."""
    return [
        CategoryRecord(
            category,
            title,
            tuple(purpose for purpose in policy.purposes.values() if category in purpose.categories),
            tuple(form for form in policy.forms.values() if any(f.category is category for f in form.fields)),
            tuple(one for one in policy.recipients.values() if category in one.categories),
        )
        for category, title in policy.categories.items()
    ]


def measures(policy: Policy) -> Sequence[tuple[Text, Sequence[Text]]]:
    """What the policy says on protection, each with its heading; the controls that watch over it stand beside."""
    return (
        (BothLanguages("Protection"), [policy.security]),
        (BothLanguages("Management"), [policy.management]),
        (BothLanguages("Encryption on the way"), [policy.encryption]),
        (BothLanguages("Contractors’ duties"), [clause.text for clause in policy.confidentiality]),
    )
