"""Desk of records: people and submissions, their mentions and duplicates, and who is never written to."""

from django.utils.translation import gettext_lazy as _

from azukari.features.records.figures import SOURCES
from azukari.features.records.mentions_waiting import pressing
from azukari.features.records.number_search import NUMBERS
from azukari.features.records.today import waiting
from azukari.policy.terms import Act, FormKind
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="records",
    menu=(
        MenuEntry(
            "console-people",
            _("People"),
            "people",
            order=10,
            kinds=frozenset(FormKind),
            after_miss=_("Look through the list of people"),
        ),
        MenuEntry(
            "console-duplicates", _("Duplicates"), "chain", order=12, group=Group.SYSTEM, acts=frozenset({Act.MERGE})
        ),
        MenuEntry(
            "console-suppression",
            _("Do not contact"),
            "cross",
            order=15,
            group=Group.MAIL,
            acts=frozenset({Act.SUPPRESS}),
        ),
    ),
    tallies=SOURCES,
    numbers=NUMBERS,
    needs=(waiting, pressing),
    routes=Routes(staff="azukari.features.records.urls", api=("azukari.features.records.api",)),
)
