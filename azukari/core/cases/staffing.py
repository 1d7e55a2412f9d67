"""Who answers: an owner and a deputy for every request, always two, and when one leaves the case passes on (P46)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from azukari.core.accounts.duties import staff_with
from azukari.core.accounts.models import User
from azukari.core.cases.models import Case, CaseStep, not_closed
from azukari.core.policy_versions.current import current
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act


class NobodyAnswers(Exception):
    """There are not two members of staff, one of them for requests, so nobody can own a case and stand in."""


def people_of_the_desk() -> list[User]:
    """Those whose duty is to answer requests, the one with the fewest open cases first."""
    return _by_load(_desk())


def choose(*, but: Sequence[User] = ()) -> tuple[User, User]:
    """An owner out of the desk, and a deputy: out of the desk too, else anybody who works here.

    Args:
        but: who is passed over.

    Raises:
        NobodyAnswers: there are not two.
    """
    passed_over, of_desk = {user.pk for user in but}, _desk()
    staff = [user for user in _by_load(None) if user.pk not in passed_over]
    desk = [user for user in staff if user.pk in of_desk]
    pool = [*desk, *(user for user in staff if user.pk not in of_desk)]
    if not desk or len(pool) < 2:
        raise NobodyAnswers
    return pool[0], pool[1]


def _desk() -> set[int]:
    duties = duties_with(current().policy, Act.RIGHTS)
    return set(staff_with(duties).values_list("id", flat=True))


def pass_on(now: datetime) -> int:
    """Give the cases of those who have left, or whose duty it is no more, to others; returns how many.

    Where nobody else is there, they stay, and `doctor` says so.
    """
    if not not_closed().exists():
        return 0
    desk = {user.pk for user in people_of_the_desk()}
    return sum(_pass_on(case, desk, now) for case in left_alone(desk).select_related("owner", "deputy"))


def left_alone(desk: Collection[int]) -> QuerySet[Case]:
    """Open cases whose owner is none of the desk (ids of accounts), or whose deputy has left."""
    return not_closed().filter(~Q(owner_id__in=desk) | Q(deputy__is_active=False))


def _pass_on(case: Case, desk: set[int], now: datetime) -> bool:
    try:
        owner, deputy = _successors(case, desk)
    except NobodyAnswers:
        return False
    with transaction.atomic():
        Case.objects.filter(id=case.id).update(owner=owner, deputy=deputy)
        CaseStep.objects.create(case_id=case.id, event="passed-on", actor="worker", at=now)
    return True


def _successors(case: Case, desk: set[int]) -> tuple[User, User]:
    """The deputy steps up where the owner has left; the other place is filled anew."""
    if case.owner_id in desk:
        return case.owner, choose_deputy(case.owner)
    if case.deputy_id in desk:
        return case.deputy, choose_deputy(case.deputy)
    return choose(but=[case.owner])


def choose_deputy(owner: User) -> User:
    """Somebody who stands in for ``owner``.

    Raises:
        NobodyAnswers: there is nobody.
    """
    others = [user for user in people_of_the_desk() if user.pk != owner.pk]
    rest = User.objects.filter(is_active=True).exclude(id=owner.pk).order_by("id")
    found = next(iter([*others, *rest[:1]]), None)
    if found is None:
        raise NobodyAnswers
    return found


def _by_load(ids: Collection[int] | None) -> list[User]:
    """Those of these accounts that may sign in, the one with the fewest open cases first; None asks about all."""
    staff = User.objects.filter(is_active=True)
    owned = not_closed().values_list("owner_id").annotate(cases=Count("id"))
    if ids is not None:
        staff, owned = staff.filter(id__in=ids), owned.filter(owner_id__in=ids)
    load = dict(owned)
    return sorted(staff, key=lambda user: (load.get(user.pk, 0), user.pk))
