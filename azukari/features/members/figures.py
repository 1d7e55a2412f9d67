"""Figures of the members for the director's page: how many there are, come and go, and what they pay. Counts alone."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from azukari.features.members.models import Allocation, Invoice, InvoiceState, Membership, MemberState, Payment
from azukari.features.members.models.counts import MonthlyCount, What
from azukari.lib.months import add_months
from azukari.shells.staff.figures import (
    AtFigures,
    ByMonth,
    Counted,
    Figure,
    FigureSource,
    by_month_of_day,
    level,
)

_MEMBERS, _DUES = _("Members"), _("Dues and donations")
_GAIN = {What.JOINED: 1, What.RETURNED: 1, What.LEFT: -1, What.LAPSED: -1}


def _counts(since: date) -> Mapping[What, Mapping[date, int]]:
    """What was counted from a month on. One query."""
    found: dict[What, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    rows = MonthlyCount.objects.filter(month__gte=since).order_by().values_list("what", "month")
    for what, month, count in rows.annotate(n=Sum("count")):
        found[What(what)][month] += count
    return found


def _standing(at: AtFigures) -> Mapping[str, ByMonth]:
    """Members at the end of each month: those of today, less what came and went since. Two queries."""
    counts = _counts(at.since)
    votes = Q(member_class__has_vote=True)
    now = Membership.objects.filter(state=MemberState.ADMITTED).aggregate(
        members=Count("pk"), voting=Count("pk", filter=votes)
    )
    members, stood, month = dict[date, Counted](), now["members"], at.month
    while month >= at.since:
        members[month] = Counted(stood, stood)
        stood -= sum(sign * counts[what][month] for what, sign in _GAIN.items())
        month = add_months(month, -1)
    return {
        "members": members,
        "members-voting": level(at, now["voting"]),
        "members-supporting": level(at, now["members"] - now["voting"]),
    }


def _moves(at: AtFigures) -> Mapping[str, ByMonth]:
    """Who came and went. One query."""
    counts = _counts(at.since)
    told = {
        "members-joined": (What.JOINED, What.RETURNED),
        "members-renewed": (What.RENEWED,),
        "members-left": (What.LEFT, What.LAPSED),
    }
    return {name: _added(counts, kinds) for name, kinds in told.items()}


def _added(counts: Mapping[What, Mapping[date, int]], kinds: tuple[What, ...]) -> ByMonth:
    months = {month for kind in kinds for month in counts[kind]}
    sums = {month: sum(counts[kind].get(month, 0) for kind in kinds) for month in months}
    return {month: Counted(n, n) for month, n in sums.items()}


def _received(at: AtFigures) -> Mapping[str, ByMonth]:
    """What was paid, and how many payments that were. Two queries."""
    paid = _counts(at.since)[What.PAID]
    rows = by_month_of_day(Payment.objects.filter(amount__gt=F("returned")), "paid_on", at)
    behind = {month: rows[month].behind if month in rows else 0 for month in paid}
    return {"dues-received": {month: Counted(yen, behind[month]) for month, yen in paid.items()}}


def _money(at: AtFigures) -> Mapping[str, ByMonth]:
    """Donations by month, and what is owed now. Two queries."""
    gifts = Allocation.objects.filter(invoice__is_donation=True)
    given = by_month_of_day(gifts, "payment__paid_on", at, value=Sum("amount"))
    owed = Invoice.objects.filter(state=InvoiceState.OPEN).aggregate(n=Count("pk"), yen=Sum(F("amount") - F("paid")))
    return {
        "donations": {month: Counted(row.behind, row.behind) for month, row in given.items()},
        "donations-received": given,
        "dues-owed": {at.month: Counted(owed["yen"] or 0, owed["n"])},
    }


SOURCES = (
    FigureSource(
        _MEMBERS,
        _("Register of members: admitted members at the end of each month"),
        (
            Figure("members", _("Members"), is_level=True),
            Figure("members-voting", _("Members with a vote"), is_level=True),
            Figure("members-supporting", _("Supporting members, without a vote"), is_level=True),
        ),
        _standing,
    ),
    FigureSource(
        _MEMBERS,
        _("Register of members: counted with each admission, renewal and end"),
        (
            Figure("members-joined", _("Joined or came back")),
            Figure("members-renewed", _("Renewed, by the month in which the new term begins")),
            Figure("members-left", _("Left or lapsed")),
        ),
        _moves,
        keeps_history=True,
    ),
    FigureSource(
        _DUES,
        _("Books of the dues: payments by the day of payment, less refunds"),
        (Figure("dues-received", _("Payments received"), _("yen")),),
        _received,
        keeps_history=True,
    ),
    FigureSource(
        _DUES,
        _("Books of the dues: payments for donations, and open invoices"),
        (
            Figure("donations", _("Donations")),
            Figure("donations-received", _("Donations received"), _("yen")),
            Figure("dues-owed", _("Open dues"), _("yen"), is_level=True),
        ),
        _money,
    ),
)
"""``dues-received`` includes donations: it is all that members paid."""
