"""Parser of conditions: CEL's syntax, by recursive descent, bounded in length and depth."""

from dataclasses import dataclass

from azukari.features.questionnaires.fault import both
from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not

LONGEST = 1000
"""Characters that a condition may have."""

DEEPEST = 24
"""How deep brackets and negations may be nested."""

_TWO = frozenset({"==", "!=", "<=", ">=", "&&", "||"})
_ONE = frozenset("<>!()[],.-")
_COMPARING = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


class ConditionError(ValueError):
    """The condition cannot be read, or means nothing; ``sentence`` says why, ``at`` is the character's place from 0."""

    def __init__(self, at: int, ja: str, en: str) -> None:
        super().__init__(f"{at}: {en}")
        self.at, self.sentence = at, both(ja, en)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # a sign, or: name, text, number, end
    text: str
    at: int


def parse(source: str) -> Node:
    """The tree of a condition.

    Raises:
        ConditionError: it is none.
    """
    if len(source) > LONGEST:
        raise ConditionError(
            LONGEST,
            f"条件が長すぎます。{LONGEST}文字までです。",
            f"The condition is longer than {LONGEST} characters.",
        )
    parser = _Parser(_tokens(source))
    node = parser.junction("||", 0)
    if parser.next.kind != "end":
        raise _unexpected(parser.next)
    return node


def _unexpected(token: _Token) -> ConditionError:
    if token.kind == "end":
        return ConditionError(token.at, "条件が途中で終わっています。", "The condition ends too early.")
    hint = ("「=」は「==」と書きます。", " Write == to compare.") if token.text == "=" else ("", "")
    return ConditionError(
        token.at,
        f"{token.at + 1}文字目の「{token.text}」は、ここには書けません。{hint[0]}",
        f"“{token.text}” at character {token.at + 1} cannot stand there.{hint[1]}",
    )


def _tokens(source: str) -> list[_Token]:
    found, at = [], 0
    while at < len(source):
        sign, start = source[at], at
        if sign in " \t\r\n":
            at += 1
            continue
        if sign.isascii() and (sign.isalpha() or sign == "_"):
            while at < len(source) and source[at].isascii() and (source[at].isalnum() or source[at] == "_"):
                at += 1
            found.append(_Token("name", source[start:at], start))
        elif sign.isascii() and sign.isdigit():
            at = _end_of_number(source, at)
            found.append(_Token("number", source[start:at], start))
        elif sign in "\"'":
            text, at = _text(source, at)
            found.append(_Token("text", text, start))
        elif source[at : at + 2] in _TWO:
            at += 2
            found.append(_Token(source[start:at], source[start:at], start))
        elif sign in _ONE:
            at += 1
            found.append(_Token(sign, sign, start))
        else:
            raise _unexpected(_Token(sign, sign, at))
    return [*found, _Token("end", "", len(source))]


def _end_of_number(source: str, at: int) -> int:
    dots = 0
    while at < len(source) and ((source[at].isdigit() and source[at].isascii()) or (source[at] == "." and not dots)):
        dots += source[at] == "."
        at += 1
    return at


def _text(source: str, start: int) -> tuple[str, int]:
    quote, at, found = source[start], start + 1, ""
    while at < len(source) and source[at] != quote:
        if source[at] == "\\":
            at += 1
            if at == len(source) or source[at] not in _ESCAPES:
                raise _unexpected(_Token("\\", "\\", at - 1))
            found += _ESCAPES[source[at]]
        else:
            found += source[at]
        at += 1
    if at == len(source):
        raise ConditionError(start, "引用符が閉じられていません。", "The quotation mark is never closed.")
    return found, at + 1


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at]

    def take(self, kind: str = "") -> _Token:
        token = self.next
        if kind and token.kind != kind:
            raise _unexpected(token)
        self._at += token.kind != "end"
        return token

    def junction(self, operator: str, depth: int) -> Node:
        if depth > DEEPEST:
            raise ConditionError(
                self.next.at, "括弧や「!」の入れ子が深すぎます。", "Brackets and “!” are nested too deep."
            )
        left = self.junction("&&", depth) if operator == "||" else self._comparison(depth)
        while self.next.kind == operator:
            self.take()
            right = self.junction("&&", depth) if operator == "||" else self._comparison(depth)
            left = Junction(operator == "&&", left, right)
        return left

    def _comparison(self, depth: int) -> Node:
        left = self._unary(depth)
        token = self.next
        operator = token.text if token.kind == "name" else token.kind
        if operator not in _COMPARING:
            return left
        self.take()
        return Comparison(operator, left, self._unary(depth), token.at)

    def _unary(self, depth: int) -> Node:
        if self.next.kind == "!":
            if depth > DEEPEST:
                return self.junction("||", depth)  # says so
            self.take()
            return Not(self._unary(depth + 1))
        return self._primary(depth)

    def _primary(self, depth: int) -> Node:
        token = self.take()
        match token.kind:
            case "(":
                inner = self.junction("||", depth + 1)
                self.take(")")
                return inner
            case "[":
                return self._items()
            case "name" if token.text not in {*_WORDS, "in"}:
                return self._name_or_call(token, depth)
        return self._literal(token)

    def _name_or_call(self, token: _Token, depth: int) -> Node:
        if self.next.kind == "(":
            if token.text not in {"has", "size"}:
                raise ConditionError(
                    token.at,
                    f"関数「{token.text}」はありません。has と size が使えます。",
                    f"There is no function “{token.text}”. There are has and size.",
                )
            self.take()
            inner = self.junction("||", depth + 1)
            self.take(")")
            return Call(token.text, inner, token.at)
        if self.next.kind == ".":
            self.take()
            return Name(token.text, self.take("name").text, token.at)
        return Name(token.text, at=token.at)

    def _items(self) -> Items:
        items: list[Literal] = []
        while self.next.kind != "]":
            if items:
                self.take(",")
            items.append(self._literal(self.take()))
        self.take()
        return Items(tuple(items))

    def _literal(self, token: _Token) -> Literal:
        sign = 1
        if token.kind == "-":
            sign, token = -1, self.take("number")
        match token.kind:
            case "text":
                return Literal(token.text)
            case "number":
                return Literal(sign * (float(token.text) if "." in token.text else int(token.text)))
            case "name" if token.text in _WORDS:
                return Literal(_WORDS[token.text])
        raise _unexpected(token)
