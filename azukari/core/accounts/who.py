"""Who an actor was, by name, for pages of staff; which colleagues there are to choose from; where their mail goes."""

from collections.abc import Collection
from uuid import UUID

from azukari.core.accounts.duties import staff_with
from azukari.core.accounts.models import User
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Policy

_STAFF = "staff:"


def names(references: Collection[str]) -> dict[str, str]:
    """The names of staff by their reference as an actor. One query."""
    ids = [UUID(each.removeprefix(_STAFF)) for each in references if each.startswith(_STAFF)]
    found = User.objects.filter(reference__in=ids).values_list("reference", "name") if ids else ()
    return {f"{_STAFF}{reference}": name for reference, name in found}


def colleagues() -> list[tuple[str, str]]:
    """Those who work here, by their reference as an actor, with their names."""
    rows = User.objects.filter(is_active=True).order_by("name", "id").values_list("reference", "name")
    return [(f"{_STAFF}{reference}", name) for reference, name in rows]


def is_here(reference: str) -> bool:
    """Whether somebody of the staff still works here; whoever is none of them cannot have left."""
    if not reference.startswith(_STAFF):
        return True
    return User.objects.filter(reference=UUID(reference.removeprefix(_STAFF)), is_active=True).exists()


def addressees(policy: Policy, act: Act) -> list[str]:
    """Every colleague whose duty it is, by their reference as an actor. One query."""
    found = staff_with(duties_with(policy, act)).order_by("reference").values_list("reference", flat=True)
    return [f"{_STAFF}{reference}" for reference in found]


def email_of(reference: str) -> str:
    """The address of a member of staff by their reference as an actor; empty once they have left."""
    user = User.objects.filter(reference=reference.removeprefix(_STAFF), is_active=True).first()
    return user.email if user else ""
