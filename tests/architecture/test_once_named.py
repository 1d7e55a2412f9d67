"""A helper that is named once and fits into the line of its call stands there, unless a docstring says its thought."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.sources import OURS, ROOT

_LONGEST = 120
_TIGHT = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.Dict, ast.Set, ast.Tuple)
_ROOMY = (ast.Return, ast.Assign, ast.AnnAssign, ast.keyword, ast.Call, ast.Expr)


class _PutIn(ast.NodeTransformer):
    """What a function returns, with what it is called with."""

    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self.given = given
        self.used = Counter[str]()

    def visit_Name(self, node: ast.Name) -> ast.expr:
        self.used[node.id] += 1
        return self.given.get(node.id, node)


def _returned(node: ast.stmt) -> ast.expr | None:
    """What a function is, if it is one expression and has neither docstring nor decorator."""
    if isinstance(node, ast.FunctionDef) and len(node.body) == 1 and not node.decorator_list:
        only = node.body[0]
        return only.value if isinstance(only, ast.Return) else None
    return None


def _given(function: ast.FunctionDef, call: ast.Call) -> Mapping[str, ast.expr] | None:
    """By parameter what it is called with; None where that cannot be read off."""
    spec = function.args
    names = [each.arg for each in (*spec.posonlyargs, *spec.args)]
    starred = spec.vararg or spec.kwarg or any(isinstance(each, ast.Starred) for each in call.args)
    if starred or any(each.arg is None for each in call.keywords):
        return None
    usual = dict(zip(reversed(names), reversed(spec.defaults), strict=False))
    usual |= {each.arg: value for each, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if value}
    named = {each.arg: each.value for each in call.keywords if each.arg}
    return {**usual, **dict(zip(names, call.args, strict=False)), **named}


def _put_in(function: ast.FunctionDef, returned: ast.expr, call: ast.Call, around: ast.AST) -> str | None:
    """The call's text with what the function returns in its place; None where a value would be computed twice."""
    given = _given(function, call)
    if given is None:
        return None
    put = _PutIn(given)
    expression = put.visit(ast.parse(ast.unparse(returned), mode="eval").body)
    if any(put.used[name] > 1 and not isinstance(value, ast.Name | ast.Constant) for name, value in given.items()):
        return None
    text = ast.unparse(expression)
    return text if isinstance(expression, _TIGHT) or isinstance(around, _ROOMY) else f"({text})"


def superfluous(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each private function of a module that is one expression, is called at one place, and fits into
    the line of that place.
    """
    tree, lines = ast.parse(source), source.split("\n")
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    uses = Counter(node.id for node in names)
    calls = {call.func.id: call for call in parents if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
    for function in tree.body:
        returned = _returned(function)
        if returned is None or not isinstance(function, ast.FunctionDef) or not function.name.startswith("_"):
            continue
        call = calls.get(function.name)
        if call is None or uses[function.name] > 1 or call.lineno != call.end_lineno:
            continue
        if isinstance(parents[call], ast.FormattedValue | ast.Starred):
            continue
        new = _put_in(function, returned, call, parents[call])
        length = (call.end_col_offset or 0) - call.col_offset
        if new is not None and len(lines[call.lineno - 1]) - length + len(new) <= _LONGEST:
            yield function.lineno, function.name


@pytest.mark.parametrize("folder", sorted({path.relative_to(ROOT).parts[1] for path in OURS}))
def test_what_is_named_once_and_fits_there_stands_where_it_is_used(folder: str):
    files = [path for path in OURS if path.relative_to(ROOT).parts[1] == folder]
    found = [f"{path.relative_to(ROOT)}:{line} {name}" for path in files for line, name in _found(path)]
    assert not found, "Put it there; or say in its docstring the thought that it is."


def _found(path: Path) -> Iterator[tuple[int, str]]:
    return superfluous(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("helper", "use", "is_found"),
    [
        ("def _f(a: int) -> int:\n    return a + 1", "x = _f(2)", True),
        ("def _f(a: int) -> int:\n    return a + 1", "x = _f(2) + _f(3)", False),
        ("def _f(a: int) -> int:\n    return a + 1", "x = map(_f, y)", False),
        ("def _f(a: int) -> int:\n    return a * a", "x = _f(g())", False),
        ('def _f(a: int) -> int:\n    """A thought."""\n    return a + 1', "x = _f(2)", False),
        ("@cache\ndef _f(a: int) -> int:\n    return a + 1", "x = _f(2)", False),
        ("def _f(a: int) -> int:\n    print(a)\n    return a + 1", "x = _f(2)", False),
        ("def _f(a: int) -> int:\n    return a + 10000", f"x{'x' * 110} = _f(2)", False),
        ("def _f(a: int, *, more: int = 1) -> int:\n    return a + more", "x = 3 * _f(2)", True),
        ("def _f(*all: int) -> int:\n    return sum(all)", "x = _f(2)", False),
    ],
)
def test_what_is_looked_for(helper: str, use: str, *, is_found: bool):
    assert [name for _line, name in superfluous(f"{helper}\n\n\n{use}\n")] == (["_f"] if is_found else [])
