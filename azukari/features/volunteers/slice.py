"""Slice of volunteers: openings, their shifts, who comes, and the hours they gave."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.core.forms.events import REGISTRATION_ENDED, SUBMISSION_CONFIRMED
from azukari.core.forms.front_cards import FrontPart
from azukari.core.forms.front_links import FrontLink
from azukari.core.ledger.catalogue import Kind
from azukari.core.vault.hooks import on_release
from azukari.features.volunteers import own
from azukari.features.volunteers.desk import screening
from azukari.features.volunteers.desk.needs import lacking
from azukari.features.volunteers.emergency import guard
from azukari.features.volunteers.events import ABSENT, CAME, CANCELLED, COVER_ASKED, MOVED_UP, OPENING_SET, TAKEN, WAITS
from azukari.features.volunteers.figures import SOURCES
from azukari.features.volunteers.form_kind import KIND
from azukari.features.volunteers.holder import VolunteersHolder
from azukari.features.volunteers.letters import LETTERS
from azukari.features.volunteers.public import cards, has_openings
from azukari.features.volunteers.upkeep import fill, remind
from azukari.features.volunteers.ways import WAYS
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import FormKind
from azukari.shells.api.told import ToldEvent
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Hook, Place, Routes, Slice


def _told(name: str, kind: Kind, title: Promise) -> ToldEvent:
    return ToldEvent(f"volunteers.{name}", (kind,), FormKind.VOLUNTEERS, title, "/api/v1/shifts?form={form}")


SLICE = Slice(
    name="volunteers",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(VolunteersHolder(),),
    letters=LETTERS,
    jobs=(
        Job("waiting lists of shifts", timedelta(minutes=1), fill, Lane.BULK),
        Job("reminders of shifts", timedelta(minutes=10), remind, Lane.BULK),
    ),
    tallies=SOURCES,
    menu=(
        MenuEntry("console-volunteers", _("Volunteers"), "calendar", order=12, kinds=frozenset({FormKind.VOLUNTEERS})),
    ),
    needs=(lacking,),
    sections=(
        Section(Place.PERSON, "volunteering", "volunteers/desk/person.html", screening.section, done=screening.DONE),
        Section(Place.OWN_PAGE, "shifts", "volunteers/own/section.html", own.section),
    ),
    front=(
        FrontLink("openings", _("Shifts that need volunteers"), "calendar", has_openings),
        FrontPart("volunteers", cards),
    ),
    routes=Routes(
        staff="azukari.features.volunteers.desk.urls",
        public="azukari.features.volunteers.urls",
        api=("azukari.features.volunteers.api",),
    ),
    pages=(PublicPage("openings"),),
    told=(
        _told("registered", SUBMISSION_CONFIRMED, _("A volunteer registered")),
        _told("opening", OPENING_SET, _("An opening was made or changed")),
        _told("taken", TAKEN, _("A volunteer signed up for a shift")),
        _told("waits", WAITS, _("A volunteer joined the waiting list of a shift")),
        _told("moved-up", MOVED_UP, _("A volunteer moved up from a waiting list")),
        _told("cancelled", CANCELLED, _("A sign-up for a shift was cancelled")),
        _told("cover", COVER_ASKED, _("A volunteer asked for cover of a shift")),
        _told("came", CAME, _("A volunteer came to a shift")),
        _told("absent", ABSENT, _("A volunteer did not come to a shift")),
        _told("left", REGISTRATION_ENDED, _("A volunteer left")),
    ),
    hooks=(Hook(on_release, guard),),
)
