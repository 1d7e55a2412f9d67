"""Correction of linked answers on the person's own page: the questions that were asked, with what was answered.

What is sealed is one text (`sealed_text`), which nobody should have to read or write. All questions stand on one page,
those that the answers ask for; where a changed answer leads to others, the page comes again with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from azukari.core.forms.asked_anew import AskedAnew
from azukari.core.forms.problem import Problem
from azukari.features.questionnaires.linked import answered
from azukari.features.questionnaires.present import named_problems, question_views
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.read_answers import Typed
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.tallies import FIELD
from azukari.features.questionnaires.typed import typed_of
from azukari.features.questionnaires.walk import Walk, moved, walk
from azukari.policy.terms import Field, Form

TEMPLATE = "questionnaires/own/answers.html"
_SHOWN = "shown"


def ask_anew(
    form: Form, field: Field, text: str, typed: Mapping[str, Sequence[str]] | None, lang: str
) -> AskedAnew | None:
    """The questions of the version that was answered; None where the text says of none.

    Args:
        text: the answers as they are sealed.
        typed: what the page sent; None for a page that begins with what was answered.
    """
    version, given = answered(form, text) if field.id == FIELD else (None, {})
    if version is None:
        return None
    questionnaire = questionnaire_of(version)
    if typed is None:
        return _page(questionnaire, typed_of(questionnaire, given), lang, judged=False)
    step, _, about = (typed.get("step") or [""])[-1].partition(".")
    found = walk(questionnaire, typed, seed="")
    if step in {"up", "down"}:
        asked = (each for stop in found.stops for each in stop.questions)
        changes = moved(asked, typed, about, up=step == "up")
        return _page(questionnaire, {**typed, **changes}, lang, judged=False)
    more = _asked(found) - set((typed.get(_SHOWN) or [""])[-1].split())
    if step == "language" or more or found.problems:
        seen = any(question not in more for question in found.problems)
        page = _page(questionnaire, typed, lang, judged=step != "language" and seen)
        return replace(page, shows={**page.shows, "more": bool(more) and not page.problems})
    return AskedAnew(TEMPLATE, {}, text=to_text(version.number, found.answers))


def _page(questionnaire: Questionnaire, typed: Typed, lang: str, *, judged: bool) -> AskedAnew:
    found = walk(questionnaire, typed, seed="")
    shows = {
        "questions": [
            view
            for stop in found.stops
            for view in question_views(questionnaire, found, stop, typed, lang, judged=judged)
            if not view.is_later
        ],
        "shown": " ".join(sorted(_asked(found))),
        "linked": True,
    }
    stops = found.stops if judged else ()
    wrong = [each for stop in stops for each in named_problems(questionnaire, found, stop, lang)]
    return AskedAnew(
        TEMPLATE, shows, problems=tuple(Problem(each["field_id"], "format", each["message"]) for each in wrong)
    )


def _asked(found: Walk) -> set[str]:
    return {question.id for stop in found.stops for question in stop.questions}
