"""Automatic control of page statistics: what is kept are totals within the policy, and nothing of anybody's."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.statistics.dimension import BOUNDS, OTHER, Dimension
from azukari.features.statistics.fold import is_folded
from azukari.features.statistics.models import CountedDay, DayCount
from azukari.features.statistics.scrub import looks_personal
from azukari.lib.control import Findings
from azukari.lib.sentence import Sentence

CLAIM = gettext_noop(
    "Page statistics are totals of what the policy page lists; at the day’s end rare values are told as one."
)
_LOOKED_AT = 20_000

_UNDECLARED = Sentence("There are counts in a dimension that nobody has declared. Remove them.")
_PERSONAL = Sentence("A counted value looks like an address or a key. Tell the makers which site it came from.")
_RARE = Sentence("Values that fewer than %(least)d views had are told apart on %(day)s. Run the worker.")


def check(now: datetime) -> Findings:
    """What is wrong, in sentences."""
    if (policy := ruling_policy()) is None:
        return
    known = {dimension.value for dimension in Dimension}
    if DayCount.objects.exclude(dimension__in=known).exists():
        yield _UNDECLARED()
    newest = DayCount.objects.order_by("-pk").values_list("page", "value")[:_LOOKED_AT]
    if any(looks_personal(part) for row in newest.iterator() for text in row for part in text.split("/")):
        yield _PERSONAL()
    day = policy.organisation.day(now) - timedelta(days=1)
    folded = [dimension.value for dimension in BOUNDS if is_folded(dimension)]
    least = policy.statistics.fold_below
    done = CountedDay.objects.filter(day__lt=day).order_by("-day").values_list("site", "day")[:31]
    for site, past in done:
        rare = DayCount.objects.filter(site=site, day=past, dimension__in=folded, count__lt=least)
        if rare.exclude(value=OTHER).exists():
            yield _RARE(least=least, day=past)
            break
