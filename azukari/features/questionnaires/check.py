"""Check of a questionnaire before it is published: everything that would go wrong for somebody who answers it. Pure.

Shapes first (a choice needs options), then the types of conditions, then the ways through: whether each page, question
and option is shown to anybody, and each quota can be filled. What cannot be reached blocks; each fault says where.
"""

from collections.abc import Iterable, Iterator

from azukari.features.questionnaires.fault import Fault, both
from azukari.features.questionnaires.logic.parse import ConditionError
from azukari.features.questionnaires.logic.types import checked
from azukari.features.questionnaires.reach import Condition, Reach, TooWide
from azukari.features.questionnaires.shape import (
    CHOOSING,
    OTHER,
    RATING,
    Question,
    Questionnaire,
    QuestionPage,
    QuestionType,
    Text,
)

RESERVED = frozenset(
    {
        "true", "false", "null", "in", "has", "size",
        "notice", "lang", "stamp", "altcha", "step", "seed", "shown", "page",
        "begin", "version", "ticket", "draft", "again",
    }
)  # fmt: skip
"""Words that no question can be called: of conditions, and of the exchange with the page and the sealed text."""

_LONGEST_SCALE = 11
_WITH_OTHER = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE})


def check(questionnaire: Questionnaire) -> list[Fault]:
    """All that is wrong, in the document's order."""
    found = [*_structure(questionnaire), *_conditions(questionnaire)]
    if any(fault.blocks for fault in found):
        return found
    return [*found, *_ways(questionnaire)]


def _structure(questionnaire: Questionnaire) -> Iterator[Fault]:
    if not any(question.asks for question in questionnaire.questions):
        yield Fault("", both("質問がまだありません。", "There is no question yet."))
    for page in questionnaire.pages:
        if not page.questions:
            yield Fault(page.slug, both("このページには質問がありません。", "This page has no question."))
    for question in questionnaire.questions:
        for check_one in (_of_options, _of_limits):
            yield from (Fault(question.id, both(ja, en)) for ja, en in check_one(question))
    yield from _piping(questionnaire)
    for quota in questionnaire.quotas:
        if quota.most < 1 or not quota.where:
            yield Fault(
                quota.slug, both("割り当ての条件と人数を書いてください。", "A quota needs a condition and a number.")
            )


def _piping(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Words that stand for an answer which nobody has given yet."""
    coming = [question.id for question in questionnaire.questions]
    for question in questionnaire.questions:
        words = [*question.label.values(), *(question.hint or {}).values()]
        for id in coming:
            if any("{" + id + "}" in each for each in words):
                ja = f"「{{{id}}}」は、この質問より前にありません。"
                yield Fault(question.id, both(ja, f"“{{{id}}}” does not stand before this question."))
        coming.remove(question.id)


def _of_options(question: Question) -> Iterator[tuple[str, str]]:
    options, values = question.options, [option.value for option in question.options]
    if question.id in RESERVED:
        yield f"「{question.id}」は名前に使えません。", f"“{question.id}” cannot be a name."
    if question.type in CHOOSING and len(options) < 2:
        yield "選択肢を二つ以上書いてください。", "It needs two options at least."
    if question.type not in CHOOSING and options:
        yield "この種類の質問に選択肢は付けられません。", "A question of this type has no options."
    if (question.type is QuestionType.MATRIX) != bool(question.rows):
        yield "行を付けられるのは表形式の質問だけで、一行以上要ります。", "A matrix has rows, and nothing else has."
    if OTHER in [row.value for row in question.rows] or (OTHER in values and question.type not in _WITH_OTHER):
        yield (
            "「other」は、選択肢から選ぶ質問だけに使えます。",
            "“other” is an option of single and multiple choice alone.",
        )


def _of_limits(question: Question) -> Iterator[tuple[str, str]]:
    least, most = question.least, question.most
    if question.type in {QuestionType.MULTIPLE, QuestionType.RANKING}:
        plain = sum(not option.exclusive for option in question.options)
        if not 0 <= (least or 0) <= (most or plain) or (least or 0) > plain:
            yield "選ぶ数の範囲が選択肢の数と合いません。", "The limits do not fit the number of options."
    if question.type in RATING:
        low, high = question.ends
        if not 0 < high - low < _LONGEST_SCALE:
            yield "目盛りは2から11段階までです。", "A scale has 2 to 11 steps."
    if question.type is QuestionType.NUMBER and least is not None and most is not None and least > most:
        yield "最小が最大より大きくなっています。", "The least is more than the most."
    if not 1 <= question.longest <= 5000:
        yield "文字数の上限は1から5000までです。", "A text may have 1 to 5000 characters."


def _conditions(questionnaire: Questionnaire) -> Iterator[Fault]:
    for condition in conditions(questionnaire):
        if sentence := wrong_with(condition.source, questionnaire, condition.earlier):
            yield Fault(condition.place, sentence)


def wrong_with(source: str, questionnaire: Questionnaire, earlier: Iterable[Question]) -> Text | None:
    """What is wrong with a condition that may read ``earlier`` questions; None for nothing, or where there is none."""
    known = {question.id: question for question in earlier if question.asks}
    later = {one.id: one for one in questionnaire.questions if one.asks and one.id not in known}
    try:
        if source:
            checked(source, known, later=later)
    except ConditionError as error:
        return error.sentence
    return None


def _ways(questionnaire: Questionnaire) -> Iterator[Fault]:
    reach = Reach(questionnaire, list(conditions(questionnaire)))
    for condition in reach.conditions:
        if not condition.source and condition.kind != "question":
            continue
        ja, en = _UNREACHABLE[condition.kind]
        try:
            if reach.witness(condition) is None:
                yield Fault(condition.place, both(ja % condition.name, en % condition.name), reach.why_not(condition))
        except TooWide:
            yield Fault(
                condition.place,
                both(
                    "組み合わせが多すぎて、ここに来る人がいるかどうかを確かめられませんでした。",
                    "There are too many combinations to find out whether anybody comes here.",
                ),
                blocks=False,
            )


_UNREACHABLE = {
    "page": ("どう答えても、ページ「%s」は表示されません。", "Nobody ever sees the page “%s”, whatever they answer."),
    "question": ("どう答えても、質問「%s」は表示されません。", "Nobody is ever asked “%s”, whatever they answer."),
    "option": ("どう答えても、選択肢「%s」は表示されません。", "Nobody is ever offered the option “%s”."),
    "quota": ("割り当て「%s」に当てはまる答え方はありません。", "No way of answering counts for the quota “%s”."),
}


def conditions(questionnaire: Questionnaire) -> Iterator[Condition]:
    """Every place that something depends on, with the questions that stand before it in whatever order is drawn."""
    before: list[Question] = []
    sure: list[Question] = []
    last = len(questionnaire.pages) - 1
    for number, page in enumerate(questionnaire.pages):
        moved = questionnaire.random and last > 2 and 0 < number < last
        known = list(sure if moved else before)
        yield Condition("page", page.slug, page.slug, page.show_if, tuple(known), page)
        yield from _on_page(page, known)
        before += page.questions
        if not moved:
            sure += page.questions
    for quota in questionnaire.quotas:
        yield Condition("quota", quota.slug, quota.slug, quota.where, tuple(before), None)


def readable(questionnaire: Questionnaire, kind: str, place: str) -> list[Question]:
    """The questions that the condition of a page or a question may read: those that were asked before it by all means.

    Args:
        kind, place: as of a `Condition`.
    """
    found = next(each for each in conditions(questionnaire) if (each.kind, each.place) == (kind, place))
    return [question for question in found.earlier if question.asks]


def _on_page(page: QuestionPage, known: list[Question]) -> Iterator[Condition]:
    here = list(known)
    for question in page.questions:
        earlier = tuple(known if page.random else here)
        yield Condition("question", question.id, question.id, question.show_if, earlier, page, question)
        for option in (*question.options, *question.rows):
            if option.show_if:
                yield Condition("option", question.id, option.value, option.show_if, earlier, page, question)
        here.append(question)
