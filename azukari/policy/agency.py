"""Requests by a person's agent over the Data Rights Protocol 1.0: what may be asked, and what the agent is told.

Pure. What an agent is told depends on nothing but the time and its own acts until the person has confirmed the request:
whether an address is known here, whether its owner said no, or what the desk did meanwhile shows in no state (P43).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from azukari.policy.casework import NO_IDENTITY_GROUND, CaseKind, CaseState, Outcome

VERSION = "1.0"


class Exercise(StrEnum):
    """What may be asked (DRP 3.01)."""

    ACCESS = "access"
    DELETION = "deletion"
    OPT_OUT = "sale:opt-out"
    OPT_IN = "sale:opt-in"
    CATEGORIES = "access:categories"
    SPECIFIC = "access:specific"


KINDS: Mapping[Exercise, CaseKind | None] = {
    Exercise.ACCESS: CaseKind.RELEASE,
    Exercise.CATEGORIES: CaseKind.RELEASE,
    Exercise.SPECIFIC: CaseKind.RELEASE,
    Exercise.DELETION: CaseKind.ELIMINATION,
    Exercise.OPT_OUT: CaseKind.STOP_PROVISION,
    Exercise.OPT_IN: None,  # a consent is the person's alone to give: nobody agrees for them
}
"""The kind of case that each becomes; None where an agent cannot ask for it."""

SUPPORTED = tuple(exercise for exercise, kind in KINDS.items() if kind)

PACKS: Mapping[str, str] = {"": "", "ccpa": "", "appi": "appi", "gdpr": "gdpr"}
"""Regimes that are followed, and the law whose clock runs; blank: that of the office, of its own will."""


class Status(StrEnum):
    """How far a request is (DRP 3.02). It passes on from ``open`` at once (3.03, where nobody stands between)."""

    IN_PROGRESS = "in_progress"
    FULFILLED = "fulfilled"
    REVOKED = "revoked"
    DENIED = "denied"


class Why(StrEnum):
    """The reason beside a status."""

    NONE = ""
    NEED_USER_VERIFICATION = "need_user_verification"
    SUSPECTED_FRAUD = "suspected_fraud"
    INSUF_VERIFICATION = "insuf_verification"
    NO_MATCH = "no_match"
    CLAIM_NOT_COVERED = "claim_not_covered"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    TOO_MANY_REQUESTS = "too_many_requests"
    OTHER = "other"


FINAL = frozenset({Status.FULFILLED, Status.REVOKED, Status.DENIED})

_BY_GROUND: Mapping[str, Why] = {
    NO_IDENTITY_GROUND: Why.INSUF_VERIFICATION,
    "not-held": Why.NO_MATCH,
    "unfounded": Why.TOO_MANY_REQUESTS,
    "rights-of-others": Why.CLAIM_NOT_COVERED,
    "serious-hindrance": Why.CLAIM_NOT_COVERED,
    "other-law": Why.CLAIM_NOT_COVERED,
    "duty-to-keep": Why.CLAIM_NOT_COVERED,
    "legal-claims": Why.CLAIM_NOT_COVERED,
    "no-breach": Why.CLAIM_NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request.

    Args:
        refused: why it was turned away without a look at anybody's record; blank if it was not.
        revoked: whether the agent took it back.
        verified: whether it was shown that the request comes from the person.
        confirm_by: until when they may show it.
        grounds: on which it was refused, in whole or in part.
    """

    refused: Why
    revoked: bool
    verified: bool
    confirm_by: datetime
    state: CaseState | None = None
    outcome: Outcome | None = None
    grounds: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """How the request stands, as the agent is told.

    Args:
        partly: whether only a part of it was done.
    """

    status: Status
    why: Why = Why.NONE
    partly: bool = False

    @property
    def final(self) -> bool:
        return self.status in FINAL

    @property
    def word(self) -> str:
        """Both in one, to see whether it has changed."""
        return f"{self.status}/{self.why}"


def standing(facts: Facts, now: datetime) -> RequestStatus:
    """What the agent is told now."""
    if facts.revoked:
        return RequestStatus(Status.REVOKED)
    if facts.refused:
        return RequestStatus(Status.DENIED, facts.refused)
    if not facts.verified:
        if now >= facts.confirm_by:
            return RequestStatus(Status.DENIED, Why.INSUF_VERIFICATION)
        return RequestStatus(Status.IN_PROGRESS, Why.NEED_USER_VERIFICATION)
    if facts.state not in (CaseState.DONE, CaseState.CLOSED) or facts.outcome is None:
        return RequestStatus(Status.IN_PROGRESS)
    if facts.outcome is Outcome.TAKEN_BACK:
        return RequestStatus(Status.REVOKED)
    if facts.outcome is Outcome.REFUSED:
        known = [_BY_GROUND[ground] for ground in sorted(facts.grounds) if ground in _BY_GROUND]
        return RequestStatus(Status.DENIED, known[0] if known else Why.OTHER)
    return RequestStatus(Status.FULFILLED, partly=facts.outcome is Outcome.PARTLY)
