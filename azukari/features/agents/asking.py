"""Taking in what an agent asks. The work and the answer are the same whether or not the address is known (P43).

Nothing is looked at, and nobody becomes a person here: the case is about nobody until the person has pressed the button
behind the link that is mailed to the address, if it is one that somebody has confirmed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from azukari.core.cases.clocks import clock_of
from azukari.core.cases.lifecycle import Request, open_within, step
from azukari.core.cases.models import Case
from azukari.core.cases.staffing import NobodyAnswers
from azukari.core.mail.blind import enqueue_blind
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.notes import NoteKind
from azukari.features.agents import claims, listing
from azukari.features.agents.claims import AgentDemand, NotTaken
from azukari.features.agents.closing import PROGRAM, answer_early_refusals, lapse
from azukari.features.agents.models import Agent, AgentRequest, AgentState, AskedPerson, SpentMessage
from azukari.features.agents.status import KEPT, told_one
from azukari.lib.email import counted
from azukari.lib.identifier import new_id
from azukari.lib.mailbox_limit import take_mail_to
from azukari.lib.rate import RateLimit
from azukari.lib.signed_message import Opened
from azukari.policy.agency import KINDS, PACKS, Exercise, Why
from azukari.policy.casework import CaseChannel, CaseState, Identity, ReplyBy

LETTER = "rights:agent-asks"
LIFE = timedelta(days=14)
"""For so long the link that is mailed to the person works, and the request waits for them."""
SAME_A_DAY = 5
"""Requests of one agent in the name of one address; more are denied, whoever it is."""
MAILS_A_DAY = 5
"""To one address because of agents. Further requests look the same, and no mail goes."""

_same = RateLimit(timedelta(hours=24), "agents.asking.same")
_mails = RateLimit(timedelta(hours=24), "agents.asking.mails")


def set_up(agent: Agent, body: bytes, *, now: datetime) -> str:
    """Check a signed message without more claims, and give the agent a token (DRP 2.05).

    Raises:
        NotTaken: it is not believed, or was used.
    """
    message = claims.signed_by(agent, body)
    until = claims.check_claims(message.content, agent, now=now)
    with transaction.atomic(durable=True):
        _spend(message, until)
        return listing.give_token(agent, actor=PROGRAM, now=now)


def ask(agent: Agent, body: bytes, *, now: datetime) -> AgentRequest:
    """Take in a signed request (DRP 2.01).

    Raises:
        NotTaken: it is not believed, was used, or cannot be taken; nothing was written.
    """
    message = claims.signed_by(agent, body)
    until = claims.check_claims(message.content, agent, now=now)
    if agent.state != AgentState.ACTIVE:
        raise NotTaken(403, _("The organisation takes no requests of this agent at the moment."))
    asked = claims.read(message.content, agent)
    why = _turned_away(agent, asked, now)
    try:
        with transaction.atomic(durable=True):
            _spend(message, until)
            row = _written(agent, asked, None, why, now) if why else _taken(agent, asked, now)
            # The answer to the post is the first that the agent hears; only what changes after that is told
            first = told_one(row, now)
            settled = now if first.standing.final or not row.callback else None
            AgentRequest.objects.filter(id=row.id).update(told=first.word, settled_at=settled)
    except NobodyAnswers as error:
        raise NotTaken(503, _("We cannot accept it at the moment. Please try again later.")) from error
    return row


def _spend(message: Opened, until: datetime) -> None:
    """Use the message up, in the caller's transaction.

    Raises:
        NotTaken: it was used before.
    """
    try:
        with transaction.atomic():
            SpentMessage.objects.create(digest=message.digest, expires_at=until)
    except IntegrityError as error:
        raise NotTaken(409, _("This message was used before. Sign a new one for each request."), fatal=True) from error


def forget_spent(now: datetime) -> int:
    """Delete messages that are good no more anyway; returns how many."""
    return SpentMessage.objects.filter(expires_at__lte=now).delete()[0]


def forget_turned_away(now: datetime) -> int:
    """Delete what was turned away at the door long enough ago; the rest goes with its case. Returns how many."""
    return AgentRequest.objects.filter(case__isnull=True, confirm_by__lte=now - KEPT).delete()[0]


def tend(now: datetime) -> int:
    """End what waited too long, and forget what is of no more use; returns how many rows that were."""
    return lapse(now) + answer_early_refusals(now) + forget_turned_away(now) + forget_spent(now)


def _turned_away(agent: Agent, asked: AgentDemand, now: datetime) -> Why:
    """Why it is denied without a look at any record; the answer depends on the request alone."""
    if KINDS[asked.exercise] is None:
        return Why.CLAIM_NOT_COVERED
    if asked.regime not in PACKS:
        return Why.OUTSIDE_JURISDICTION
    limit = SAME_A_DAY if settings.AZUKARI.limits.requests_per_token else 0
    if _same.take(f"{agent.id} {counted(asked.email)}", limit=limit, now=now):
        return Why.TOO_MANY_REQUESTS
    return Why.NONE


def _taken(agent: Agent, asked: AgentDemand, now: datetime) -> AgentRequest:
    row = _written(agent, asked, _opened(agent, asked, now), Why.NONE, now)
    known = confirmed_person(asked.email)
    limit = MAILS_A_DAY if settings.AZUKARI.limits.requests_per_token else 0
    enough = bool(_mails.take(counted(asked.email), limit=limit, now=now))
    enough = enough or not take_mail_to(asked.email, limit=settings.AZUKARI.limits.mails_per_mailbox, now=now)
    person = None if enough else known
    AskedPerson.objects.create(request=row, person_id=person)
    enqueue_blind(LETTER, person=person, reference=row.id, lang=agent.lang, now=now)
    return row


def _opened(agent: Agent, asked: AgentDemand, now: datetime) -> Case:
    """The case, at the stage where the person was asked to show who they are."""
    kind = KINDS[Exercise(asked.exercise)]
    if kind is None:
        raise ValueError("There is no such case.")
    words = {NoteKind.CONTACT: asked.email, NoteKind.SAID: asked.relationships}
    request = Request(kind, CaseChannel.AGENT, agent.lang, ReplyBy.MAIL, words=words, pack=PACKS[asked.regime])
    case = open_within(request, actor=PROGRAM, now=now)
    case.state = CaseState.CHECKING
    case.save(update_fields=["state"])
    step(case, "identity-asked", actor=PROGRAM, now=now, reason=Identity.CONFIRMED_ADDRESS.value)
    return case


def _written(agent: Agent, asked: AgentDemand, case: Case | None, why: Why, now: datetime) -> AgentRequest:
    row = AgentRequest(
        id=new_id(),
        agent=agent,
        case=case,
        exercise=asked.exercise.value,
        regime=asked.regime if asked.regime in PACKS else "",
        agent_reference=asked.reference,
        callback=asked.callback,
        refused=why.value,
        received_at=now,
        confirm_by=now + LIFE,
        expected_by=clock_of(case, now).due if case else None,
        due_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        before = AgentRequest.objects.filter(agent=agent, agent_reference=row.agent_reference).first()
        message = _("This agent-request-id was used before, for the request %(id)s.")
        raise NotTaken(409, message % {"id": before.id if before else "?"}, fatal=True) from error
    return row


def of_agent(id: UUID, agent: Agent) -> AgentRequest | None:
    """The request of that id, if it is the agent's own."""
    return AgentRequest.objects.select_related("case", "agent").filter(id=id, agent=agent).first()
