"""What the tests share on our side: an agent on the list, the link of an email, and the desk's word."""

from datetime import datetime, timedelta

from django.conf import settings
from django.test import Client

from azukari.core.cases.models import Case
from azukari.features.agents import confirming, listing
from azukari.features.agents.asking import LETTER
from azukari.features.agents.models import Agent, AgentRequest
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import CaseKind, Outcome
from azukari.policy.terms import Actor
from tests.agents.agent import OutsideAgent
from tests.rights.desk import queued


def entered(outside: OutsideAgent, *, actor: Actor, now: datetime, host: str = "", lang: str = "en") -> Agent:
    """The agent on our list."""
    agent = Agent(
        code=outside.code,
        name="Permission Slip",
        web_url="https://agent.example.org/",
        verify_key=outside.verify_key,
        business_id=outside.business,
        callback_host=host,
        lang=lang,
    )
    return listing.enter(agent, actor=actor, now=now)


def mailed(lang: str = "en") -> str:
    """The path of the link that the last mail about an agent's request holds; it was mailed to somebody."""
    row = AgentRequest.objects.order_by("-id")[0]
    assert queued(LETTER)[-1] is not None, "Nobody has confirmed that address."
    whole = confirming.LINK.address(row.id, lang=lang, expires=row.confirm_by)
    return whole.removeprefix(settings.AZUKARI.base_url)


def confirmed(*, yes: bool = True) -> None:
    """The person opens the link and presses the button."""
    client, path = Client(), mailed()
    assert client.get(path).status_code == 200
    answer = client.post(path, {"answer": "yes" if yes else "no"})
    assert answer.status_code == 200, answer.content.decode()


def decided(outcome: Outcome, *, actor: Actor, now: datetime, ground: str = "") -> Case:
    """The desk decides the last request, and the program carries it out."""
    case = Case.objects.order_by("-id")[0]
    parts = [DecisionPart(ground=ground)]
    if outcome is Outcome.PARTLY and case.kind == CaseKind.ELIMINATION:
        parts = [DecisionPart(purpose="magazine"), DecisionPart(purpose="membership", ground=ground)]
    decide(case, outcome, parts, actor=actor, now=now)
    run(now + timedelta(hours=2))  # the letter that announces an erasure has left
    case.refresh_from_db()
    return case
