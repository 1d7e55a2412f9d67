"""Operator's daily mail: which controls broke, sent each morning until they are mended; on a good day there is none.

The mail says which claims do not hold and since when, in the words of the controls page. What they found stays
there: mail is read on many machines. It is written for colleagues whose duty is to operate the installation.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.accounts.who import addressees, email_of
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.mail.once import enqueue_once
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.features.morning.models import DailyMail
from azukari.lib.control import ControlState, claims
from azukari.lib.control_outcomes import Noted, read_outcomes
from azukari.lib.day import in_words
from azukari.policy.terms import Act
from azukari.shells.worker.controlling import outcomes_file

LETTER = "morning:digest"
_FROM = time(7)
_KEPT = timedelta(days=31)  # rows of days that are over serve nobody


def write_due(now: datetime) -> int:
    """Write to each operator, from seven in the morning on by the organisation's clocks, once a day and only while a
    control is broken; returns how many mails.
    """
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    if now < datetime.combine(today, _FROM, tzinfo=policy.organisation.zone) or not broken():
        return 0
    DailyMail.objects.filter(day__lt=today - _KEPT).delete()
    keys = [{"addressee": addressee, "day": today} for addressee in addressees(policy, Act.OPERATE)]
    lang = settings.AZUKARI.language
    return sum(enqueue_once(LETTER, DailyMail.objects, key, lang=lang, now=now) for key in keys)


def broken() -> list[Noted]:
    """What the last round of controls found broken, the longest first."""
    found = read_outcomes(outcomes_file())
    known = claims()
    rows = [one for one in (found[1] if found else ()) if one.state is ControlState.BROKEN and one.name in known]
    return sorted(rows, key=lambda one: one.since)


def addressee_of(message: Message) -> str:
    """The operator's address, looked up when the mail goes; nobody once they have left."""
    row = message.about(DailyMail.objects)
    return email_of(row.addressee) if row else ""


def build(message: Message, now: datetime) -> Letter | None:  # noqa: ARG001
    """The mail; None if everything was mended meanwhile."""
    rows = broken()
    if not rows:
        return None
    known = claims()
    organisation = current().policy.organisation
    lines = tuple(
        _("✕ %(claim)s (not so since %(day)s)")
        % {"claim": _(known[row.name]), "day": in_words(organisation.day(row.since), message.lang)}
        for row in rows
    )
    count = len(rows)
    return Letter(
        ngettext(
            "Your installation needs you: %(count)s control is broken",
            "Your installation needs you: %(count)s controls are broken",
            count,
        )
        % {"count": count},
        (_("This does not hold any more:"), *lines),
        (_("Open the console"), f"{settings.AZUKARI.base_url}{reverse('console')}"),
        (
            _(
                "See “Controls and audits” there for what was found and what to do. On the server, run azukari "
                "doctor. This email comes each morning until it is fixed."
            ),
        ),
    )
