"""Figures of the promises page: what was counted as evidence, about nobody, and never so small that it tells of one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.tree import size
from azukari.core.policy_versions.models import Charter
from azukari.core.transfers.models import Contract
from azukari.features.audits.models import Figure
from azukari.features.audits.tallies import TALLIES
from azukari.lib.control import controls
from azukari.policy.disclosure import ContractState

FEW = 5  # a number about people below this is told as "fewer than"
_YEAR, _DAY = timedelta(days=365), timedelta(days=1)


def _of_the_year(name: str) -> tuple[Promise | str, Callable[[datetime], int]]:
    """What the management review counts under that name, of the last 365 days and today."""
    [tally] = [each for each in TALLIES if each.name == name]
    return tally.words, lambda now: tally.count(now - _YEAR, now + _DAY)


FIGURES: Mapping[str, tuple[Promise | str, Callable[[datetime], int]]] = {
    "controls": (_("controls"), lambda _now: len(controls())),
    "ledger": (_("entries in the ledger"), lambda _now: size()),
    "charters": (_("published versions of the policy"), lambda _now: Charter.objects.count()),
    "requests": _of_the_year("answered"),
    "contracts": (_("contracts in force"), lambda _now: Contract.objects.filter(state=ContractState.IN_FORCE).count()),
    "findings": _of_the_year("opened"),
    "closed": _of_the_year("closed"),
    "audits": _of_the_year("audits"),
    "improvements": _of_the_year("improvements"),
}
"""What each figure is, after its number, and how it is counted; in the order in which they are shown."""

ABOUT_PEOPLE = frozenset({"requests"})


def count(now: datetime) -> None:
    """Count everything anew, in the caller's transaction."""
    rows = [Figure(figure=name, value=reckon(now), at=now) for name, (_words, reckon) in FIGURES.items()]
    Figure.objects.bulk_create(rows, update_conflicts=True, unique_fields=["figure"], update_fields=["value", "at"])


def figures() -> dict[str, int]:
    """What was counted last, by name, in the order in which it is shown. One query."""
    found = dict(Figure.objects.values_list("figure", "value"))
    return {name: found[name] for name in FIGURES if name in found}
