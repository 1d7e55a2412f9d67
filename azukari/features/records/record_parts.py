"""Parts of a person's record: each submission with what was opened of it, and what they are called by it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language, gettext

from azukari.core.forms.models import State, Submission
from azukari.core.forms.settled import settled_of
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.release import Opened
from azukari.policy.terms import Policy
from azukari.shells.staff.opened import OpenedValue, answers, as_asked, names_in_one_line
from azukari.shells.staff.opening import Granted


@dataclass(frozen=True, slots=True)
class SubmissionPart:
    """One submission with what was opened of it; None stands for those on forms of other duties, left unnamed.

    Args:
        alike: whether another of them has the same title.
    """

    submission: Submission | None
    title: str
    waiting: bool
    values: tuple[OpenedValue, ...]
    submissions: frozenset[UUID]
    alike: bool = False


def called(opened: Sequence[Opened], policy: Policy) -> str:
    """What they are called, where their name is open."""
    return names_in_one_line(sorted(opened, key=as_asked(policy)))


def parts_of(
    submissions: Sequence[Submission],
    rows: Sequence[Granted],
    policy: Policy,
    opened: Sequence[Opened],
    known: Charters,
) -> list[SubmissionPart]:
    lang = get_language() or "ja"
    forms, settled = Counter(submission.form for submission in submissions), settled_of(submissions, known)
    parts = [
        SubmissionPart(
            submission,
            policy.forms[submission.form].title[lang],
            submission.state == State.PENDING,
            answers(
                policy.forms[submission.form],
                [o for o in opened if o.submission == submission.id],
                settled.get(submission.id, {}),
                lang,
            ),
            frozenset({submission.id}),
            alike=forms[submission.form] > 1,
        )
        for submission in submissions
    ]
    own = {submission.id for submission in submissions}
    others = frozenset(row.grant.submission_id for row in rows) - own
    if others:
        title = gettext("Agreed when registering for something else")
        elsewhere = [
            OpenedValue(policy.categories[o.category][lang], o.text) for o in opened if o.submission not in own
        ]
        parts.append(SubmissionPart(None, title, False, tuple(elsewhere), others))
    return parts
