"""Type check of a condition: does it ask what its questions can answer? Said in words that a volunteer understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from azukari.features.questionnaires.logic.parse import ConditionError, parse
from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not
from azukari.features.questionnaires.shape import OTHER, RATING, Question, QuestionType, day_of


class _Kind(Enum):
    """What an answer is, in the words of a sentence."""

    TRUTH = ("はい・いいえ", "yes or no")
    NUMBER = ("数", "a number")
    TEXT = ("文字", "a text")
    DATE = ("日付", "a date")
    SEVERAL = ("複数の選択肢", "several options")
    ROWS = ("行ごとの回答", "an answer for each row")
    NOTHING = ("回答なし", "no answer")


@dataclass(frozen=True, slots=True)
class _Type:
    """``values`` are those of its options, where only they can be answered; ``of`` is the question."""

    kind: _Kind
    values: frozenset[str] | None = None
    of: str = ""


type Known = Mapping[str, Question]
"""The questions that stand earlier, by their id."""


def checked(source: str, earlier: Known, *, later: Known) -> Node:
    """The tree of a condition that makes sense where ``earlier`` questions have been asked.

    Args:
        later: all other questions, which a condition cannot read.

    Raises:
        ConditionError: see there.
    """
    node = parse(source)
    found = _Check(earlier, later).type_of(node)
    if found.kind is not _Kind.TRUTH:
        ja, en = found.kind.value
        raise ConditionError(
            0,
            f'条件は「はい・いいえ」で答えられる形にしてください。いまは{ja}です。例：質問 == "選択肢"',
            f'A condition has to come out as yes or no; this one is {en}. For example: question == "option".',
        )
    return node


@dataclass(frozen=True, slots=True)
class _Check:
    earlier: Known
    later: Known

    def type_of(self, node: Node) -> _Type:
        match node:
            case Literal(value):
                return _of_literal(value)
            case Items():
                return _Type(_Kind.SEVERAL)
            case Name():
                return self._of_name(node)
            case Not(inner):
                self._truth(inner)
            case Junction(_is_and, left, right):
                self._truth(left)
                self._truth(right)
            case Call(function, inner, at):
                return self._of_call(function, inner, at)
            case Comparison():
                self._compare(node)
        return _Type(_Kind.TRUTH)

    def _truth(self, node: Node) -> None:
        found = self.type_of(node)
        if found.kind is not _Kind.TRUTH:
            ja, en = found.kind.value
            about = f"“{found.of}”" if found.of else en
            raise ConditionError(
                0,
                f"{found.of or ja}だけでは条件になりません。「{found.of or '質問'} == ...」のように比べます。",
                f"{about} alone is no condition. Compare it: {found.of or 'question'} == ...",
            )

    def _of_name(self, name: Name) -> _Type:
        question = self.earlier.get(name.id)
        if question is None and name.id in self.later:
            raise ConditionError(
                name.at,
                f"「{name.id}」はこの後の質問です。条件に使えるのは、前にある質問だけです。",
                f"“{name.id}” is asked later. A condition can only use questions that stand before it.",
            )
        if question is None or not question.asks:
            raise ConditionError(
                name.at, f"「{name.id}」という質問はありません。", f"There is no question “{name.id}”."
            )
        if name.part:
            return _of_part(question, name)
        values = frozenset(option.value for option in question.options)
        kind = _KINDS.get(question.type, _Kind.NUMBER if question.type in RATING else _Kind.TEXT)
        return _Type(kind, values if question.options and kind is not _Kind.ROWS else None, name.id)

    def _of_call(self, function: str, inner: Node, at: int) -> _Type:
        found = self.type_of(inner)
        if function == "has":
            if not isinstance(inner, Name):
                raise ConditionError(at, "has( ) の中には質問を書きます。", "has( ) takes the name of a question.")
            return _Type(_Kind.TRUTH)
        if found.kind not in {_Kind.SEVERAL, _Kind.TEXT, _Kind.ROWS}:
            ja, en = found.kind.value
            raise ConditionError(
                at, f"{ja}には大きさがありません。", f"size( ) counts options or characters, and this is {en}."
            )
        return _Type(_Kind.NUMBER)

    def _compare(self, node: Comparison) -> None:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if node.operator == "in":
            self._lies_in(node, left, right)
            return
        equal = node.operator in {"==", "!="}
        if equal and _Kind.NOTHING in {left.kind, right.kind}:
            return
        kinds = {left.kind, right.kind}
        comparable = len(kinds) == 1 or kinds == {_Kind.DATE, _Kind.TEXT}
        orderable = kinds == {_Kind.NUMBER} or _Kind.DATE in kinds
        if not comparable or _Kind.ROWS in kinds or not (equal or orderable):
            raise _unlike(node, left, right)
        if kinds == {_Kind.SEVERAL}:
            raise ConditionError(
                node.at,
                f'複数選べる質問は「"選択肢" in {left.of or right.of}」のように書きます。',
                f'For a question with several answers write: "option" in {left.of or right.of}.',
            )
        for one, other in ((left, node.right), (right, node.left)):
            _offered(one, other, node.at)
        if _Kind.DATE in kinds:
            for side in (node.left, node.right):
                if isinstance(side, Literal) and day_of(str(side.value)) is None:
                    raise ConditionError(
                        node.at, '日付は "2026-11-24" のように書きます。', 'Write a day as "2026-11-24".'
                    )

    def _lies_in(self, node: Comparison, left: _Type, right: _Type) -> None:
        if right.kind is not _Kind.SEVERAL or left.kind in {_Kind.SEVERAL, _Kind.ROWS, _Kind.NOTHING}:
            raise _unlike(node, left, right)
        _offered(right, node.left, node.at)
        if isinstance(node.right, Items):
            for item in node.right.items:
                _offered(left, item, node.at)
                if _of_literal(item.value).kind is not left.kind and left.kind is not _Kind.DATE:
                    raise _unlike(node, left, _of_literal(item.value))


_KINDS = {
    QuestionType.MULTIPLE: _Kind.SEVERAL,
    QuestionType.RANKING: _Kind.SEVERAL,
    QuestionType.MATRIX: _Kind.ROWS,
    QuestionType.NUMBER: _Kind.NUMBER,
    QuestionType.DATE: _Kind.DATE,
}


def _of_literal(value: object) -> _Type:
    if value is None:
        return _Type(_Kind.NOTHING)
    if isinstance(value, bool):
        return _Type(_Kind.TRUTH)
    return _Type(_Kind.TEXT if isinstance(value, str) else _Kind.NUMBER)


def _of_part(question: Question, name: Name) -> _Type:
    if name.part == OTHER and question.has_other and question.type is not QuestionType.MATRIX:
        return _Type(_Kind.TEXT, None, name.key)
    if question.type is QuestionType.MATRIX and any(row.value == name.part for row in question.rows):
        return _Type(_Kind.TEXT, frozenset(option.value for option in question.options), name.key)
    raise ConditionError(
        name.at,
        f"「{name.id}」に「{name.part}」という行はありません。",
        f"“{name.id}” has no row “{name.part}”.",
    )


def _offered(of: _Type, literal: Node, at: int) -> None:
    if of.values is None or not isinstance(literal, Literal) or not isinstance(literal.value, str):
        return
    if literal.value not in of.values:
        offered = ", ".join(sorted(of.values))
        raise ConditionError(
            at,
            f"「{of.of}」に「{literal.value}」という選択肢はありません。選択肢：{offered}",
            f"“{of.of}” has no option “{literal.value}”. Its options: {offered}.",
        )


def _unlike(node: Comparison, left: _Type, right: _Type) -> ConditionError:
    (ja, en), (ja2, en2) = left.kind.value, right.kind.value
    return ConditionError(
        node.at,
        f"「{node.operator}」では{ja}と{ja2}を比べられません。",
        f"“{node.operator}” cannot compare {en} with {en2}.",
    )
