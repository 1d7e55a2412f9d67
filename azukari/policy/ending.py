"""End of service: what ends the service of a form of each kind, so that a retention which runs from there can begin.

A promise to erase something "a year after the service ends" is empty where nothing can end it. So what ends it stands
in one table, which the program follows and against which a policy is checked.
"""

from collections.abc import Mapping
from enum import StrEnum

from azukari.policy.terms import Form, FormKind, Ground, Policy, Purpose, RetentionStart


class EndsBy(StrEnum):
    """The act or event by which a service ends."""

    LEAVING = "leaving"  # the person leaves, or the desk writes down that they left or that it lapsed
    CLOSING = "closing"  # what was asked is answered and closed
    LAST_DAY = "last-day"  # the last day of the form is over (P09)
    WITHDRAWAL = "withdrawal"  # the consent is taken back


ENDS_BY: Mapping[FormKind, EndsBy] = {
    FormKind.MEMBERSHIP: EndsBy.LEAVING,
    FormKind.VOLUNTEERS: EndsBy.LEAVING,
    FormKind.FEEDBACK: EndsBy.CLOSING,
    FormKind.MAGAZINE: EndsBy.WITHDRAWAL,
    FormKind.CAMPAIGN: EndsBy.LAST_DAY,
    FormKind.QUESTIONNAIRE: EndsBy.LAST_DAY,
}
"""What ends the service that a form of the kind is for. A consent given besides ends when it is taken back."""


def runs_until_its_end(policy: Policy, purpose: str) -> bool:
    """Whether the purpose's time begins with the end of its service."""
    return purpose in policy.purposes and policy.purposes[purpose].retention.start is RetentionStart.ENDED


def what_ends(form: Form, purpose: Purpose) -> EndsBy | None:
    """What ends the service of ``form`` for a purpose whose time runs from there; None where nothing can."""
    if purpose.slug not in form.purposes:
        return EndsBy.WITHDRAWAL
    by = ENDS_BY[form.kind]
    if by is EndsBy.WITHDRAWAL and purpose.ground is not Ground.CONSENT:
        return None
    return None if by is EndsBy.LAST_DAY and form.closes is None else by
