"""Slice of training: courses for staff, tied to duties and policy, that gate access; one for contractors (P33, P34)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.accounts import readiness
from azukari.core.mail.letter import OfficeKind
from azukari.core.policy_versions.hooks import on_published
from azukari.features.training import contractors, letters
from azukari.features.training.asked import ask
from azukari.features.training.control import CONTROL, LEARNED
from azukari.features.training.desk.needs import lapsed, studying
from azukari.features.training.gate import gate
from azukari.features.training.remind import LETTER, forget, remind
from azukari.features.training.tallies import TALLIES
from azukari.lib.job import Job, Lane
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.worker.dry_run import by_trying
from azukari.slice import Hook, Routes, Slice

_KEPT = "program: passes three years, counts of attempts a day"

SLICE = Slice(
    name="training",
    letters=(
        OfficeKind(LETTER, letters.build, letters.addressee),
        OfficeKind(contractors.LETTER, letters.of_trainee, letters.trainee_address),
    ),
    jobs=(
        Job("reminders of training", timedelta(hours=1), remind, Lane.UPKEEP),
        Job("records of training", timedelta(hours=6), forget, Lane.UPKEEP),
    ),
    sweeps=(by_trying("training", forget, holder="training", what="pass", clause=_KEPT),),
    controls=(CONTROL, LEARNED),
    tallies=TALLIES,
    menu=(MenuEntry("console-training", _("Training"), "lesson", order=88, group=Group.PRIVACY),),
    needs=(studying, lapsed),
    routes=Routes(staff="azukari.features.training.desk.urls", public="azukari.features.training.urls"),
    hooks=(Hook(readiness.register, gate), Hook(on_published, ask)),
)
