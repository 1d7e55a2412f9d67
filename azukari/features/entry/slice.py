"""Slice of entry by hand: staff write down for somebody what came on paper, in person or by phone (P03, P19, P20)."""

from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import FormKind
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Routes, Slice

SLICE = Slice(
    name="entry",
    menu=(
        MenuEntry(
            "console-entry",
            _("Enter by hand"),
            "pen",
            order=40,
            kinds=frozenset(FormKind),
            after_miss=_("Enter a new person by hand"),
        ),
    ),
    routes=Routes(staff="azukari.features.entry.urls"),
)
