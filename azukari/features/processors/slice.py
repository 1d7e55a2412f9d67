"""Slice of supervision: recipients, their contracts and transfers, and who looks after them (P23-P26, P35)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.core.mail.letter import OfficeKind
from azukari.features.processors import letters, reminder_letters, unusual
from azukari.features.processors.call import LETTER, tend
from azukari.features.processors.desk.needs import pressing
from azukari.features.processors.desk.reading import waiting
from azukari.features.processors.remind import LETTER as REMINDER
from azukari.features.processors.remind import forget, remind
from azukari.features.processors.tallies import TALLIES
from azukari.lib.job import Job, Lane
from azukari.policy.terms import Act
from azukari.shells.staff.menu import Group, MenuEntry
from azukari.shells.worker.dry_run import by_trying
from azukari.slice import Routes, Slice

_GATE = frozenset({Act.SUPERVISE, Act.DISCLOSE, Act.APPROVE_DISCLOSURE})
_KEPT = "program: a year and thirty days after it was made"

SLICE = Slice(
    name="processors",
    letters=(
        OfficeKind(LETTER, letters.build, letters.addressee),
        OfficeKind(REMINDER, reminder_letters.build, reminder_letters.addressee),
    ),
    jobs=(
        Job("unusual reading", timedelta(minutes=5), unusual.watch, Lane.UPKEEP, dated=False),
        Job("questions to contractors", timedelta(minutes=1), tend, Lane.UPKEEP),
        Job("reminders of supervision", timedelta(minutes=10), remind, Lane.UPKEEP),
        Job("mail of supervision", timedelta(hours=6), forget, Lane.UPKEEP),
    ),
    sweeps=(by_trying("supervision-mail", forget, holder="supervision", what="call", clause=_KEPT),),
    controls=(unusual.CONTROL,),
    tallies=TALLIES,
    menu=(MenuEntry("console-recipients", _("Recipients"), "send", order=70, group=Group.PRIVACY, acts=_GATE),),
    needs=(pressing, waiting),
    routes=Routes(
        staff="azukari.features.processors.desk.urls",
        public="azukari.features.processors.urls",
        api=("azukari.features.processors.api", "azukari.features.processors.desk.api"),
    ),
)
