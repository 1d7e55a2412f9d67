"""Slice of the director's page: numbers of all features for a year, for a duty that sees no person."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.features.director import page
from azukari.features.director.keeping import keep
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.shells.staff.count_page import CountPage
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Slice

_PAGES = (
    ("figures/", "console-figures", page.show),
    ("figures/file/", "console-figures-file", page.as_csv),
    ("figures/paper/", "console-figures-paper", page.as_pdf),
)

SLICE = Slice(
    name="director",
    jobs=(Job("figures of months", timedelta(hours=1), keep, Lane.UPKEEP),),
    menu=(
        MenuEntry(
            "console-figures",
            _("Figures of the year"),
            "chart",
            order=10,
            acts=frozenset({Act.FIGURES}),
        ),
    ),
    pages=tuple(CountPage(path, name, Act.FIGURES, view) for path, name, view in _PAGES),
)
