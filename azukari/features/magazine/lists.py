"""Mailing lists of the magazine: each is the purpose of a form of that kind, to which people have consented.

Nothing is kept about who is on a list: whoever has a living consent is, and nobody else (P08).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from azukari.policy.list_purpose import list_purpose
from azukari.policy.terms import Category, Form, Policy, Text


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list, under the slug of the form by which one joins it.

    Args:
        purpose: for which its readers' addresses are opened.
        categories: what the policy lets it use of them.
        takes_two: whether the policy has each issue approved by a second person.
    """

    slug: str
    form: Form
    purpose: str
    title: Text
    categories: frozenset[Category]
    takes_two: bool = False


def lists(policy: Policy) -> Mapping[str, MailingList]:
    """Every list, by its slug, in the order of the policy. Of forms that share a purpose, the first names the list."""
    found: dict[str, MailingList] = {}
    for form in policy.forms.values():
        of_form = list_of(form, policy)
        if of_form and of_form.purpose not in {one.purpose for one in found.values()}:
            found[form.slug] = of_form
    return found


def list_for_purpose(policy: Policy, purpose: str) -> MailingList | None:
    """The list whose readers' addresses are opened for this purpose; None where the policy has none (any more)."""
    return next((one for one in lists(policy).values() if one.purpose == purpose), None)


def list_of(form: Form, policy: Policy) -> MailingList | None:
    """The list that one joins by this form; None where it is no form of a magazine, or nobody consents by it."""
    purpose = list_purpose(form, policy)
    if purpose is None:
        return None
    return MailingList(form.slug, form, purpose.slug, form.service, purpose.categories, takes_two=purpose.second_person)
