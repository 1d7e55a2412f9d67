"""Questions as a page shows them: words with earlier answers put in, what was typed, what is wrong."""

from dataclasses import dataclass, replace

from azukari.features.questionnaires.at_once import Shown, depending
from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.read_answers import Typed
from azukari.features.questionnaires.route import Piped, in_words
from azukari.features.questionnaires.shape import (
    OTHER,
    RATING,
    WRITING,
    Option,
    Question,
    Questionnaire,
    QuestionType,
    other_key,
)
from azukari.features.questionnaires.walk import Stop, Walk, ranked


@dataclass(frozen=True, slots=True)
class OptionView:
    """One input: ``name`` with ``value``, called ``label``; ``id`` is its element.

    Args:
        only_if: the tree of the condition under which it is offered, where that reads an answer of the same page.
        is_later: whether it is not offered now, and may be as soon as something else is answered.
    """

    id: str
    name: str
    value: str
    label: str
    checked: bool = False
    is_other: bool = False
    only_if: str = ""
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a matrix, or an option of a ranking with its place."""

    id: str
    name: str
    label: str
    options: tuple[OptionView, ...]
    value: str = ""
    only_if: str = ""
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question, as `questionnaires/part/question.html` takes it.

    Args:
        only_if, is_later: as of an option.
    """

    id: str
    type: str
    label: str
    hint: str
    required: bool
    error: str = ""
    value: str = ""
    other: str = ""
    options: tuple[OptionView, ...] = ()
    rows: tuple[RowView, ...] = ()
    low: str = ""
    high: str = ""
    limits: str = ""
    is_free: bool = False
    only_if: str = ""
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of "check your answers"."""

    id: str
    label: str
    value: str
    page: str


def question_views(
    questionnaire: Questionnaire, walk: Walk, stop: Stop, typed: Typed, lang: str, *, judged: bool
) -> list[QuestionView]:
    """The questions of one page.

    Args:
        judged: whether what is wrong is said.
    """
    piped = Piped(questionnaire, walk.answers, lang)
    asked, conditions = {question.id: question for question in stop.questions}, depending(stop.page)
    found = []
    for question in stop.page.questions:
        offered = asked.get(question.id)
        only_if = conditions.get(question.show_if, "")
        if offered is None and not only_if:
            continue
        problem = walk.problems.get(question.id) if judged else None
        shown = Shown(offered or question, question, conditions)
        view = _view(shown, piped, typed, problem.sentence[lang] if problem else "")
        found.append(replace(view, only_if=only_if, is_later=offered is None))
    return found


def named_problems(questionnaire: Questionnaire, walk: Walk, stop: Stop, lang: str) -> list[dict[str, str]]:
    """What is wrong on a page, each with the question that it is about."""
    piped, labels = Piped(questionnaire, walk.answers, lang), {each.id: each.label for each in stop.questions}
    return [
        {"field_id": each.field_id, "message": followed(piped(labels[each.field_id]), each.sentence[lang], lang)}
        for each in walk.problems_on(stop)
    ]


def summary(questionnaire: Questionnaire, walk: Walk, lang: str) -> list[SummaryRow]:
    """Every question that was asked, with its answer in words."""
    piped = Piped(questionnaire, walk.answers, lang)
    return [
        SummaryRow(question.id, piped(question.label), in_words(question, walk.answers, lang), stop.page.slug)
        for stop in walk.stops
        for question in stop.questions
        if question.asks
    ]


def _view(shown: Shown, piped: Piped, typed: Typed, error: str) -> QuestionView:
    question = shown.now
    values = typed.get(question.id, ())
    low, high = (piped(question.low), piped(question.high)) if question.type in RATING else ("", "")
    return QuestionView(
        id=question.id,
        type=question.type.value,
        label=piped(question.label),
        hint=piped(question.hint),
        required=question.required,
        error=error,
        value=values[-1] if values else "",
        other=(typed.get(other_key(question.id)) or [""])[-1],
        options=_options(shown, piped, values),
        rows=_rows(shown, piped, typed),
        low=low,
        high=high,
        limits=_limits(question, piped.lang),
        is_free=question.type in WRITING or question.has_other,
    )


def _options(shown: Shown, piped: Piped, values: object) -> tuple[OptionView, ...]:
    question = shown.now
    chosen = values if isinstance(values, list | tuple) else ()
    if question.type in RATING:
        low, high = question.ends
        return tuple(
            OptionView(_id(question, "", n), question.id, str(value), str(value), str(value) in chosen)
            for n, value in enumerate(range(low, high + 1))
        )
    if question.type not in {QuestionType.SINGLE, QuestionType.MULTIPLE}:
        return ()
    return tuple(
        OptionView(
            _id(question, "", n),
            question.id,
            option.value,
            piped(option.label),
            option.value in chosen,
            option.value == OTHER,
            only_if,
            is_later,
        )
        for n, option, only_if, is_later in shown.options()
    )


def _id(question: Question, row: str, number: int) -> str:
    """The element of the first input is that to which an error leads."""
    middle = f"-{row}" if row else ""
    return f"f-{question.id}" if not middle and number == 0 else f"f-{question.id}{middle}-{number + 1}"


def _rows(shown: Shown, piped: Piped, typed: Typed) -> tuple[RowView, ...]:
    question = shown.now
    if question.type is QuestionType.RANKING:
        labels = {option.value: piped(option.label) for option in question.options}
        places = range(1, (question.most or len(labels)) + 1)
        return tuple(
            RowView(
                f"f-{question.id}" if n == 0 else f"f-{question.id}-{n + 1}",
                f"{question.id}.{each.value}",
                labels[each.value],
                tuple(OptionView("", "", str(place), str(place), place == each.place) for place in places),
                each.value,
            )
            for n, each in enumerate(ranked(question, typed))
        )
    return tuple(
        replace(_matrix_row(question, row, n, piped, typed), only_if=only_if, is_later=is_later)
        for n, row, only_if, is_later in shown.rows()
    )


def _matrix_row(question: Question, row: Option, number: int, piped: Piped, typed: Typed) -> RowView:
    name = f"{question.id}.{row.value}"
    chosen = typed.get(name, ())
    options = tuple(
        OptionView(
            f"f-{question.id}" if number == n == 0 else _id(question, row.value, n),
            name,
            option.value,
            piped(option.label),
            option.value in chosen,
        )
        for n, option in enumerate(question.options)
    )
    return RowView(f"f-{question.id}-{row.value}", name, piped(row.label), options)


def _limits(question: Question, lang: str) -> str:
    """How many may be chosen, in words."""
    least, most = question.least or 0, question.most or 0
    if question.type not in {QuestionType.MULTIPLE, QuestionType.RANKING}:
        return ""
    if lang == "ja":
        upper = f"{most}つまで" if most else ""
        return f"{least}つ以上{upper}選べます。" if least else (f"{upper}選べます。" if most else "")
    if least and most:
        return f"Choose {least} to {most}."
    return f"Choose {least} at least." if least else (f"Choose {most} at most." if most else "")
