"""Slice of results of questionnaires: what staff learn from answers, and what is published of it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import MenuEntry
from azukari.lib.job import Job, Lane
from azukari.policy.terms import FormKind
from azukari.questionnaires.results.refresh import refresh_all, seal_counts
from azukari.questionnaires.sealed_answers import on_renewed
from azukari.slice import Hook, Slice

SLICE = Slice(
    name="questionnaires.results",
    jobs=(Job("counts of answers", timedelta(minutes=1), refresh_all, Lane.UPKEEP),),
    menu=(
        MenuEntry("console-results", _("Survey results"), "chart", order=37, kinds=frozenset({FormKind.QUESTIONNAIRE})),
    ),
    hooks=(Hook(on_renewed, seal_counts),),
    desk_urls="azukari.questionnaires.results.desk.urls",
    public_urls="azukari.questionnaires.results.urls",
)
