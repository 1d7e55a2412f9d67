"""Training that gates access: which lessons a duty needs, and until when they hold (P33, P34).

A duty needs the lessons of what it does, and one of its own that is made from the policy. A lesson is passed whole, and
again when its time is over. A policy that changes something about a duty asks whoever holds it, and nobody else, to
study the change; until the days of grace are over their data stays open.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from azukari.policy import period
from azukari.policy.terms import Act, Duty, FormKind, Policy

OF_DUTY = "duty-"
CONTRACTOR = "contractor"
"""The lesson of those who work for a contractor. No duty needs it."""


def _answers_requests(policy: Policy, duty: Duty) -> bool:
    contact = policy.forms.get(policy.requests.contact_form)
    return bool(duty.acts & {Act.RIGHTS, Act.CORRECT, Act.MERGE}) or bool(
        contact and duty.purposes & set(contact.purposes)
    )


def _writes_to_many(policy: Policy, duty: Duty) -> bool:
    kinds = {FormKind.MAGAZINE, FormKind.CAMPAIGN}
    mailed = {p for form in policy.forms.values() if form.kind in kinds for p in form.leads_to}
    return bool(duty.purposes & mailed) or Act.SUPPRESS in duty.acts


def _does(*acts: Act) -> Callable[[Policy, Duty], bool]:
    return lambda _policy, duty: bool(duty.acts & set(acts))


NEEDED_BY: tuple[tuple[str, Callable[[Policy, Duty], bool]], ...] = (
    ("basics", lambda _policy, _duty: True),
    ("opening", lambda _policy, duty: bool(duty.purposes or duty.acts & {Act.RIGHTS, Act.CORRECT, Act.MERGE})),
    ("requests", _answers_requests),
    ("mail", _writes_to_many),
    ("lists", _does(Act.EXPORT, Act.IMPORT)),
    ("sharing", _does(Act.DISCLOSE, Act.APPROVE_DISCLOSURE, Act.SUPERVISE)),
    ("trust", _does(Act.STAFF, Act.POLICY_EDIT, Act.POLICY_APPROVE, Act.OPERATE, Act.AUDIT)),
)
"""The lessons that are written, and which duties need each."""


def own_lesson(duty: str) -> str:
    """The lesson about a duty, made from the policy."""
    return f"{OF_DUTY}{duty}"


def duty_of(lesson: str) -> str:
    """The duty that a lesson is about; ``""`` for those that are written."""
    return lesson.removeprefix(OF_DUTY) if lesson.startswith(OF_DUTY) else ""


def lessons_of(policy: Policy, duty: str) -> tuple[str, ...]:
    """What whoever holds the duty has to have passed, in the order in which it is studied."""
    known = policy.duties.get(duty)
    if known is None:
        return ()
    return (*(slug for slug, needs in NEEDED_BY if needs(policy, known)), own_lesson(duty))


class LessonState(StrEnum):
    """How a lesson stands for one person, from the best to the worst."""

    VALID = "valid"
    OWED = "owed"  # something is to be studied, and there is time left
    OVERDUE = "overdue"  # the policy changed, and the days of grace are over
    EXPIRED = "expired"  # it was passed too long ago
    MISSING = "missing"  # it was never passed
    WITHDRAWN = "withdrawn"  # what was passed does not count any more


_BETTER = tuple(LessonState)
OPEN = frozenset({LessonState.VALID, LessonState.OWED})


@dataclass(frozen=True, slots=True)
class Passed:
    """That somebody passed a lesson.

    Args:
        charter: the number of the policy that ruled then.
        whole: the lesson itself; else what had changed in it.
        withdrawn: when somebody said that it does not count any more.
    """

    lesson: str
    charter: int
    at: datetime
    whole: bool = True
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """That a policy changed something about a duty."""

    charter: int
    duty: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What is known of one person.

    Args:
        begun: when training began here, for whoever worked here before; None for everybody else.
    """

    passed: tuple[Passed, ...] = ()
    asked: tuple[Asked, ...] = ()
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """How a lesson stands.

    Args:
        until: when it closes, or closed; None where it was never open.
    """

    lesson: str
    state: LessonState
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps nothing closed."""
        return self.state in OPEN


def counts_until(policy: Policy, passed: datetime) -> datetime:
    """Until when a lesson counts that was passed then."""
    return period.after(passed, policy.training.valid, timezone=policy.organisation.timezone)


def standing(policy: Policy, duty: str, lesson: str, history: History, now: datetime) -> LessonStanding:
    """How one of the lessons of a duty stands for somebody who holds it."""
    found = [each for each in history.passed if each.lesson == lesson]
    whole = max((each for each in found if each.whole), key=lambda each: each.at, default=None)
    if whole is not None and whole.withdrawn:
        return LessonStanding(lesson, LessonState.WITHDRAWN, whole.withdrawn)
    if whole is None:
        return _never(policy, duty, lesson, history, now)
    ends = counts_until(policy, whole.at)
    if now >= ends:
        return LessonStanding(lesson, LessonState.EXPIRED, ends)
    asked = _unstudied(duty, history) if lesson == own_lesson(duty) else []
    if not asked:
        return LessonStanding(lesson, LessonState.VALID, ends)
    until = min(ends, _grace(policy, min(each.at for each in asked)))
    return LessonStanding(lesson, LessonState.OWED if now < until else LessonState.OVERDUE, until)


def standings(policy: Policy, duties: Iterable[str], history: History, now: datetime) -> tuple[LessonStanding, ...]:
    """Every lesson that one or more of the duties need, each once and as its duty most in need has it."""
    found: dict[str, LessonStanding] = {}
    for duty in sorted(duties):
        for lesson in lessons_of(policy, duty):
            new = standing(policy, duty, lesson, history, now)
            found[lesson] = min(new, found[lesson], key=_urgency) if lesson in found else new
    order = {slug: place for place, (slug, _needs) in enumerate(NEEDED_BY)}
    return tuple(sorted(found.values(), key=lambda one: (order.get(one.lesson, len(order)), one.lesson)))


def worst(policy: Policy, duty: str, history: History, now: datetime) -> LessonStanding | None:
    """The lesson that decides about a duty: one that keeps it closed, else the one that ends first."""
    return min(
        (standing(policy, duty, lesson, history, now) for lesson in lessons_of(policy, duty)),
        key=_urgency,
        default=None,
    )


def first_end(lessons: Iterable[LessonStanding]) -> datetime | None:
    """When the first of the lessons closes, or closed; None where there is none, or one was never open."""
    ends = [each.until for each in lessons]
    return None if None in ends else min(filter(None, ends), default=None)


def known_charter(lesson: str, history: History) -> int:
    """The newest policy that somebody has studied in this lesson; 0 for none."""
    return max((each.charter for each in history.passed if each.lesson == lesson), default=0)


def passes(right: int, of: int, percent: int) -> bool:
    """Whether so many right answers are enough."""
    return right * 100 >= of * percent


def _never(policy: Policy, duty: str, lesson: str, history: History, now: datetime) -> LessonStanding:
    """Never passed: closed, but for who worked here before there was training, and where a new policy has just given a
    duty more to do.
    """
    begun = _grace(policy, history.begun) if history.begun else None
    newest = max((each.at for each in _unstudied(duty, history)), default=None)
    knows_duty = any(each.lesson == own_lesson(duty) and not each.withdrawn for each in history.passed)
    changed = _grace(policy, newest) if newest and knows_duty else None
    until = max((day for day in (begun, changed) if day), default=None)
    return (
        LessonStanding(lesson, LessonState.OWED, until)
        if until and now < until
        else LessonStanding(lesson, LessonState.MISSING)
    )


def _unstudied(duty: str, history: History) -> list[Asked]:
    known = known_charter(own_lesson(duty), history)
    return [each for each in history.asked if each.duty == duty and each.charter > known]


def _grace(policy: Policy, since: datetime) -> datetime:
    return since + timedelta(days=policy.training.grace_days)


def _urgency(one: LessonStanding) -> tuple[int, float]:
    return -_BETTER.index(one.state), one.until.timestamp() if one.until else 0.0
