"""How requests of agents stand, as the protocol writes it (DRP 1.0, 3.02 and 3.03). No word about the person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.cases.clocks import clocks_of
from azukari.core.cases.models import CasePart
from azukari.features.agents.models import AgentRequest
from azukari.policy.agency import Exercise, Facts, RequestStatus, Status, Why, standing
from azukari.policy.casework import CaseState, Outcome

KEPT = timedelta(days=60)
"""For so long what was turned away at the door can be asked about (DRP 3.02: at most 60 days, at least 7)."""


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """A request and what its agent is told about it."""

    standing: RequestStatus
    body: dict[str, str]

    @property
    def word(self) -> str:
        """What an agent has to hear anew when it changes: status, reason, and the day of the answer (DRP 3.08)."""
        return f"{self.standing.word}/{self.body.get('expected_by', '')[:10]}"


def told(requests: Iterable[AgentRequest], now: datetime) -> dict[UUID, AgentStatus]:
    """What the agents are told, in two queries; the requests bring their case and agent along."""
    known = list(requests)
    cases = {request.case.id: request.case for request in known if request.case is not None}
    grounds: dict[UUID, set[str]] = defaultdict(set)
    refused = CasePart.objects.filter(case_id__in=cases).exclude(ground="")
    for case_id, ground in refused.values_list("case_id", "ground"):
        grounds[case_id].add(ground)
    clocks = clocks_of(cases.values(), now)
    found = {}
    for request in known:
        case = request.case
        facts = Facts(
            refused=Why(request.refused),
            revoked=request.revoked_at is not None,
            verified=case is not None and bool(case.identity),
            confirm_by=request.confirm_by,
            state=CaseState(case.state) if case else None,
            outcome=Outcome(case.outcome) if case and case.outcome else None,
            grounds=frozenset(grounds[case.id] if case else ()),
        )
        stands = standing(facts, now)
        due = clocks[case.id].due if case and case.identity else None
        found[request.id] = AgentStatus(stands, _body(request, stands, due or request.expected_by))
    return found


def told_one(request: AgentRequest, now: datetime) -> AgentStatus:
    """What its agent is told."""
    return told([request], now)[request.id]


def _body(request: AgentRequest, stands: RequestStatus, due: datetime | None) -> dict[str, str]:
    body = {
        "request_id": str(request.id),
        "status": stands.status.value,
        "reason": stands.why.value,
        "received_at": _stamp(request.received_at),
        "agent_request_id": request.agent_reference,
    }
    with translation.override(request.agent.lang):
        body["processing_details"] = _details(request, stands)
    if stands.status is Status.IN_PROGRESS and due:
        body["expected_by"] = _stamp(due)
    if stands.why is Why.NEED_USER_VERIFICATION:
        body["user_verification_url"] = verification_url(request)
        body["expires_at"] = _stamp(request.confirm_by)
    if stands.status is Status.FULFILLED and request.exercise in _READ_BY_THE_PERSON:
        body["results_url"] = f"{settings.AZUKARI.base_url}/{request.agent.lang}/me"
    if stands.final:
        kept = request.case.kept_until if request.case and request.case.identity else None
        body["expires_at"] = _stamp(kept or request.confirm_by + KEPT)
    return {name: value for name, value in body.items() if value}


_READ_BY_THE_PERSON = frozenset({Exercise.ACCESS, Exercise.CATEGORIES, Exercise.SPECIFIC})


def verification_url(request: AgentRequest) -> str:
    """Where the agent leads the person: a page that says to look into their mail, the same for everybody."""
    return f"{settings.AZUKARI.base_url}/{request.agent.lang}/agents/{request.id}"


def _details(request: AgentRequest, stands: RequestStatus) -> str:
    if stands.status is Status.FULFILLED:
        if stands.partly:
            return _("Done, but for what a law obliges us to leave. The person has been told what that is, and why.")
        if request.exercise in _READ_BY_THE_PERSON:
            return _("The person finds everything on their own page, after signing in. We hand it to nobody else.")
        return _("What was asked is done.")
    words = {
        Why.NEED_USER_VERIFICATION: _(
            "If this address was confirmed with us, its owner has an email from us, and confirms the request by the"
            " button behind its link."
        ),
        Why.INSUF_VERIFICATION: _(
            "It was not shown in time that the request comes from the person. If we know the address, we sent its "
            "owner an email. The person can also ask on their own page."
        ),
        Why.SUSPECTED_FRAUD: _("We have reason to think that requests of this agent are forged."),
        Why.NO_MATCH: _("We do not hold what was asked about."),
        Why.OUTSIDE_JURISDICTION: _("We do not answer requests under this law. Leave the regime out to ask anyway."),
        Why.TOO_MANY_REQUESTS: _("The same was asked for this person too often. Please wait for the answers."),
    }
    if stands.why is Why.CLAIM_NOT_COVERED and request.exercise == Exercise.OPT_IN:
        return _("We sell nothing, and nobody can agree in a person’s name. On the own page the person may agree.")
    if stands.why is Why.CLAIM_NOT_COVERED:
        return _("The law does not give this right here. The person has been told why, and where to complain.")
    return words.get(stands.why, "")


def _stamp(at: datetime) -> str:
    """ISO 8601, in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
