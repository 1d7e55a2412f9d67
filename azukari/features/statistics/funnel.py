"""How far a form is taken: seen, taken up, sent, confirmed, as totals of some days.

They are counts of what happened, not of people: who comes twice is counted twice, and who confirms a day later is
counted on that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from azukari.core.forms.steps import FunnelStep
from azukari.features.statistics.models import FormCount
from azukari.features.statistics.report import share


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel.

    Args:
        count: how often.
        by_lang: the same for each language.
        share: of the step before, in percent; None for the first, and where the step before has too few.
    """

    step: FunnelStep
    count: int
    by_lang: tuple[int, ...]
    share: int | None


def funnel(form: str, *, since: date, until: date, langs: Sequence[str]) -> list[Stage]:
    """The steps of one form in their order, in one query."""
    return funnels([form], since=since, until=until, langs=langs)[form]


def funnels(forms: Sequence[str], *, since: date, until: date, langs: Sequence[str]) -> dict[str, list[Stage]]:
    """The steps of each of these forms, in one query.

    Args:
        since, until: the first day and the last.
    """
    rows = FormCount.objects.filter(form__in=forms, day__range=(since, until)).values_list("form", "step", "lang")
    found = {(form, step, lang): total for form, step, lang, total in rows.annotate(total=Sum("count")).order_by()}
    return {form: _stages({key[1:]: total for key, total in found.items() if key[0] == form}, langs) for form in forms}


def _stages(found: Mapping[tuple[str, str], int], langs: Sequence[str]) -> list[Stage]:
    stages: list[Stage] = []
    for step in FunnelStep:
        by_lang = tuple(found.get((step.value, lang), 0) for lang in langs)
        count, before = sum(by_lang), stages[-1].count if stages else 0
        stages.append(Stage(step, count, by_lang, share(count, before)))
    return stages
