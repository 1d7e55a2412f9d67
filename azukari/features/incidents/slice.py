"""Slice of incidents: the register of incidents, whether they must be reported, and by when (P30, P32)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.mail.letter import OfficeKind
from azukari.features.incidents import alerts, telling
from azukari.features.incidents.control import CONTROL
from azukari.features.incidents.desk.page import pressing
from azukari.features.incidents.figures import SOURCES
from azukari.features.incidents.holder import IncidentsHolder
from azukari.features.incidents.tallies import TALLIES
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="incidents",
    holders=(IncidentsHolder(),),
    letters=(
        OfficeKind(alerts.LETTER, alerts.build, alerts.addressee_of),
        telling.KIND,
    ),
    jobs=(
        Job("notices of incidents", timedelta(seconds=5), telling.send_ready, Lane.BULK),
        Job("clocks of incidents", timedelta(minutes=5), alerts.tell_of_clocks, Lane.UPKEEP),
    ),
    controls=(CONTROL,),
    tallies=(*TALLIES, *SOURCES),
    menu=(
        MenuEntry(
            "console-incidents",
            _("Incidents"),
            "alert",
            order=85,
            group=Group.PRIVACY,
            acts=frozenset({Act.SUPERVISE, Act.AUDIT}),
        ),
    ),
    needs=(pressing,),
    routes=Routes(staff="azukari.features.incidents.desk.urls"),
)
