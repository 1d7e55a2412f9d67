"""Weekly mail of page statistics: last week's totals to the organisation's own address, if the settings name one.

The mail holds what staff read on the page of the numbers, in fewer words, and of nobody. A week is sent once: its row
is written in the transaction that hands the mail over, so that one that was not taken is tried again.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.mail.internal import internal
from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics.dimension import OTHER, Dimension
from azukari.features.statistics.models import MailedWeek
from azukari.features.statistics.report import Days, daily, totals, visitors
from azukari.features.statistics.sites import OWN, host_of_origin
from azukari.features.statistics.work import losing, works
from azukari.lib.day import in_words
from azukari.policy.terms import Policy

_AT = time(8)
_FIRST, _WORST = 5, 3
_SHOWN = (Dimension.VIEWS, Dimension.PAGE, Dimension.REFERRER)


def send_week(now: datetime) -> int:
    """Send last week's totals, from Monday morning on by the organisation's clocks; returns how many mails went.

    Raises:
        OSError: the mail server did not take it; the next time tries again.
    """
    to = settings.AZUKARI.statistics_to
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    monday = today - timedelta(days=today.weekday())
    due = datetime.combine(monday, _AT, tzinfo=policy.organisation.zone) <= now
    if not (to and due) or MailedWeek.objects.filter(first=monday - timedelta(weeks=1)).exists():
        return 0
    week = Days(monday - timedelta(weeks=1), monday - timedelta(days=1))
    with transaction.atomic():
        if not MailedWeek.objects.get_or_create(first=week.since)[1]:
            return 0
        _mail(to, week, policy).send()
    return 1


def _mail(to: str, week: Days, policy: Policy) -> EmailMultiAlternatives:
    lang = settings.AZUKARI.language
    with translation.override(lang):
        dates = {"since": in_words(week.since, lang), "until": in_words(week.until, lang)}
        subject = _("Page statistics from %(since)s to %(until)s") % dates
        origins = ((name, host_of_origin(name)) for name in policy.statistics.sites)
        parts = [_site(_("Our pages here"), OWN, week), *(_site(origin, site, week) for origin, site in origins)]
        end = _("More, and the same as tables: %(address)s") % {
            "address": f"{settings.AZUKARI.base_url}/console/statistics/?days=7"
        }
    name = policy.organisation.name[lang]
    return internal(subject, "\n".join([*parts, end, ""]), to=to, lang=lang, organisation=name)


def _site(title: str, site: str, week: Days) -> str:
    return "\n".join([f"■ {title}", *_told(site, week), ""])


def _told(site: str, week: Days) -> Iterator[str]:
    found = totals(site, week, _SHOWN)
    before = totals(site, week.before, (Dimension.VIEWS,))[Dimension.VIEWS][""]
    views = {"number": found[Dimension.VIEWS][""], "before": before}
    yield _("Views: %(number)s (the week before: %(before)s)") % views
    yield from _audience(site, week)
    for heading, dimension in ((_("Pages"), Dimension.PAGE), (_("Sites that led here"), Dimension.REFERRER)):
        most = [(value, count) for value, count in found[dimension].most_common() if value != OTHER][:_FIRST]
        if most:
            yield "\n".join([f"{heading}:", *(f"  {count:>6}  {value}" for value, count in most)])
    lost = losing(works(site, week).values())[:_WORST]
    if lost:
        heading = _("Pages that lose people (the page of improvements says why):")
        yield "\n".join([heading, *(f"  {one.work.page}" for one in lost)])


def _audience(site: str, week: Days) -> Iterator[str]:
    """About how many different visitors a day had; nothing where no day was counted whole."""
    if found := daily(visitors(site, week)):
        words = {"number": found.people, "spread": found.spread, "days": found.days}
        yield _("Visitors a day: about %(number)s (±%(spread)s), the average of %(days)s day(s)") % words
