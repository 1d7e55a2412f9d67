"""Evaluation of a condition: as many steps as its tree has nodes, and no errors.

A missing answer is a value: it equals nothing but null, is neither less nor greater than anything, lies in no list and
has size 0. So ``!(age < 30)`` holds for whoever did not say how old they are; ``age >= 30`` does not.

What is not known yet makes a condition unknown only where it decides (Kleene's logic).
"""

from collections.abc import Callable, Collection, Mapping
from operator import ge, gt, le, lt
from typing import Any

from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not
from azukari.features.questionnaires.shape import Answers


class Unknown:
    """Stands for an answer that may yet be anything."""


UNKNOWN = Unknown()


def holds(node: Node, answers: Answers) -> bool:
    """Whether a condition holds for these answers."""
    return _value(node, answers, ()) is True


def may_hold(node: Node, answers: Answers, unknown: Collection[str]) -> bool | None:
    """Whether it holds, whatever is answered to the questions ``unknown``; None where that depends on them."""
    found = _value(node, answers, unknown)
    return None if found is UNKNOWN else found is True


def answer_at(name: Name, answers: Answers) -> object:
    """What was answered there, or None."""
    whole = answers.get(name.id)
    if not name.part:
        return whole
    return whole.get(name.part) if isinstance(whole, Mapping) else answers.get(name.key)


def _value(node: Node, answers: Answers, unknown: Collection[str]) -> object:
    match node:
        case Literal(value=plain):
            return plain
        case Name():
            return UNKNOWN if node.id in unknown else answer_at(node, answers)
        case Items(items):
            return tuple(item.value for item in items)
        case Not(inner):
            value = _value(inner, answers, unknown)
            return UNKNOWN if value is UNKNOWN else value is not True
        case Junction(is_and, left, right):
            return _joined(_value(left, answers, unknown), _value(right, answers, unknown), decides=not is_and)
        case Comparison(operator, left, right):
            return _compared(operator, _value(left, answers, unknown), _value(right, answers, unknown))
        case Call(function, inner):
            value = _value(inner, answers, unknown)
            if value is UNKNOWN:
                return UNKNOWN
            if function == "has":
                return value is not None
            return len(value) if isinstance(value, str | tuple | Mapping) else 0


def _joined(left: object, right: object, *, decides: bool) -> object:
    if left is decides or right is decides:
        return decides
    return UNKNOWN if UNKNOWN in (left, right) else not decides


def _compared(operator: str, left: object, right: object) -> object:
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "in":
            return left is not None and isinstance(right, tuple) and left in right
    for kind in (str, int | float):
        if isinstance(left, kind) and isinstance(right, kind):
            return _ORDERED[operator](left, right)
    return False


_ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
