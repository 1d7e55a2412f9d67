"""Slice of supervision: recipients, their contracts and transfers, and who looks after them (P23-P26, P35)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.desk.menu import Group, MenuEntry
from azukari.lib.job import Job, Lane
from azukari.mail.letter import OfficeKind
from azukari.policy.terms import Act
from azukari.slice import Slice
from azukari.supervision import letters, reminder_letters, unusual
from azukari.supervision.call import LETTER, tend
from azukari.supervision.desk.needs import pressing
from azukari.supervision.desk.reading import waiting
from azukari.supervision.remind import LETTER as REMINDER
from azukari.supervision.remind import forget, remind
from azukari.supervision.tallies import TALLIES
from azukari.upkeep.dry_run import by_trying

_GATE = frozenset({Act.SUPERVISE, Act.DISCLOSE, Act.APPROVE_DISCLOSURE})
_KEPT = "program: a year and thirty days after it was made"

SLICE = Slice(
    name="supervision",
    office_letters=(
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
    desk_urls="azukari.supervision.desk.urls",
    public_urls="azukari.supervision.urls",
    api=("azukari.supervision.api", "azukari.supervision.desk.api"),
)
