"""Slice of results of questionnaires: what staff learn from answers, and what is published of it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import MenuEntry
from azukari.lib.job import Job, Lane
from azukari.policy.terms import FormKind
from azukari.questionnaires.results.refresh import refresh_all
from azukari.slice import Slice

SLICE = Slice(
    name="questionnaires.results",
    jobs=(Job("counts of answers", timedelta(minutes=1), refresh_all, Lane.UPKEEP),),
    menu=(
        MenuEntry("console-results", _("Survey results"), "chart", order=37, kinds=frozenset({FormKind.QUESTIONNAIRE})),
    ),
    desk_urls="azukari.questionnaires.results.desk.urls",
    public_urls="azukari.questionnaires.results.urls",
)
