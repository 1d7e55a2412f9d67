"""A condition's tree as JSON, for the evaluator in the browser (`static/questionnaires/logic.js`)."""

from azukari.features.questionnaires.logic.tree import Call, Comparison, Items, Junction, Literal, Name, Node, Not

type Written = list[object]
"""The operator, then what it is applied to."""


def written(node: Node) -> Written:
    """``["&&", [">", ["name", "age", ""], ["value", 17]], ...]``."""
    match node:
        case Literal(value):
            return ["value", value]
        case Items(items):
            return ["value", [item.value for item in items]]
        case Name(id, part):
            return ["name", id, part]
        case Not(inner):
            return ["!", written(inner)]
        case Junction(is_and, left, right):
            return ["&&" if is_and else "||", written(left), written(right)]
        case Comparison(operator, left, right):
            return [operator, written(left), written(right)]
        case Call(function, inner):
            return [function, written(inner)]
