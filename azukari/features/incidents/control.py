"""The control of incidents: the law's duties are done in time, lessons learnt by their day (P32, P36)."""

from datetime import datetime

from django.utils.translation import gettext_noop

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.incidents.alerts import LATE, sort_of
from azukari.features.incidents.models import Incident, Lesson
from azukari.features.incidents.register import left, real_ones
from azukari.lib.control import Control, Findings
from azukari.lib.danger import LAW
from azukari.lib.sentence import Sentence

_DUTIES_LATE = Sentence("%(count)d duties of an incident are past the time that the law gives. See the page Incidents.")
_LESSONS_LATE = Sentence("%(count)d measures after incidents are overdue. See the page Incidents.")


def _late(now: datetime) -> Findings:
    if (policy := ruling_policy()) is None:
        return
    waiting = [owed for incident in real_ones() for owed in left(incident, policy)]
    yield from _DUTIES_LATE.counted(sum(sort_of(owed, now) == LATE for owed in waiting))
    today = policy.organisation.day(now)
    yield from _LESSONS_LATE.counted(Lesson.objects.filter(done_at__isnull=True, due__lt=today).count())


CONTROL = Control(
    "incidents",
    gettext_noop("Incidents are reported in time, and their lessons learnt by their day."),
    (32, 36),
    _late,
    danger=LAW,
    size=Incident.objects.count,
)
