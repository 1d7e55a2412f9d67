"""Bulk or unusual reading is told to whoever audits, by email and as a finding, until somebody has asked about it."""

import logging
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from azukari.core.accounts.duties import able
from azukari.core.ledger.events import actor_reference
from azukari.core.mail.internal import internal
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.trail import looks
from azukari.features.processors.models import UnusualReading
from azukari.lib.control import Control, Findings
from azukari.lib.failure import report
from azukari.lib.sentence import Sentence
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Actor, Policy
from azukari.policy.unusual import DAY, Found, Unusual, unusual
from azukari.shells.staff.answer import staff_name

_log = logging.getLogger("azukari.features.processors")


def watch(now: datetime) -> int:
    """Look over the reading of the last day; returns how much of it is told for the first time."""
    if (policy := ruling_policy()) is None:
        return 0
    found = unusual(looks(now - DAY), timezone=policy.organisation.timezone)
    new = [row for each in found if (row := _kept(each, policy.organisation.day(each.at), now))]
    for row in new:
        _tell(row, policy)
    return len(new)


def _kept(found: Found, day: date, now: datetime) -> UnusualReading | None:
    """The row, if there was none of that day yet."""
    reader = "" if found.sort is Unusual.READERS else str(found.about)
    with transaction.atomic():
        row, made = UnusualReading.objects.get_or_create(
            sort=found.sort, reader=reader, day=day, defaults={"count": found.count, "told_at": now}
        )
        if not made and found.count > row.count:
            row.count = found.count
            row.save(update_fields=["count"])
    return row if made else None


def in_words(row: UnusualReading) -> str:
    """What was unusual, in the language of the moment; names a colleague, and nobody else."""
    words = {"name": staff_name(row.reader) or "–", "count": row.count}
    if row.sort == Unusual.MANY:
        return _("%(name)s opened data of %(count)d people within an hour.") % words
    if row.sort == Unusual.NIGHT:
        return _("%(name)s opened data of %(count)d people at night.") % words
    return _("%(count)d colleagues opened data of one and the same person within a day.") % words


def unseen() -> list[UnusualReading]:
    """What nobody has looked at yet, oldest first."""
    return list(UnusualReading.objects.filter(seen_at__isnull=True).order_by("day", "id"))


def see(id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Somebody has asked about it; nobody does so about their own reading. Returns whether it counts."""
    rows = UnusualReading.objects.filter(id=id, seen_at__isnull=True).exclude(reader=actor_reference(actor))
    return bool(rows.update(seen_by=actor_reference(actor), seen_at=now))


def _tell(row: UnusualReading, policy: Policy) -> None:
    """Mail everybody who audits, but whose reading it is. It stands on a page of the console as well."""
    auditors = able().filter(duties__duty__in=duties_with(policy, Act.AUDIT))
    for user in auditors:
        if f"staff:{user.reference}" == row.reader:
            continue
        parts, subjects = [], []
        for lang in policy.languages:
            with translation.override(lang):
                subjects.append(_("Unusual reading"))
                foot = _(
                    "It may be in order. Ask what it was for, then say on the page Unusual reading that you have "
                    "looked."
                )
                parts.append(f"{in_words(row)}\n{foot}\n\n{settings.AZUKARI.base_url}/console/reading/\n")
        try:
            internal(" / ".join(subjects), "\n".join(parts), to=user.email).send()
        except OSError as error:
            report(error, what="An email about unusual reading was not taken; it stands as a finding", log=_log)


_UNSEEN = Sentence(
    "Unusual reading was seen %(count)d times, and nobody has looked. See the page Unusual reading of the console."
)


def _unusual(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    return _UNSEEN.counted(len(unseen()))


CONTROL = Control(
    "reading",
    gettext_noop("Each unusual reading has been questioned."),
    (1,),
    _unusual,
    size=UnusualReading.objects.count,
)
