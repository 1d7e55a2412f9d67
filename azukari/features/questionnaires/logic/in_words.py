"""A condition as a sentence: what a reader who knows no CEL understands of ``visits != "never"``."""

from collections.abc import Mapping

from azukari.features.questionnaires.followed import followed
from azukari.features.questionnaires.logic.parse import ConditionError, parse
from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not
from azukari.features.questionnaires.shape import OTHER, Question, Questionnaire
from azukari.lib.joining import comma
from azukari.policy.finding import both
from azukari.policy.terms import Text

_COMPARED: Mapping[str, Text] = {
    "==": both("{left}が{right}", "{left} is {right}"),
    "!=": both("{left}が{right}ではない", "{left} is not {right}"),
    "<": both("{left}が{right}より小さい", "{left} is less than {right}"),
    "<=": both("{left}が{right}以下", "{left} is {right} or less"),
    ">": both("{left}が{right}より大きい", "{left} is more than {right}"),
    ">=": both("{left}が{right}以上", "{left} is {right} or more"),
    "in": both("{right}で{left}を選んだ", "{right} includes {left}"),
}
_ONE_OF = both("{left}が{right}のどれか", "{left} is one of {right}")
_ANSWERED = both("{left}に回答がある", "{left} is answered")
_BLANK = both("{left}に回答がない", "{left} is not answered")
_COUNT = both("{left}で選んだ数", "the number of answers to {left}")
_WITHOUT = both("{right}で{left}を選ばなかった", "{right} does not include {left}")
_NOT = both("「{inner}」ではない", "it is not so that {inner}")
_JOINED = {
    True: both("{left}、かつ{right}", "{left}, and {right}"),
    False: both("{left}、または{right}", "{left}, or {right}"),
}
_YES, _NO, _OTHER = both("はい", "yes"), both("いいえ", "no"), both("その他", "other")
_QUOTED = both("「{text}」", "“{text}”")


def condition_in_words(source: str, questionnaire: Questionnaire, lang: str) -> str:
    """What a condition says; the source itself where it is none.

    Args:
        source: CEL, as it stands in the questionnaire.
    """
    try:
        node = parse(source)
    except ConditionError:
        return source
    questions = {question.id: question for question in questionnaire.questions}
    return _Sentence(questions, lang).of(node)


class _Sentence:
    def __init__(self, questions: Mapping[str, Question], lang: str) -> None:
        self.questions, self.lang = questions, lang

    def of(self, node: Node) -> str:
        match node:
            case Not(Call("has", Name() as name)):
                return self._say(_BLANK, left=self._named(name))
            case Not(Comparison("in", left, Name() as name)):
                question = self.questions.get(name.id)
                return self._say(_WITHOUT, left=self._term(left, question), right=self._named(name))
            case Not(inner):
                return self._say(_NOT, inner=self.of(inner))
            case Junction(is_and, left, right):
                return self._say(_JOINED[is_and], left=self._part(left, is_and), right=self._part(right, is_and))
            case Comparison(operator, left, right):
                return self._compared(operator, left, right)
            case Call("has", Name() as name):
                return self._say(_ANSWERED, left=self._named(name))
            case _:
                return self._term(node, None)

    def _part(self, node: Node, within_and: bool) -> str:
        """What is joined; in brackets where it is joined otherwise."""
        mixed = isinstance(node, Junction) and node.is_and is not within_and
        return f"({self.of(node)})" if mixed else self.of(node)

    def _compared(self, operator: str, left: Node, right: Node) -> str:
        about = next((n for n in (left, right) if isinstance(n, Name)), None)
        if operator in ("==", "!=") and about and Literal(None) in (left, right):
            return self._say(_BLANK if operator == "==" else _ANSWERED, left=self._named(about))
        pattern = _ONE_OF if operator == "in" and isinstance(right, Items) else _COMPARED[operator]
        question = self.questions.get(about.id) if about else None
        return self._say(pattern, left=self._term(left, question), right=self._term(right, question))

    def _term(self, node: Node, question: Question | None) -> str:
        match node:
            case Name() as name:
                return self._named(name)
            case Literal(value):
                return self._value(value, question)
            case Items(items):
                return comma(self.lang).join(self._value(item.value, question) for item in items)
            case Call(_, Name() as name):
                return self._say(_COUNT, left=self._named(name))
            case _:
                return self.of(node)

    def _named(self, name: Name) -> str:
        question = self.questions.get(name.id)
        if question is None:
            return self._quoted(name.key)
        row = next((row.label[self.lang] for row in question.rows if row.value == name.part), "")
        label = question.label[self.lang]
        return self._quoted(followed(label, row, self.lang) if row else label)

    def _value(self, value: object, question: Question | None) -> str:
        options = question.options if question else ()
        label = next((option.label[self.lang] for option in options if option.value == value), None)
        if label is None and value == OTHER:
            label = _OTHER[self.lang]
        if label is None and isinstance(value, bool):
            return self._say(_YES if value else _NO)
        if label is None and not isinstance(value, str):
            return str(value)
        return self._quoted(str(value) if label is None else label)

    def _quoted(self, text: str) -> str:
        return self._say(_QUOTED, text=text)

    def _say(self, pattern: Text, **parts: str) -> str:
        return pattern[self.lang].format(**parts)
