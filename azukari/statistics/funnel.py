"""How far a form is taken: seen, taken up, sent, confirmed, as totals of some days.

They are counts of what happened, not of people: who comes twice is counted twice, and who confirms a day later is
counted on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from azukari.forms.steps import Step
from azukari.statistics.models import FormCount

FEW = 20
"""Of fewer than so many a share would say more than it knows."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel.

    Args:
        count: how often.
        by_lang: the same for each language.
        share: of the step before, in percent; None for the first, and where the step before has too few.
    """

    step: Step
    count: int
    by_lang: tuple[int, ...]
    share: int | None


def funnel(form: str, *, since: date, until: date, langs: Sequence[str]) -> list[Stage]:
    """The steps in their order, in one query.

    Args:
        since, until: the first day and the last.
    """
    rows = FormCount.objects.filter(form=form, day__range=(since, until)).values_list("step", "lang")
    found = {(step, lang): total for step, lang, total in rows.annotate(total=Sum("count"))}
    stages: list[Stage] = []
    for step in Step:
        by_lang = tuple(found.get((step.value, lang), 0) for lang in langs)
        count, before = sum(by_lang), stages[-1].count if stages else 0
        share = round(100 * count / before) if before >= FEW else None
        stages.append(Stage(step, count, by_lang, share))
    return stages
