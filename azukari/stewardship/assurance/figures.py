"""Figures of the promises page: what was counted as evidence, about nobody, and never so small that it tells of one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from azukari.cases.models import answered
from azukari.charter.models import Charter
from azukari.disclosure.models import Contract
from azukari.ledger.tree import size
from azukari.lib.control import controls
from azukari.policy.disclosure import ContractState
from azukari.stewardship.assurance.models import Audit, Figure, Finding, Improvement

FEW = 5  # a number about people below this is told as "fewer than"
_YEAR = timedelta(days=365)


_COUNTS: Mapping[str, Callable[[datetime], int]] = {
    "controls": lambda _now: len(controls()),
    "ledger": lambda _now: size(),
    "charters": lambda _now: Charter.objects.count(),
    "requests": lambda now: answered().filter(answered_at__gt=now - _YEAR).count(),
    "contracts": lambda _now: Contract.objects.filter(state=ContractState.IN_FORCE).count(),
    "findings": lambda now: Finding.objects.filter(opened_at__gt=now - _YEAR).count(),
    "closed": lambda now: Finding.objects.filter(closed_at__gt=now - _YEAR).count(),
    "audits": lambda now: Audit.objects.filter(closed_at__gt=now - _YEAR).count(),
    "improvements": lambda now: Improvement.objects.filter(published_at__gt=now - _YEAR).count(),
}

ABOUT_PEOPLE = frozenset({"requests"})

WORDS = {
    "controls": _("controls"),
    "ledger": _("entries in the ledger"),
    "charters": _("published versions of the policy"),
    "requests": _("requests of people answered"),
    "contracts": _("contracts in force"),
    "findings": _("findings opened"),
    "closed": _("findings closed after a re-test"),
    "audits": _("audits closed"),
    "improvements": _("improvements made public"),
}
"""What each figure is, after its number."""


def count(now: datetime) -> None:
    """Count everything anew, in the caller's transaction."""
    rows = [Figure(figure=name, value=reckon(now), at=now) for name, reckon in _COUNTS.items()]
    Figure.objects.bulk_create(rows, update_conflicts=True, unique_fields=["figure"], update_fields=["value", "at"])


def figures() -> dict[str, int]:
    """What was counted last, by name, in the order in which it is shown. One query."""
    found = dict(Figure.objects.values_list("figure", "value"))
    return {name: found[name] for name in _COUNTS if name in found}
