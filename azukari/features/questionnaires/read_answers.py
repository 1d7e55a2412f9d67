"""Answers out of what a page sent: each question's inputs become one answer, or a sentence on what is wrong. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from azukari.features.questionnaires.fault import both
from azukari.features.questionnaires.shape import OTHER, Answer, Option, Question, QuestionType, Text, day_of, other_key
from azukari.lib.characters import MalformedError, line, paragraphs
from azukari.lib.contact_details import contact_details
from azukari.lib.width import narrow

_MISSING = both("この質問に答えてください。", "Please answer this question.")

type Typed = Mapping[str, Sequence[str]]
"""What was typed, by the name of the input. Rows of a matrix and ranks are ``<question>.<value>``."""

_LONGEST_OTHER = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """``field_id`` is the element that the sentence leads to."""

    field_id: str
    sentence: Text


class _Wrong(Exception):
    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.sentence = both(ja, en)


def read_question(question: Question, typed: Typed, *, anonymous: bool) -> tuple[dict[str, Answer], Problem | None]:
    """The answer to one question, by its key; with that of "other", if it was written.

    Args:
        question: as it is offered here.
        anonymous: whether contact details in free text are refused.
    """
    try:
        found = _READ[question.type](question, typed)
        if found is None and question.required:
            return {}, Problem(question.id, _MISSING)
        answers: dict[str, Answer] = {} if found is None else {question.id: found}
        if (found == OTHER or (isinstance(found, tuple) and OTHER in found)) and question.has_other:
            written = _text(typed, other_key(question.id), _LONGEST_OTHER, line)
            if written:
                answers[other_key(question.id)] = written
        if anonymous:
            for key in question.free_keys:
                _names_nobody(answers.get(key))
    except _Wrong as wrong:
        return {}, Problem(question.id, wrong.sentence)
    return answers, None


def _names_nobody(text: object) -> None:
    found = contact_details(text) if isinstance(text, str) else []
    if found:
        raise _Wrong(
            "連絡先のように見えるものがあります。誰の回答か分からないように、メールアドレス、電話番号などを消してください。",
            "This looks like somebody's contact details. Please take out email addresses, telephone numbers and the"
            " like, so that nobody can tell whose answer it is.",
        )


def _one(typed: Typed, name: str) -> str:
    values = typed.get(name)
    return values[-1].strip() if values else ""


def _text(typed: Typed, name: str, longest: int, clean: Callable[[str], str]) -> str:
    raw = _one(typed, name)
    try:
        text = clean(raw[: 2 * longest + 100])
    except MalformedError:
        raise _Wrong(
            "見えない制御文字か壊れた文字があります。入力し直してください。",
            "It contains an invisible or damaged character. Please type it again.",
        ) from None
    if len(text) > longest:
        raise _Wrong(f"{longest}文字までで書いてください。", f"Please shorten it to {longest} characters.")
    return text


def _single(question: Question, typed: Typed) -> Answer | None:
    value = _one(typed, question.id)
    if value and value not in {option.value for option in question.options}:
        raise _not_offered()
    return value or None


def _not_offered() -> _Wrong:
    return _Wrong("選択肢の中から選んでください。", "Please choose from what is offered.")


def _multiple(question: Question, typed: Typed) -> Answer | None:
    ticked = {value for value in typed.get(question.id, ()) if value}
    chosen = [option for option in question.options if option.value in ticked]
    if len(chosen) != len(ticked):
        raise _not_offered()
    if not chosen:
        return None
    alone = next((option for option in chosen if option.exclusive), None)
    if alone and len(chosen) > 1:
        raise _Wrong(
            f"「{alone.label['ja']}」は、ほかの選択肢と一緒には選べません。",
            f"“{alone.label['en']}” goes with no other answer.",
        )
    if not alone:
        _so_many(len(chosen), question)
    return tuple(option.value for option in chosen)


def _so_many(count: int, question: Question) -> None:
    least, most = question.least or 0, question.most or len(question.options)
    if count < least:
        raise _Wrong(f"{least}つ以上選んでください。", f"Please choose {least} at least.")
    if count > most:
        raise _Wrong(f"選べるのは{most}つまでです。", f"Please choose {most} at most.")


def place_of(question: Question, option: Option, typed: Typed) -> int | None:
    """Which place an option of a ranking was given: 0 for what is none, None where nothing was typed."""
    raw = _one(typed, f"{question.id}.{option.value}")
    place = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
    return place if raw else None


def _ranking(question: Question, typed: Typed) -> Answer | None:
    places: dict[int, str] = {}
    for option in question.options:
        place = place_of(question, option, typed)
        if place is None:
            continue
        if not 1 <= place <= len(question.options):
            raise _not_offered()
        if place in places:
            raise _Wrong("同じ番号が二つあります。", "Two have the same place. Give each place once.")
        places[place] = option.value
    if not places:
        return None
    if sorted(places) != list(range(1, len(places) + 1)):
        raise _Wrong("1番から順に、抜けのないように付けてください。", "Please begin at 1 and leave no place out.")
    _so_many(len(places), question)
    return tuple(places[place] for place in sorted(places))


def _scale(question: Question, typed: Typed) -> Answer | None:
    raw, (low, high) = _one(typed, question.id), question.ends
    if not raw:
        return None
    if raw not in {str(value) for value in range(low, high + 1)}:
        raise _not_offered()
    return int(raw)


def _matrix(question: Question, typed: Typed) -> Answer | None:
    offered = {option.value for option in question.options}
    found = {row.value: _one(typed, f"{question.id}.{row.value}") for row in question.rows}
    given = {row: value for row, value in found.items() if value}
    if any(value not in offered for value in given.values()):
        raise _not_offered()
    if question.required and len(given) < len(question.rows):
        raise _Wrong("すべての行に答えてください。", "Please answer every line.")
    return given or None


def _number(question: Question, typed: Typed) -> Answer | None:
    raw = narrow(_one(typed, question.id)).replace(",", "")
    if not raw:
        return None
    try:
        number: int | float = int(raw) if question.whole else float(raw)
    except ValueError:
        number = float("nan")
    if len(raw) > 20 or "_" in raw or not abs(number) < 10**12:
        raise _Wrong("数字で書いてください。例：12", "Please write a number, such as 12.")
    if question.least is not None and number < question.least:
        raise _Wrong(f"{question.least}以上の数にしてください。", f"Please write {question.least} or more.")
    if question.most is not None and number > question.most:
        raise _Wrong(f"{question.most}以下の数にしてください。", f"Please write {question.most} or less.")
    return number


def _date(question: Question, typed: Typed) -> Answer | None:
    raw = _one(typed, question.id)
    if not raw:
        return None
    if (day := day_of(raw)) is None:
        raise _Wrong("日付は 2026-11-24 のように書いてください。", "Please write the day as 2026-11-24.")
    return day.isoformat()


_READ: Mapping[QuestionType, Callable[[Question, Typed], Answer | None]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.RANKING: _ranking,
    QuestionType.SCALE: _scale,
    QuestionType.NPS: _scale,
    QuestionType.MATRIX: _matrix,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.SHORT_TEXT: lambda question, typed: _text(typed, question.id, question.longest, line) or None,
    QuestionType.LONG_TEXT: lambda question, typed: _text(typed, question.id, question.longest, paragraphs) or None,
    QuestionType.TEXT: lambda _question, _typed: None,
}


def inputs_of(question: Question) -> list[str]:
    """The names of a question's inputs."""
    if question.type is QuestionType.MATRIX:
        return [f"{question.id}.{row.value}" for row in question.rows]
    if question.type is QuestionType.RANKING:
        return [f"{question.id}.{option.value}" for option in question.options]
    return [question.id, *([other_key(question.id)] if question.has_other else [])]
