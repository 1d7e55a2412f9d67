"""Slice of assurance: controls as observed, findings, audits, the public promises page (P01, P32, P35, P36)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.features.audits.controls import CONTROLS
from azukari.features.audits.day_notes import write_due
from azukari.features.audits.desk.controls import failing
from azukari.features.audits.figures_of_year import SOURCES
from azukari.features.audits.observe import keep, known
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.worker.controlling import on_round, remembered_by
from azukari.slice import Hook, Routes, Slice

SLICE = Slice(
    name="audits",
    controls=CONTROLS,
    jobs=(Job("notes of the days", timedelta(minutes=10), write_due, Lane.UPKEEP),),
    tallies=SOURCES,
    menu=(
        MenuEntry(
            "console-controls",
            _("Controls"),
            "check",
            order=90,
            group=Group.SYSTEM,
            acts=frozenset({Act.OPERATE, Act.AUDIT}),
            below=("findings/", "audits/", "management-review/", "change-log/"),
        ),
    ),
    needs=(failing,),
    routes=Routes(staff="azukari.features.audits.desk.urls", public="azukari.features.audits.urls"),
    pages=(
        PublicPage("promises", title=_("Page of promises")),
        PublicPage("improvements", title=_("Change log")),
    ),
    hooks=(Hook(on_round, keep), Hook(remembered_by, known)),
)
