"""Operator's mail about a process that stood still and was replaced: at once, and at most one within an hour.

It says which process, how often and when; where its threads stood is in the log of the server.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from azukari.core.accounts.who import addressees, email_of
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.mail.once import enqueue_once
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.features.morning.models import ReplacedMail
from azukari.lib.day import moment_in_words
from azukari.lib.pulse import Role
from azukari.policy.terms import Act
from azukari.shells.worker.replaced import each

LETTER = "morning:replaced"
_NEWS = timedelta(days=1)  # what lies longer back is told to nobody any more
_KEPT = timedelta(days=31)
_NAMES = {Role.WEB: gettext_noop("The process that answers visitors"), Role.WORKER: gettext_noop("The worker")}


def write_due(now: datetime) -> int:
    """Write to each operator about what was replaced, once for each hour in which something was; returns how many."""
    found = [one.at for one in each(settings.AZUKARI.root) if timedelta(0) <= now - one.at < _NEWS]
    policy = ruling_policy() if found else None
    if policy is None:
        return 0
    ReplacedMail.objects.filter(hour__lt=now - _KEPT).delete()
    hours = {at.replace(minute=0, second=0, microsecond=0) for at in found}
    keys = [{"addressee": one, "hour": hour} for one in addressees(policy, Act.OPERATE) for hour in sorted(hours)]
    lang = settings.AZUKARI.language
    return sum(enqueue_once(LETTER, ReplacedMail.objects, key, lang=lang, now=now) for key in keys)


def addressee_of(message: Message) -> str:
    """The operator's address, looked up when the mail goes; nobody once they have left."""
    row = message.about(ReplacedMail.objects)
    return email_of(row.addressee) if row else ""


def build(message: Message, now: datetime) -> Letter | None:  # noqa: ARG001
    """The mail; None if the files that tell of it are gone."""
    zone, rows = current().policy.organisation.zone, list(each(settings.AZUKARI.root))
    if not rows:
        return None
    lines = tuple(
        _("%(process)s (%(count)s until now, last on %(moment)s)")
        % {"process": _(_NAMES[row.role]), "count": row.count, "moment": moment_in_words(row.at, message.lang, zone)}
        for row in rows
    )
    return Letter(
        _("A process of your installation stopped responding and was replaced"),
        (_("This was stopped and restarted because it did not respond:"), *lines),
        (_("Open the console"), f"{settings.AZUKARI.base_url}{reverse('console')}"),
        (
            _(
                "Nothing that was confirmed to anyone is lost. The server’s log shows where the process was; please "
                "report that to the developers. At most one such email is sent in an hour."
            ),
        ),
    )
