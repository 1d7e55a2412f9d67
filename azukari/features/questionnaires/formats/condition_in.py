"""Conditions of other programs read: XPath of XLSForm and expressions of LimeSurvey, by one bounded recursive descent.

What they share with ours becomes a condition; for anything else there is `UnknownCondition`, and the import lists it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Never

from azukari.features.questionnaires.formats.condition_out import as_cel
from azukari.features.questionnaires.formats.loss import Losses
from azukari.features.questionnaires.logic.tree import Call, Comparison, Junction, Literal, Name, Node, Not

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>\$\{[\w.-]+\})|(?P<text>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w.-]*)"""
    r"""|(?P<sign>&&|\|\||==|!=|<=|>=|[=<>!().,+*-]))"""
)
_SPELT = {"==": "==", "=": "==", "eq": "==", "!=": "!=", "ne": "!=", "<": "<", "lt": "<", "<=": "<=", "le": "<="}
_COMPARING = {**_SPELT, ">": ">", "gt": ">", ">=": ">=", "ge": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_AND, _OR, _NOT = {"and", "&&"}, {"or", "||"}, {"not", "!"}
_LONGEST, _DEEPEST = 4000, 24


class UnknownCondition(ValueError):
    """It says something that our conditions cannot say."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a name of the other program is here.

    Args:
        name: the question, or a part of it.
        values: our values of its options, by the other program's codes.
        kind: ``several``, ``number`` or ``text``; ``chosen`` where the name is one option of several.
        option: that option.
    """

    name: Name
    values: Mapping[str, str]
    kind: str
    option: str = ""


def taken_condition(source: str, place: str, known: Mapping[str, Known], losses: Losses) -> str:
    """A condition as ours say it; ``""`` where there is none, or where it says more than ours can, which is a loss."""
    try:
        found = read_condition(source, known)
    except UnknownCondition:
        losses.add(place, f"条件「{source}」は取り込めません。", f"The condition “{source}” is not taken in.")
        return ""
    return as_cel(found) if found else ""


def read_condition(source: str, known: Mapping[str, Known]) -> Node | None:
    """The condition; None where it is always true.

    Raises:
        UnknownCondition: see there.
    """
    if source.strip() in {"", "1", "true()", "((1))"}:
        return None
    if len(source) > _LONGEST:
        raise UnknownCondition
    reader = _Reader(_tokens(source), known)
    found = reader.either(0)
    if reader.at < len(reader.tokens):
        raise UnknownCondition
    return found


def _tokens(source: str) -> list[str]:
    found, at, end = [], 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise UnknownCondition
        found.append(match.group(match.lastgroup or 0))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[str], known: Mapping[str, Known]) -> None:
        self.tokens, self.known, self.at = tokens, known, 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.next
        if not token or (wanted and token not in wanted):
            raise UnknownCondition
        self.at += 1
        return token

    def either(self, depth: int) -> Node:
        return self._joined(depth, _OR, self.both, is_and=False)

    def both(self, depth: int) -> Node:
        return self._joined(depth, _AND, self.one, is_and=True)

    def _joined(self, depth: int, words: set[str], part: Callable[[int], Node], *, is_and: bool) -> Node:
        if depth > _DEEPEST:
            raise UnknownCondition
        found = part(depth)
        while self.next in words:
            self.take()
            found = Junction(is_and, found, part(depth))
        return found

    def one(self, depth: int) -> Node:
        if self.next in _NOT:
            self.take()
            inner = self.one(depth + 1) if self.next in {"(", "selected", "is_empty"} else _refuse()
            return inner.inner if isinstance(inner, Not) else Not(inner)
        if self.next == "(":
            self.take()
            found = self.either(depth + 1)
            self.take(")")
            return found
        if self.next == "selected":
            name, text = self._called(2)
            return _compared("==", self._operand(name), self._operand(text))
        if self.next == "is_empty":
            empty = self._operand(*self._called(1))
            return Not(_has(empty)) if isinstance(empty, Known) else _refuse()
        left = self._value()
        operator = _COMPARING.get(self.take())
        return _compared(operator, left, self._value()) if operator else _refuse()

    def _called(self, many: int) -> list[str]:
        """The arguments of a function, each one token."""
        self.take()
        self.take("(")
        found = [self.take()]
        while len(found) < many:
            self.take(",")
            found.append(self.take())
        self.take(")")
        return found

    def _value(self) -> "Known | Literal | Call":
        if self.next in {"count-selected", "string-length", "strlen", "count"}:
            found = self._operand(*self._called(1))
            return Call("size", found.name) if isinstance(found, Known) else _refuse()
        sign = self.take() if self.next == "-" else ""
        return self._operand(sign + self.take())

    def _operand(self, token: str) -> "Known | Literal":
        if token[0] in "\"'":
            return Literal(token[1:-1])
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            return Literal(float(token) if "." in token else int(token))
        plain = token[2:-1] if token.startswith("${") else token
        for ending in (".NAOK", ".code", ".value", ".shown"):
            plain = plain.removesuffix(ending)
        return self.known.get(plain) or _refuse()


def _refuse() -> Never:
    raise UnknownCondition


def _has(known: Known) -> Node:
    return Comparison("in", Literal(known.option), known.name) if known.option else Call("has", known.name)


def _compared(operator: str, left: Known | Literal | Call, right: Known | Literal | Call) -> Node:
    if isinstance(left, Literal):
        if isinstance(right, Literal):
            return Literal(value=left.value == right.value) if operator == "==" else _refuse()
        operator, left, right = _TURNED.get(operator, operator), right, left
    if isinstance(left, Call):
        return Comparison(operator, left, right) if isinstance(right, Literal) else _refuse()
    if isinstance(right, Known) and not left.option and not right.option:
        return Comparison(operator, left.name, right.name)
    return _answered(operator, left, right) if isinstance(right, Literal) else _refuse()


def _answered(operator: str, known: Known, literal: Literal) -> Node:
    """An answer compared with a text or a number."""
    equal, value = operator == "==", literal.value
    if operator in {"==", "!="} and value == "":
        return Not(_has(known)) if equal else _has(known)
    if known.option:  # LimeSurvey asks each option for "Y"
        return _has(known) if (value == "Y") is equal else Not(_has(known))
    if known.values:
        value = known.values.get(str(value), value)
    if known.kind == "number" and isinstance(value, str):
        value = _number(value)
    if known.kind == "several":
        held = Comparison("in", Literal(value), known.name)
        return held if equal else Not(held) if operator == "!=" else _refuse()
    return Comparison(operator, known.name, Literal(value))


def _number(text: str) -> int | float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError as error:
        raise UnknownCondition from error
