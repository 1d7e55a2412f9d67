"""Views of one campaign, for whoever sent its links: a total, once the policy lets it be told."""

from datetime import date

from django.db.models import Sum

from azukari.core.policy_versions.current import current
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import DayCount
from azukari.features.statistics.scrub import word
from azukari.features.statistics.sites import names_of
from azukari.lib.campaign_views import Views


def views(campaign: str, since: date) -> Views:
    """At least so many: what came on a day with very few is counted among the others of that day. One query."""
    policy = current().policy
    rows = DayCount.objects.filter(
        site__in=names_of(policy),
        page="",
        dimension=Dimension.CAMPAIGN,
        value=word(campaign),
        day__gte=since,
    )
    count = rows.aggregate(total=Sum("count"))["total"] or 0
    least = policy.statistics.fold_below
    return Views(count if count >= least else None, least)
