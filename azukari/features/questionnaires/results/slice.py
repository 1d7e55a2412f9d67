"""Slice of results of questionnaires: what staff learn from answers, and what is published of it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.front_cards import FrontPart
from azukari.features.questionnaires.results.news import news
from azukari.features.questionnaires.results.refresh import refresh_all, seal_counts
from azukari.features.questionnaires.sealed_answers import on_renewed
from azukari.lib.job import Job, Lane
from azukari.policy.terms import FormKind
from azukari.shells.staff.menu import MenuEntry
from azukari.slice import Hook, Routes, Slice

SLICE = Slice(
    name="questionnaires.results",
    jobs=(Job("counts of answers", timedelta(minutes=1), refresh_all, Lane.UPKEEP),),
    menu=(
        MenuEntry("console-results", _("Survey results"), "chart", order=37, kinds=frozenset({FormKind.QUESTIONNAIRE})),
    ),
    front=(FrontPart("results", news=news),),
    hooks=(Hook(on_renewed, seal_counts),),
    routes=Routes(
        staff="azukari.features.questionnaires.results.desk.urls", public="azukari.features.questionnaires.results.urls"
    ),
)
