"""Figures of promises and findings for the director's page: how many hold now, and what was found."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from azukari.features.audits.models import Finding
from azukari.features.audits.observe import believed, known
from azukari.features.audits.standing import counted
from azukari.lib.control import ControlState
from azukari.lib.months import add_months
from azukari.shells.staff.figures import AtFigures, ByMonth, Counted, Figure, FigureSource, by_month, level


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    states, _repainted = believed(known(), at.now)
    stand = counted(state for state, _since in states.values())
    return {
        "promises-kept": level(at, stand[ControlState.KEPT.value]),
        "promises-broken": level(at, stand[ControlState.BROKEN.value]),
        "findings": by_month(Finding.objects.all(), "opened_at", at),
        "findings-closed": by_month(Finding.objects.all(), "closed_at", at),
        "findings-open": _open(at),
    }


def _open(at: AtFigures) -> ByMonth:
    """Findings that were open at the end of each month. One query."""
    months = list[date]()
    month = at.month
    while month >= at.since:
        months.append(month)
        month = add_months(month, -1)
    ends = {each: min(at.policy.organisation.midnight(add_months(each, 1)), at.now) for each in months}
    then = {
        f"n{each:%Y%m}": Count("pk", filter=Q(opened_at__lt=end) & (Q(closed_at=None) | Q(closed_at__gte=end)))
        for each, end in ends.items()
    }
    found = Finding.objects.aggregate(**then)
    return {each: Counted(found[f"n{each:%Y%m}"], found[f"n{each:%Y%m}"]) for each in months}


SOURCES = (
    FigureSource(
        _("Promises"),
        _("Controls at the end of each month, and the register of findings"),
        (
            Figure("promises-kept", _("Promises kept"), is_level=True, of_people=False),
            Figure("promises-broken", _("Promises broken"), is_level=True, of_people=False),
            Figure("findings", _("Findings opened"), of_people=False),
            Figure("findings-closed", _("Findings closed"), of_people=False),
            Figure("findings-open", _("Findings still open"), is_level=True, of_people=False),
        ),
        _read,
    ),
)
