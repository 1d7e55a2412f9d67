"""Whom to call in an emergency: a purpose of the volunteers' form that may use nothing but a telephone number.

It opens one number at a time, for a reason, while a shift of theirs runs, whoever asks and by whatever page: the
vault's release asks this first.
"""

from collections.abc import Collection
from datetime import datetime

from azukari.policy.explain import verdict
from azukari.policy.leads_to import purposes_of
from azukari.policy.terms import Answer, Category, Form, FormKind, Policy, Purpose, Verdict

_ONLY = frozenset({Category.PHONE})


def emergency_purpose(policy: Policy, form: Form) -> str:
    """The purpose by which the form asks for such a number; ``""`` if it does not."""
    if form.kind is not FormKind.VOLUNTEERS:
        return ""
    return next((purpose.slug for purpose in purposes_of(policy, form) if purpose.categories == _ONLY), "")


def emergency_fields(policy: Policy, form: Form) -> frozenset[str]:
    """The fields of it."""
    purpose = emergency_purpose(policy, form)
    phones = [field for field in form.fields if field.category is Category.PHONE]
    return frozenset(field.id for field in phones if purpose in field.purposes)


def is_emergency(policy: Policy, purpose: str) -> bool:
    """Whether it is such a purpose."""
    return bool(purpose) and any(emergency_purpose(policy, form) == purpose for form in policy.forms.values())


def worked_with(policy: Policy, purposes: Collection[str]) -> list[Purpose]:
    """Those of these purposes for which one works through lists, in the policy's order: all but emergencies."""
    return [p for slug, p in policy.purposes.items() if slug in purposes and not is_emergency(policy, slug)]


def may_open_emergency(
    policy: Policy, purpose: str, *, people: int, running: Collection[tuple[datetime, datetime]], now: datetime
) -> Verdict:
    """May such a number be opened now?

    Args:
        people: of how many it is asked.
        running: beginning and end of shifts that this one person is on.
    """
    clause, title = f"purposes.{purpose}", policy.purposes[purpose].title
    if people != 1:
        return verdict(policy, Answer.NO, "release.emergency-one", clause, purpose=title)
    if not any(starts <= now <= ends for starts, ends in running):
        return verdict(policy, Answer.NO, "release.emergency-shift", clause, purpose=title)
    return verdict(policy, Answer.YES, "release.allowed", clause, purpose=title, categories=title)
