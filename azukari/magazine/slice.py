"""Slice of the email magazine: lists that people consented to, issues, their sending, and the archive."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.appearance.public_page import PublicPage
from azukari.desk.menu import Group, MenuEntry
from azukari.forms.front_links import FrontLink
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.lib.sweep import Sweep
from azukari.magazine.archive import has_issues
from azukari.magazine.desk.needs import held, unwritten
from azukari.magazine.exits import DONE
from azukari.magazine.form_kind import KIND
from azukari.magazine.forwarded import LETTERS
from azukari.magazine.growth import count_today
from azukari.magazine.holder import MagazineHolder
from azukari.magazine.links import KIND as ISSUES
from azukari.magazine.own import section
from azukari.magazine.sending import send_due
from azukari.magazine.still_reading import forget_days, going
from azukari.magazine.ways import WAYS
from azukari.magazine.weekly import gather
from azukari.magazine.wishes import forget
from azukari.policy.terms import FormKind
from azukari.slice import Hook, Slice
from azukari.vault.sockets import on_ended

SLICE = Slice(
    name="magazine",
    ways=WAYS,
    form_kinds=(KIND,),
    holders=(MagazineHolder(),),
    letters=LETTERS,
    mailings=(ISSUES,),
    jobs=(
        Job("issues that are due", timedelta(seconds=2), send_due, Lane.BULK),
        Job("weekly editions", timedelta(minutes=10), gather, Lane.BULK),
        Job("counts of readers", timedelta(hours=1), count_today, Lane.UPKEEP),
        Job("days of reading", timedelta(hours=1), forget_days, Lane.UPKEEP),
    ),
    sweeps=(Sweep("days of reading", going, forget_days),),
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
    own_sections=(Section("magazine", "magazine/own/lists.html", section, done=DONE),),
    front_links=(FrontLink("magazine", _("Past issues of the magazine"), "book", has_issues),),
    desk_urls="azukari.magazine.desk.urls",
    public_urls="azukari.magazine.urls",
    public_pages=(
        PublicPage("magazine"),
        PublicPage("magazine-list", of_form=True),
        PublicPage("magazine-issue", of_form=True),
    ),
    hooks=(Hook(on_ended, forget),),
)
