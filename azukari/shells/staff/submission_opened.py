"""What is open of one submission: under the selected purpose, on every page about it; or once, for a purpose that was
said. Each page that shows it is a release of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from azukari.core.forms.kinds import Settled
from azukari.core.forms.models import Submission
from azukari.core.forms.settled import settled_of
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.policy.terms import Form, Purpose
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opened import OpenedValue, answers
from azukari.shells.staff.selected_purpose import is_looked_at, selected_purpose


@dataclass(frozen=True, slots=True)
class OpenSubmission:
    """What one purpose opened of a submission.

    Args:
        version: the form as it was filled in.
        settled: those of the values that are decided on (`forms.settled`).
    """

    version: Form
    purpose: Purpose | None
    values: Sequence[Opened]
    settled: Settled

    @property
    def texts(self) -> Mapping[str, str]:
        """By the id of its field."""
        return {value.field: value.text for value in self.values}

    def answers(self, lang: str) -> tuple[OpenedValue, ...]:
        """What was written, in the order of the form."""
        return answers(self.version, self.values, self.settled, lang)


def submission_of(desk: FormDesk, id: UUID) -> Submission:
    """The submission with its handling, if it belongs to this form and is not kept apart.

    Raises:
        Http404: it does not, or is gone.
    """
    found = Submission.objects.select_related("handling__assignee")
    return get_object_or_404(found, form=desk.form.slug, suspicion__isnull=True, id=id)


def open_in_hand(request: HttpRequest, desk: FormDesk, submission: Submission) -> OpenSubmission | None:
    """What the selected purpose shows of a submission that was opened and not closed since; None where it is sealed."""
    hand = selected_purpose(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    if hand is None or not hand.has_open(submission.id) or not is_looked_at(request):
        return None
    return open_for_purpose(request, desk, submission, hand.purpose.slug, hand.reason, Method.WORK)


def open_for_purpose(
    request: HttpRequest,
    desk: FormDesk,
    submission: Submission,
    slug: str,
    reason: Reason,
    method: Method | None = None,
) -> OpenSubmission:
    """What the purpose opens of this submission, of what its form asked for.

    Raises:
        Refused: it is not the reader's. Recorded first.
    """
    version, purpose = charters_of(request).form_of(submission), desk.policy.purposes.get(slug)
    opened = release(
        [submission.person_id],
        purpose=slug,
        categories=purpose.categories & version.categories if purpose else frozenset(),
        actor=desk.who.actor,
        reason=reason,
        now=desk.now,
        options=ReleaseOptions(submission=submission.id, method=method, way=RECORD),
    )
    values, settled = opened.get(submission.person_id, ()), settled_of([submission], charters_of(request))
    return OpenSubmission(version, purpose, values, settled.get(submission.id, {}))
