"""End of a registration, as a person's page shows it: whether it runs, or how and when it ended."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.ending import by_leaving, foresee
from azukari.core.forms.models import EndedAs, RegistrationEnd, State, Submission
from azukari.core.policy_versions.current import Charters
from azukari.shells.staff.submission_rows import number

WAYS: Mapping[EndedAs, str | Promise] = {
    EndedAs.LEFT: _("The person left"),
    EndedAs.LAPSED: _("It lapsed: not renewed"),
}


@dataclass(frozen=True, slots=True)
class Ending:
    """A registration that ends by leaving.

    Args:
        until: the last day on which what only it needs is kept, if it ended today.
        end: how it ended, None while it runs.
        alike: whether another registration of the person has the same title.
    """

    submission: Submission
    title: str
    until: date | None
    end: RegistrationEnd | None
    alike: bool = False

    @property
    def number(self) -> str:
        """What tells it from another with the same title that came in the same minute."""
        return number(self.submission.id)

    @property
    def how(self) -> str:
        return str(WAYS[EndedAs(self.end.reason)]) if self.end else ""


def endings(submissions: Sequence[Submission], known: Charters, now: datetime) -> list[Ending]:
    """Of the registrations that the reader may know of, those that run or have ended. Two queries at most for each."""
    found = []
    for submission in submissions:
        if submission.state != State.ACCEPTED or not by_leaving(submission.kind):
            continue
        end = RegistrationEnd.objects.filter(submission=submission).first()
        ends = {} if end else foresee(submission, known=known, now=now)
        if end or ends:
            policy = known.policy(submission.charter_id)
            until = policy.organisation.last_day(max(ends.values())) if ends else None
            title = policy.forms[submission.form].title[get_language() or "ja"]
            found.append(Ending(submission, title, until, end))
    titles = Counter(each.title for each in found)
    return [replace(each, alike=titles[each.title] > 1) for each in found]
