"""Slice of assurance: controls as observed, findings, audits, the public promises page (P01, P32, P35, P36)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.appearance.public_page import PublicPage
from azukari.desk.menu import Group, MenuEntry
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.slice import Hook, Slice
from azukari.stewardship.assurance.controls import CONTROLS
from azukari.stewardship.assurance.day_notes import write_due
from azukari.stewardship.assurance.desk.controls import failing
from azukari.stewardship.assurance.observe import keep, known
from azukari.upkeep.controlling import on_round, remembered_by

SLICE = Slice(
    name="stewardship.assurance",
    controls=CONTROLS,
    jobs=(Job("notes of the days", timedelta(minutes=10), write_due, Lane.UPKEEP),),
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
    desk_urls="azukari.stewardship.assurance.desk.urls",
    public_urls="azukari.stewardship.assurance.urls",
    public_pages=(
        PublicPage("promises", title=_("Page of promises")),
        PublicPage("improvements", title=_("Change log")),
    ),
    hooks=(Hook(on_round, keep), Hook(remembered_by, known)),
)
