"""Slice of the email magazine: lists that people consented to, issues, their sending, and the archive."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.appearance.public_page import PublicPage
from azukari.core.forms.front_cards import FrontPart
from azukari.core.forms.front_links import FrontLink
from azukari.core.vault.hooks import on_ended
from azukari.features.magazine.archive import has_issues, news
from azukari.features.magazine.desk.needs import held, unwritten
from azukari.features.magazine.exits import DONE
from azukari.features.magazine.figures import SOURCES
from azukari.features.magazine.form_kind import KIND
from azukari.features.magazine.forwarded import LETTERS
from azukari.features.magazine.growth import count_today
from azukari.features.magazine.holder import MagazineHolder
from azukari.features.magazine.links import KIND as ISSUES
from azukari.features.magazine.own import section
from azukari.features.magazine.sending import send_due
from azukari.features.magazine.still_reading import forget_days, going
from azukari.features.magazine.ways import WAYS
from azukari.features.magazine.weekly import gather
from azukari.features.magazine.wishes import forget
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.lib.sweep import Sweep
from azukari.policy.terms import FormKind
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Hook, Place, Routes, Slice

SLICE = Slice(
    name="magazine",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(MagazineHolder(),),
    letters=(
        *LETTERS,
        ISSUES,
    ),
    jobs=(
        Job("issues that are due", timedelta(seconds=2), send_due, Lane.BULK),
        Job("weekly editions", timedelta(minutes=10), gather, Lane.BULK),
        Job("counts of readers", timedelta(hours=1), count_today, Lane.UPKEEP),
        Job("days of reading", timedelta(hours=1), forget_days, Lane.UPKEEP),
    ),
    sweeps=(Sweep("days of reading", going, forget_days),),
    tallies=SOURCES,
    menu=(
        MenuEntry(
            "console-magazine",
            _("Email magazine"),
            "mail",
            order=33,
            group=Group.MAIL,
            kinds=frozenset({FormKind.MAGAZINE}),
        ),
    ),
    needs=(held, unwritten),
    sections=(Section(Place.OWN_PAGE, "magazine", "magazine/own/lists.html", section, done=DONE),),
    front=(
        FrontLink("magazine", _("Past issues of the magazine"), "book", has_issues),
        FrontPart("magazine", news=news),
    ),
    routes=Routes(staff="azukari.features.magazine.desk.urls", public="azukari.features.magazine.urls"),
    pages=(
        PublicPage("magazine"),
        PublicPage("magazine-list", of_form=True),
        PublicPage("magazine-issue", of_form=True),
    ),
    hooks=(Hook(on_ended, forget),),
)
