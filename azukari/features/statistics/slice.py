"""Slice of page statistics: totals without visitors."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.steps import listen
from azukari.features.statistics.campaign import views
from azukari.features.statistics.control import CLAIM, check
from azukari.features.statistics.counter import note
from azukari.features.statistics.desk import forms, improve, notes, overview, page_detail
from azukari.features.statistics.figures import SOURCES
from azukari.features.statistics.fold import fold_days
from azukari.features.statistics.models import DayCount
from azukari.features.statistics.retention import purge
from azukari.features.statistics.section import funnel_of_form
from azukari.features.statistics.weekly_mail import send_week
from azukari.lib.campaign_views import on_asked
from azukari.lib.control import Control
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.policy.terms import Act
from azukari.shells.staff.count_page import CountPage
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.worker.dry_run import by_trying
from azukari.slice import Hook, Place, Routes, Slice

_PAGES = (
    ("statistics/", "console-statistics", overview.show),
    ("statistics/page/", "console-statistics-page", page_detail.show),
    ("statistics/improve/", "console-statistics-improve", improve.show),
    ("statistics/changes/", "console-statistics-notes", notes.notes),
    ("statistics/forms/", "console-statistics-forms", forms.show),
    ("statistics/goals/", "console-statistics-goals", notes.goals),
    ("statistics/file/", "console-statistics-file", overview.as_csv),
)

SLICE = Slice(
    name="statistics",
    jobs=(
        Job("page statistics", timedelta(hours=1), purge, Lane.UPKEEP),
        Job("ends of counted days", timedelta(minutes=10), fold_days, Lane.UPKEEP),
        Job("weekly mail of page statistics", timedelta(minutes=10), send_week, Lane.MAIL),
    ),
    sweeps=(by_trying("page-statistics", purge, holder="statistics", what="count", clause="statistics.retention"),),
    controls=(Control("page-statistics", CLAIM, (17, 18), check, size=DayCount.objects.count),),
    sections=(Section(Place.FORM_NUMBERS, "funnel", "statistics/funnel.html", funnel_of_form),),
    tallies=SOURCES,
    menu=(
        MenuEntry(
            "console-statistics",
            _("Page statistics"),
            "trend",
            order=60,
            group=Group.SYSTEM,
            acts=frozenset({Act.STATISTICS}),
        ),
    ),
    pages=tuple(CountPage(path, name, Act.STATISTICS, view) for path, name, view in _PAGES),
    routes=Routes(public="azukari.features.statistics.urls", root="azukari.features.statistics.root_urls"),
    hooks=(Hook(listen, note), Hook(on_asked, views)),
)
