"""Staff, agents, controls, audits and incidents in each state."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn

from azukari.core.policy_versions.current import current
from azukari.features.agents import listing
from azukari.features.agents.models import Agent
from azukari.features.audits import audits
from azukari.features.audits.models import Answered, Audit, AuditAnswer, AuditState
from azukari.features.audits.observe import keep_one
from azukari.features.incidents import telling
from azukari.features.incidents.models import By, Incident, Item
from azukari.features.incidents.register import Known, do, left, open_incident, state
from azukari.features.incidents.tracing import ordered_lists, trace
from azukari.lib.control import ControlResult, Doubt, controls
from azukari.lib.job import clock
from azukari.policy.breach import Facts, Mishap, Risk, Role, Stage
from azukari.policy.terms import Category, Policy
from azukari.policy.unusual import Unusual
from tests.agents.agent import OutsideAgent
from tests.disclosure import office
from tests.gallery import stage
from tests.rights.one_row import one_row

_DOUBTED = "advisories"
"""A control that asks outside, where nobody may answer."""


def happen(now: datetime) -> None:
    """All of it."""
    _staff()
    _agents(now)
    _controls(now)
    _audit(now)
    _incidents()
    _kinds_of_incidents()
    for sort in Unusual:
        said = {"supervision.UnusualReading.sort": sort.value}
        one_row("supervision.UnusualReading", person=stage.person(stage.AMELIA), now=now, said=said)


def _staff() -> None:
    WebAuthn.add(stage.member(stage.LETTERS), "key", {"id": "x"})


def _agents(now: datetime) -> None:
    """Agents that are paused, under suspicion, and removed."""
    for n, move in enumerate(("pause", "suspect", "remove")):
        outside = OutsideAgent(f"AGENT_{n}", business="SEOTO_RIVER")
        agent = Agent(
            code=f"AGENT_{n}",
            name=f"Agent {n}",
            web_url="https://agent.example.org/",
            verify_key=outside.verify_key,
            business_id=outside.business,
            callback_host="",
            lang="en",
        )
        entered = listing.enter(agent, actor=stage.actor(stage.PRIVACY), now=now)
        assert listing.move(move, entered.id, actor=stage.actor(stage.PRIVACY), now=now)


def _controls(now: datetime) -> None:
    [control] = [one for one in controls() if one.name == _DOUBTED]
    keep_one(ControlResult(control, (), ("Nobody answered.",), at=now, why=Doubt.SILENT), now)


def _audit(now: datetime) -> None:
    """In the audit that is under way, something is not in order."""
    audit = Audit.objects.get(state=AuditState.UNDER_WAY)
    question = AuditAnswer.objects.filter(audit=audit).order_by("question").values_list("question", flat=True)[0]
    said = {question: (Answered.BREACH.value, "Nobody could say why.")}
    audits.answer(audit.id, said, words="", version=audit.version, actor=stage.actor(stage.AUDIT), now=now)


def _incidents() -> None:
    """A drill that told people, and incidents of which people are told, and are to be."""
    officer, policy, now = stage.actor(stage.PRIVACY), current().policy, clock()
    window = {"since": now - timedelta(days=30), "until": now + timedelta(days=1)}
    for drill in (True, False, False):
        facts = Known(Facts(now, people=20, malicious=True), frozenset({Category.NAME, Category.EMAIL}))
        incident = open_incident(facts, drill=drill, summary="訓練", policy=policy, actor=officer, now=now)
        state(incident.id, {Item.OTHER: "特になし。"}, version=incident.version, now=now)
        trace(incident, By.RECIPIENT, office.KOTORI, **window, actor=officer, now=now)
        exported = ordered_lists(now)[0].payload["list"]
        trace(incident, By.EXPORT, str(exported), **window, actor=officer, now=now)
        _tell(incident, policy, now)
        if not drill and Incident.objects.filter(drill=False).count() < 3:
            telling.send_ready(now)


def _kinds_of_incidents() -> None:
    """Drills of each kind of mishap, with all that the law asks for done."""
    officer, policy, now = stage.actor(stage.PRIVACY), current().policy, clock()
    kinds: tuple[Mapping[str, Any], ...] = (
        {"mishap": Mishap.LOSS, "stage": Stage.LOOSE, "gdpr": Risk.HIGH},
        {"mishap": Mishap.DAMAGE, "stage": Stage.TYPED, "gdpr": Risk.SOME},
        {"role": Role.CONTRACTOR, "gdpr": Risk.UNLIKELY},
        {"role": Role.CONTRACTOR, "gdpr": Risk.HIGH},
    )
    for kind in kinds:
        facts = replace(Facts(now, people=2000, malicious=True), **kind)
        known = Known(facts, frozenset({Category.EMAIL}))
        incident = open_incident(known, drill=True, summary="訓練", policy=policy, actor=officer, now=now)
        while owed := left(Incident.objects.get(id=incident.id), policy):
            do(incident.id, owed[-1].duty, policy=policy, actor=officer, now=now)


def _tell(incident: Incident, policy: Policy, now: datetime) -> None:
    texts = {
        lang: "お知らせします。" if lang == "ja" else "We have to tell you something." for lang in policy.languages
    }
    telling.make(Incident.objects.get(id=incident.id), texts, actor=stage.actor(stage.PRIVACY), now=now)
