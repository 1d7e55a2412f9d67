"""Desk of exports: lists that staff take out for a purpose of theirs."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.vault.hooks import on_corrected, on_ended, on_parted
from azukari.features.exports.leaving import ListHolder, when_corrected, when_ended, when_parted
from azukari.features.exports.order import tend
from azukari.features.exports.ways import WAYS
from azukari.features.exports.work import work
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.worker.dry_run import by_trying
from azukari.slice import Hook, Routes, Slice

_UNTIL = "program: six hours, or ten minutes after it was fetched"

SLICE = Slice(
    name="exports",
    ways=WAYS,
    holders=(ListHolder(),),
    jobs=(
        Job("lists taken out", timedelta(seconds=1), work, Lane.BULK, dated=False),
        Job("fetched lists", timedelta(minutes=1), tend, Lane.UPKEEP),
    ),
    sweeps=(by_trying("fetched-lists", tend, holder="exports", what="list-line", clause=_UNTIL),),
    menu=(
        MenuEntry(
            "console-exports", _("Exports"), "download", order=31, group=Group.SYSTEM, acts=frozenset({Act.EXPORT})
        ),
    ),
    routes=Routes(staff="azukari.features.exports.urls"),
    hooks=(Hook(on_ended, when_ended), Hook(on_corrected, when_corrected), Hook(on_parted, when_parted)),
)
