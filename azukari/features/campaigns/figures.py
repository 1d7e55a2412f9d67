"""Figures of the campaigns for the director's page: signatures by month, and campaigns that are open."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from azukari.features.campaigns.counting import is_over
from azukari.features.campaigns.models import Signature, SignatureCount, SignatureDay
from azukari.policy.terms import FormKind
from azukari.shells.staff.figures import (
    AtFigures,
    ByMonth,
    Counted,
    Figure,
    FigureSource,
    by_month,
    by_month_of_day,
    level,
)


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Of a campaign that is over, the days that were kept; of others, the signatures that count. Two queries."""
    final = SignatureCount.objects.filter(final=True).values("form")
    running = Signature.objects.filter(removal__isnull=True).exclude(form__in=final)
    sums = Counter[date]()
    for part in (
        by_month(running, "signed_at", at),
        by_month_of_day(SignatureDay.objects.filter(form__in=final), "day", at, value=Sum("count")),
    ):
        for month, row in part.items():
            sums[month] += row.value
    campaigns = at.policy.forms_of(FormKind.CAMPAIGN)
    return {
        "signatures": {month: Counted(n, n) for month, n in sums.items()},
        "campaigns": level(at, sum(not is_over(form, at.policy, at.now) for form in campaigns)),
    }


SOURCES = (
    FigureSource(
        _("Campaigns"),
        _("Valid signatures by the day of signing; final counts for finished campaigns"),
        (
            Figure("campaigns", _("Open campaigns"), is_level=True, of_people=False),
            Figure("signatures", _("Signatures")),
        ),
        _read,
    ),
)
