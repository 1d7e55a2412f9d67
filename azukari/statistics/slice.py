"""Slice of page statistics: totals without visitors."""

from datetime import timedelta

from azukari.forms.steps import listen
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.slice import Hook, Slice
from azukari.statistics.counter import note
from azukari.statistics.fold import fold_days
from azukari.statistics.retention import purge
from azukari.statistics.section import funnel_of_form
from azukari.upkeep.dry_run import by_trying

SLICE = Slice(
    name="statistics",
    jobs=(
        Job("page statistics", timedelta(hours=1), purge, Lane.UPKEEP),
        Job("ends of counted days", timedelta(minutes=10), fold_days, Lane.UPKEEP),
    ),
    sweeps=(by_trying("page-statistics", purge, holder="statistics", what="count", clause="statistics.retention"),),
    number_sections=(Section("funnel", "statistics/funnel.html", funnel_of_form),),
    root_urls="azukari.statistics.root_urls",
    hooks=(Hook(listen, note),),
)
