"""Slice of training: courses for staff, tied to duties and policy, that gate access; one for contractors (P33, P34)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.accounts import readiness
from azukari.charter.sockets import on_published
from azukari.desk.menu import Group, MenuEntry
from azukari.lib.job import Job, Lane
from azukari.mail.letter import OfficeKind
from azukari.slice import Hook, Slice
from azukari.stewardship.training import contractors, letters
from azukari.stewardship.training.asked import ask
from azukari.stewardship.training.control import CONTROL, LEARNED
from azukari.stewardship.training.desk.needs import lapsed, studying
from azukari.stewardship.training.gate import gate
from azukari.stewardship.training.remind import LETTER, forget, remind
from azukari.stewardship.training.tallies import TALLIES
from azukari.upkeep.dry_run import by_trying

_KEPT = "program: passes three years, counts of attempts a day"

SLICE = Slice(
    name="stewardship.training",
    office_letters=(
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
    desk_urls="azukari.stewardship.training.desk.urls",
    public_urls="azukari.stewardship.training.urls",
    hooks=(Hook(readiness.register, gate), Hook(on_published, ask)),
)
