"""Who has passed what, until when, and who has lapsed: for the officer, the reminders, the control and the command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azukari.core.accounts.models import User
from azukari.features.training.history import histories
from azukari.policy.terms import Policy
from azukari.policy.training import History, LessonStanding, LessonState, first_end, standings


@dataclass(frozen=True, slots=True)
class Trained:
    """One member of staff.

    Args:
        duties: those that the policy knows.
        lessons: how each that they need stands.
    """

    user: User
    duties: tuple[str, ...]
    lessons: tuple[LessonStanding, ...]
    history: History

    @property
    def closed(self) -> tuple[LessonStanding, ...]:
        """The lessons that keep data closed."""
        return tuple(each for each in self.lessons if not each.is_open)

    @property
    def state(self) -> LessonState:
        """The worst of all: lapsed, owing something, or valid."""
        order = list(LessonState)
        return max((each.state for each in self.lessons), key=order.index, default=LessonState.VALID)

    @property
    def until(self) -> datetime | None:
        """When the first lesson closes or closed; None where one was never passed."""
        return first_end(self.lessons)


def trained(policy: Policy, now: datetime) -> Sequence[Trained]:
    """Everybody who works here, by name. Five queries."""
    users = list(User.objects.filter(is_active=True).prefetch_related("duties").order_by("name", "id"))
    known = histories(users)
    found = []
    for user in users:
        duties = tuple(sorted(held.duty for held in user.duties.all() if held.duty in policy.duties))
        history = known[user.reference]
        found.append(Trained(user, duties, standings(policy, duties, history, now), history))
    return found
