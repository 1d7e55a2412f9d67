"""Slice of agents: organisations that exercise rights in people's names, by the Data Rights Protocol 1.0."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.mail.letter import LetterKind, WhenSuppressed
from azukari.features.agents.asking import LETTER, tend
from azukari.features.agents.callbacks import tell_due
from azukari.features.agents.desk.agents import asked_by
from azukari.features.agents.holder import AgentHolder
from azukari.features.agents.letters import asking_letter
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import OWN_ACCESS, Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Place, Routes, Slice

_TITLE = _("question whether an agent asks for the person")

SLICE = Slice(
    name="agents",
    holders=(AgentHolder(),),
    letters=(LetterKind(LETTER, OWN_ACCESS, asking_letter, _TITLE, when_suppressed=WhenSuppressed.GOES, blind=True),),
    jobs=(
        Job("news for agents", timedelta(seconds=5), tell_due, Lane.NETWORK, dated=False),
        Job("unconfirmed requests of agents", timedelta(minutes=1), tend, Lane.UPKEEP),
    ),
    menu=(
        MenuEntry("console-agents", _("Agents"), "agent", order=21, group=Group.PRIVACY, acts=frozenset({Act.RIGHTS})),
    ),
    sections=(Section(Place.REQUEST, "agent", "console/agents/of_case.html", asked_by),),
    routes=Routes(
        staff="azukari.features.agents.desk.urls",
        public="azukari.features.agents.urls",
        api=("azukari.features.agents.api",),
    ),
)
