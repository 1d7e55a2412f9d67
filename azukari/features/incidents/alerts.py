"""Mails about the clocks of an incident, to whoever looks after it: when one begins to run, a day before its end, and
once it is too late. Of a drill none goes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.accounts.who import addressees, email_of
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.mail.once import enqueue_once
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.features.incidents import words
from azukari.features.incidents.models import Alert, Incident
from azukari.features.incidents.register import left, real_ones
from azukari.lib.day import in_words
from azukari.policy.breach import Owed
from azukari.policy.terms import Act

LETTER = "incidents:clock"
BEGUN, NEAR, LATE = "begun", "near", "late"
_NEAR = timedelta(hours=24)


def tell_of_clocks(now: datetime) -> int:
    """Write to everybody who looks after incidents what is new about their clocks; returns how many mails."""
    if (policy := ruling_policy()) is None:
        return 0
    count, colleagues = 0, addressees(policy, Act.SUPERVISE)
    for incident in real_ones():
        for owed in left(incident, policy):
            count += sum(_tell(incident, owed, addressee, now) for addressee in colleagues)
    return count


def sort_of(owed: Owed, now: datetime) -> str:
    """What there is to say of a clock now."""
    if owed.due is None:
        return BEGUN
    return LATE if owed.due <= now else NEAR if owed.due - _NEAR <= now else BEGUN


def _tell(incident: Incident, owed: Owed, addressee: str, now: datetime) -> int:
    key = {"incident": incident, "duty": owed.duty.value, "sort": sort_of(owed, now), "addressee": addressee}
    return enqueue_once(LETTER, Alert.objects, key, lang=settings.AZUKARI.language, now=now, made_at=now)


def addressee_of(message: Message) -> str:
    """The colleague's address, looked up when the mail goes; nobody once they have left."""
    row = message.about(Alert.objects)
    return email_of(row.addressee) if row else ""


def build(message: Message, now: datetime) -> Letter | None:
    """The mail; None if it was done meanwhile. It tells of no registrant, and of nothing that was written."""
    row = message.about(Alert.objects.select_related("incident"))
    if row is None or row.incident.closed_at:
        return None
    owed = next((one for one in left(row.incident, current().policy) if one.duty == row.duty), None)
    if owed is None:
        return None
    said = {"number": row.incident.number, "duty": str(words.DUTIES[owed.duty])}
    said["until"] = until_words(owed, message.lang)
    subject = {
        BEGUN: _("Incident %(number)s: %(duty)s"),
        NEAR: _("Incident %(number)s, one day left: %(duty)s"),
        LATE: _("Incident %(number)s, overdue: %(duty)s"),
    }[row.sort if row.sort in (BEGUN, NEAR, LATE) else sort_of(owed, now)]
    address = f"{settings.AZUKARI.base_url}{reverse('console-incident', args=[row.incident_id])}"
    return Letter(
        subject % said,
        (_("Still to be done for incident %(number)s: %(duty)s (%(until)s).") % said,),
        (_("Open the incident"), address),
    )


def until_words(owed: Owed, lang: str) -> str:
    """By when, in words."""
    if owed.last_day:
        return _("by %(day)s") % {"day": in_words(owed.last_day, lang)}
    if owed.due:
        policy = current().policy
        at = owed.due.astimezone(policy.organisation.zone)
        return _("by %(day)s, %(time)s") % {
            "day": in_words(policy.organisation.day(owed.due), lang),
            "time": f"{at:%H:%M}",
        }
    return _("without delay")
