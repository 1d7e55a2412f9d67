"""Figures of the questionnaires for the director's page: how many are open, and how many answers there are."""

from collections.abc import Mapping

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from azukari.features.questionnaires.models import MixedAnswers, Tally
from azukari.features.questionnaires.open import open_to_all
from azukari.shells.staff.figures import AtFigures, ByMonth, Figure, FigureSource, level


def _read(at: AtFigures) -> Mapping[str, ByMonth]:
    """Unlinked answers have no time, so all of them are told together. Three queries."""
    linked = Tally.objects.filter(question="", value="").aggregate(n=Sum("count"))["n"] or 0
    unlinked = MixedAnswers.objects.filter(is_test=False).count()
    return {
        "questionnaires": level(at, open_to_all(at.now).count()),
        "answers": level(at, linked + unlinked),
    }


SOURCES = (
    FigureSource(
        _("Questionnaires"),
        _("Questionnaires open to everybody, and all answers so far"),
        (
            Figure("questionnaires", _("Open questionnaires"), is_level=True, of_people=False),
            Figure("answers", _("Answers in all"), is_level=True),
        ),
        _read,
    ),
)
