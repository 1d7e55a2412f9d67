"""Slice of volunteers: openings, their shifts, who comes, and the hours they gave."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.appearance.public_page import PublicPage
from azukari.desk.menu import MenuEntry
from azukari.forms.front_links import FrontLink
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.slice import Hook, Slice
from azukari.vault.sockets import on_release
from azukari.volunteers import own
from azukari.volunteers.desk import screening
from azukari.volunteers.desk.needs import lacking
from azukari.volunteers.emergency import guard
from azukari.volunteers.form_kind import KIND
from azukari.volunteers.holder import VolunteersHolder
from azukari.volunteers.letters import LETTERS
from azukari.volunteers.public import has_openings
from azukari.volunteers.upkeep import fill, remind

SLICE = Slice(
    name="volunteers",
    form_kinds=(KIND,),
    holders=(VolunteersHolder(),),
    letters=LETTERS,
    jobs=(
        Job("waiting lists of shifts", timedelta(minutes=1), fill, Lane.BULK),
        Job("reminders of shifts", timedelta(minutes=10), remind, Lane.BULK),
    ),
    menu=(
        MenuEntry("console-volunteers", _("Volunteers"), "calendar", order=12, kinds=frozenset({FormKind.VOLUNTEERS})),
    ),
    needs=(lacking,),
    person_sections=(Section("volunteering", "volunteers/desk/person.html", screening.section, done=screening.DONE),),
    own_sections=(Section("shifts", "volunteers/own/section.html", own.section),),
    front_links=(FrontLink("openings", _("Shifts that need volunteers"), "calendar", has_openings),),
    desk_urls="azukari.volunteers.desk.urls",
    public_urls="azukari.volunteers.urls",
    public_pages=(PublicPage("openings"),),
    api=("azukari.volunteers.api",),
    hooks=(Hook(on_release, guard),),
)
