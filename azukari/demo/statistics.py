"""Two years of counts for the demonstration, with a shape: weeks, seasons, a campaign, and a page that was mended."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.core.forms.models import Channel, Submission
from azukari.core.forms.steps import FunnelStep
from azukari.core.policy_versions.current import Current
from azukari.features.statistics.dimension import OTHER, Dimension
from azukari.features.statistics.fold import is_folded
from azukari.features.statistics.models import Annotation, Audience, CountedDay, FormCount, Goal, MonthCount
from azukari.features.statistics.page_counts import Key, add
from azukari.features.statistics.periods import DAY
from azukari.features.statistics.sites import OWN
from azukari.features.statistics.sketch import ERROR_PERMILLE

_DAYS = 730
_WHOLE = 120  # days ago, from which on every total of a day is there; before that the months tell
_EACH_DAY = frozenset({Dimension.VIEWS, Dimension.PAGE})
_MENDED = 40  # days ago
_FORM = "/ja/forms/membership"
_CAMPAIGN = "/ja/campaigns/plastic-free-river"
_PAGES = {
    "/ja/": 30,
    _CAMPAIGN: 16,
    _FORM: 10,
    "/ja/privacy": 5,
    "/ja/contact": 5,
    "/en/": 6,
    "/en/contact": 6,
    "/ja/forms/volunteers": 6,
}
_WEIGHTS = sum(_PAGES.values())
_OF: dict[Dimension, dict[str, int]] = {
    Dimension.REFERRER: {"google.com": 20, "yahoo.co.jp": 9, "t.co": 5, "example.org": 3},
    Dimension.DEVICE: {"phone": 58, "computer": 38, "tablet": 4},
    Dimension.BROWSER: {"Safari": 40, "Chrome": 38, "Edge": 10, "LINE": 7, "Firefox": 5},
    Dimension.SYSTEM: {"iOS": 38, "Android": 22, "Windows": 28, "macOS": 12},
    Dimension.LANGUAGE: {"ja": 90, "en": 8, "zh": 2},
    Dimension.COUNTRY: {"JP": 92, "US": 5, "GB": 2},
    Dimension.DEPTH: {"0": 20, "25": 18, "50": 16, "75": 20, "100": 26},
    Dimension.TIME: {"0-10": 25, "10-30": 30, "30-60": 25, "60-180": 16, "180-600": 4},
}


def add_statistics(charter: Current, *, now: datetime) -> int:
    """Write them; returns how many totals of days there are."""
    policy, chance = charter.policy, random.Random(17)  # noqa: S311 - a shape, and the same each time
    today = policy.organisation.day(now)
    days = [today - timedelta(days=back) for back in range(_DAYS, 0, -1)]
    rows: Counter[Key] = Counter()
    months: Counter[Key] = Counter()
    audience = []
    for place, day in enumerate(days):
        busy = 1.6 if day.month in (6, 11) else 1.0  # while a campaign runs; besides, it grows, and rests at weekends
        views = round((60 + place / 9) * (0.65 if day.weekday() > 4 else 1) * busy * chance.uniform(0.8, 1.2))
        mended = day >= today - timedelta(days=_MENDED)
        for key, count in _of_day(day, views, mended=mended, chance=chance).items():
            months[key[0], day.replace(day=1), *key[2:]] += count
            if key[2] in _EACH_DAY or place >= _DAYS - _WHOLE:
                rows[key] = count
        audience.append(
            Audience(site=OWN, span=DAY, first=day, run=0, people=round(views * 0.42), error_permille=ERROR_PERMILLE)
        )
    rows = _folded(rows, policy.statistics.fold_below)
    with transaction.atomic():
        add(rows)
        MonthCount.objects.bulk_create(
            MonthCount(site=site, day=day, dimension=dimension.value, page=page, value=value, count=count)
            for (site, day, dimension, page, value), count in months.items()
        )
        CountedDay.objects.bulk_create([CountedDay(site=OWN, day=day) for day in days])
        Audience.objects.bulk_create(audience)
        Goal.objects.create(site=OWN, dimension=Dimension.PAGE, value=_FORM, title="入会のフォーム / Membership form")
        text = "項目を八つから五つに減らした / Five fields instead of eight"
        FormCount.objects.bulk_create(_funnels(days[-_WHOLE:], policy.organisation.zone, chance))
        Annotation.objects.create(site=OWN, day=today - timedelta(days=_MENDED), page=_FORM, text=text)
    return len(rows)


def _funnels(days: Sequence[date], zone: ZoneInfo, chance: random.Random) -> Iterator[FormCount]:
    """How far each form was taken on each day: what was sent and confirmed is what has come in, and before it some saw
    the form, and fewer began it."""
    came = Submission.objects.filter(channel=Channel.PAGE).values_list("form", "lang", "created_at", "accepted_at")
    sent: Counter[tuple[str, str, date]] = Counter()
    confirmed: Counter[tuple[str, str, date]] = Counter()
    for form, lang, created, accepted in came:
        sent[form, lang, created.astimezone(zone).date()] += 1
        confirmed[form, lang, created.astimezone(zone).date()] += accepted is not None
    for form, lang in sorted({key[:2] for key in sent}):
        for day in days:
            taken = sent[form, lang, day]
            begun = round(taken * chance.uniform(1.05, 1.3) + chance.uniform(0, 0.8))
            seen = round(begun * chance.uniform(1.4, 1.9) + chance.uniform(0, 2))
            for step, count in zip(FunnelStep, (seen, begun, taken, confirmed[form, lang, day]), strict=True):
                if count:
                    yield FormCount(day=day, form=form, lang=lang, step=step.value, count=count)


def _folded(rows: Counter[Key], least: int) -> Counter[Key]:
    """Rare values told as one, as at the end of each day (`statistics.fold`)."""
    found: Counter[Key] = Counter()
    for (site, day, dimension, page, value), count in rows.items():
        rare = is_folded(dimension) and count < least
        found[site, day, dimension, page, OTHER if rare else value] += count
    return found


def _of_day(day: date, views: int, *, mended: bool, chance: random.Random) -> Counter[Key]:
    rows: Counter[Key] = Counter(
        {(OWN, day, Dimension.VIEWS, "", ""): views, (OWN, day, Dimension.LEFT_OUT, "", "listed robot"): views // 3}
    )
    for page, weight in _PAGES.items():
        seen = round(views * weight / _WEIGHTS * chance.uniform(0.9, 1.1))
        told = round(seen * 0.9)
        read = (0.55 if mended else 0.24) if page == _FORM else 0.5
        measures = {
            Dimension.PAGE: seen,
            Dimension.ENTRY: round(seen * 0.6),
            Dimension.TOLD: told,
            Dimension.READ: round(told * read),
            Dimension.SECONDS: told * 48,
        }
        for dimension, count in measures.items():
            rows[OWN, day, dimension, "", page] += count
        to = _FORM if page == _CAMPAIGN else _CAMPAIGN
        rows[OWN, day, Dimension.NEXT, page, to] += round(told * (0.1 if page == "/ja/privacy" else 0.4))
        rows[OWN, day, Dimension.NEXT, "", to] += round(told * 0.4)
    for dimension, values in _OF.items():
        for value, weight in values.items():
            rows[OWN, day, dimension, "", value] += round(views * weight / 100 * chance.uniform(0.85, 1.15))
    return +rows
