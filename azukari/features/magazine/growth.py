"""Growth and loss of a list: counts by day, kept when nobody of that day is left, and plots of them by month."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.translation import gettext as _

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import ListDay
from azukari.policy.terms import Organisation
from azukari.shells.staff.plot import Plot, Span, months, plot

_MONTHS = 13
_BACK = 400
"""So many days are filled in from the consents that are there, when a list is counted for the first time."""


def count_today(now: datetime) -> int:
    """Count every list as it stands today; returns how many lists there are."""
    if (policy := ruling_policy()) is None:
        return 0
    known = lists(policy).values()
    for of in known:
        _count(of, policy.organisation, now)
    return len(known)


def _count(of: MailingList, organisation: Organisation, now: datetime) -> None:
    today = organisation.day(now)
    before = ListDay.objects.filter(form=of.slug, day__lt=today).order_by("-day").first()
    if before is None:
        before = _look_back(of, organisation, today, now)
    readers = Grant.objects.living(now).unsettled().filter(purpose=of.purpose).values("person_id").distinct().count()
    joined = _joined(of, _since(today, before, organisation), now)
    left = max(0, (before.readers if before else 0) + joined - readers)
    kept = {"readers": readers, "joined": joined, "left": left}
    ListDay.objects.update_or_create(form=of.slug, day=today, defaults=kept)


def _since(today: date, before: ListDay | None, organisation: Organisation) -> datetime:
    """From the day after the last one that was counted: days on which nothing ran belong to the next one that did."""
    first = min(today, before.day + timedelta(days=1)) if before else today
    return organisation.midnight(first)


def _joined(of: MailingList, since: datetime, now: datetime) -> int:
    """Who begins to read, and had no consent that lived at the moment before."""
    new = Grant.objects.begun(now).filter(purpose=of.purpose, begins_at__gte=since)
    still = Grant.objects.filter(purpose=of.purpose, begins_at__lt=since).not_ended(since)
    return new.exclude(person_id__in=still.values("person_id")).values("person_id").distinct().count()


def _look_back(of: MailingList, organisation: Organisation, today: date, now: datetime) -> ListDay | None:
    """Fill in the days before the first count, from the readers that are still known, gone ones included."""
    known = Grant.objects.filter(purpose=of.purpose).values("person_id").annotate(first=Min("begins_at"))
    joined = known.values_list("person_id", "first")
    days = Counter(organisation.day(first) for _person, first in joined if first <= now)
    earlier = sorted(day for day in days if day < today)
    total, rows = 0, list[ListDay]()
    for day in earlier:
        total += days[day]
        if day >= today - timedelta(days=_BACK):
            rows.append(ListDay(form=of.slug, day=day, readers=total, joined=days[day], left=0))
    ListDay.objects.bulk_create(rows, ignore_conflicts=True)
    return rows[-1] if rows else None


def plots(of: MailingList, *, zone: ZoneInfo, now: datetime) -> Sequence[Plot]:
    """Readers at the end of each month, those who came, and those who left. Two queries."""
    spans = months(now.astimezone(zone).date(), _MONTHS, zone=zone)
    rows = list(ListDay.objects.filter(form=of.slug, day__gte=spans[0].day).order_by("day"))
    earlier = ListDay.objects.filter(form=of.slug, day__lt=spans[0].day).order_by("-day").first()
    stood, standing = list[int](), earlier.readers if earlier else 0
    for span in spans:
        of_month = _in(rows, span)
        standing = of_month[-1].readers if of_month else standing
        stood.append(standing)
    came = [sum(row.joined for row in _in(rows, span)) for span in spans]
    gone = [sum(row.left for row in _in(rows, span)) for span in spans]
    return [
        plot("readers", _("Readers at the end of the month"), _("Readers"), spans, stood),
        plot("joined", _("Joined"), _("Readers"), spans, came),
        plot("left", _("Unsubscribed"), _("Readers"), spans, gone),
    ]


def _in(rows: Sequence[ListDay], span: Span) -> list[ListDay]:
    return [row for row in rows if row.day.year == span.day.year and row.day.month == span.day.month]
