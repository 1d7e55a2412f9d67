"""Mutation operators: every small careless change that somebody might make to a piece of source, each on its own.

A condition is dropped or turned round, a comparison is off by one or the wrong way, a call or a refusal is left out, a
table forgets an entry, a query forgets a condition, a number is one more. Words, annotations and logging stay as they
are: no person's data rests on them. So does what changes nothing by its nature: how many rows are done at once, how
wide a text is indented, a programmer's guard. And a pair that is taken apart at once loses no half: any test would see.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_COMPARED = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_QUERIES = frozenset({"filter", "exclude", "get", "update", "create", "get_or_create", "update_or_create", "Q"})
_NARROWING = frozenset({"filter", "exclude"})
_TALK = frozenset(
    {
        "_log", "log", "logger", "logging", "tell", "_", "super",
        "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "both",
    }
)  # fmt: skip
_GUARDS = frozenset(
    {"compress", "durable", "indent", "quiet", "strict"}
)  # keywords on which nothing rests that anybody gets
_AT_ONCE = re.compile(r"_?[A-Z_]*(BATCH|CHUNK|PAGE|PIECE|AT_ONCE|AT_A_TIME)")  # how much is done at once
_DESCRIBED = frozenset({"description", "example", "examples", "summary", "title"})
_HARMLESS = frozenset(
    {
        "abstractmethod", "cache", "cached_property", "classmethod", "contextmanager", "dataclass", "lru_cache",
        "overload", "override", "property", "receiver", "register", "setter", "staticmethod", "total_ordering", "wraps",
    }
)  # fmt: skip
_HOLDS_TABLES = (ast.Compare, ast.For, ast.comprehension, ast.Assign, ast.AnnAssign, ast.Starred, ast.keyword, ast.Call)
type _Node = ast.expr | ast.stmt


@dataclass(frozen=True, slots=True)
class Change:
    """
    Args:
        file: from the root of the tree.
        within: the function or class that it is in, as ``Class.method``; ``""`` on the level of the module.
        line: the first line that changes, from 1; ``offset``: the same, from the first of the function that it is in.
        start, end: the piece of the text, in characters, in whose place ``new`` comes.
        what: the operator.
        was, becomes: the lines that change, without their indents, as they were and as they are then.
        names: of a change that runs at import, what is assigned there.
    """

    file: str
    within: str
    line: int
    offset: int
    start: int
    end: int
    new: str
    what: str
    was: str
    becomes: str
    names: frozenset[str] = frozenset()

    def applied(self, text: str) -> str:
        """The file with the change in it."""
        return text[: self.start] + self.new + text[self.end :]

    @property
    def package(self) -> str:
        return package_of(self.file)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is known by, whatever stands above it in the file."""
        return self.file, self.within, self.was, self.becomes


def package_of(file: str) -> str:
    """The package of a file of the program, below ``azukari``: ``core/vault``, ``features/members``, ``lib``."""
    parts = file.split("/")
    return "/".join(parts[1 : 3 if parts[1] in ("core", "shells", "features") else 2])


def is_readable(text: str) -> bool:
    """Whether Python can read it."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def changes(text: str, file: str) -> list[Change]:
    """Every change of one file, in the order of the source. A few leave what Python cannot read (`is_readable`)."""
    source = _Source(text, file)
    found = {change.key: change for change in _Walk(source).all()}
    return sorted(found.values(), key=lambda change: (change.start, change.end, change.new))


class _Source:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.tree = ast.parse(text)
        self.above = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def at(self, line: int, column: int) -> int:
        """Characters before a place that `ast` tells in lines and bytes."""
        begin = self._starts[line - 1]
        raw = self.text[begin : self._starts[line]].encode()
        return begin + len(raw[:column].decode())

    def span(self, node: _Node | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def of(self, node: _Node | ast.keyword) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def lines(self, start: int, end: int, text: str) -> str:
        """The whole lines around a piece, each without its indent."""
        begin = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        return "\n".join(line.strip() for line in text[begin : last if last >= 0 else len(text)].splitlines())


class _Walk:
    """Goes through one module."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.within: list[str] = []
        self.first = 1
        self.at_import = True
        self.names: frozenset[str] = frozenset()

    def all(self) -> Iterator[Change]:
        yield from self._body(self.source.tree.body)

    def _change(self, start: int, end: int, new: str, what: str) -> Iterator[Change]:
        source = self.source
        after = source.text[:start] + new + source.text[end:]
        was = source.lines(start, end, source.text)
        becomes = source.lines(start, start + len(new), after)
        line = source.text.count("\n", 0, start) + 1
        names = self.names if self.at_import else frozenset[str]()
        within = ".".join(self.within)
        yield Change(source.file, within, line, line - self.first, start, end, new, what, was, becomes, names)

    def _body(self, body: Sequence[ast.stmt]) -> Iterator[Change]:
        for statement in body:
            if not _is_words(statement):
                yield from self._statement(statement)

    def _statement(self, node: ast.stmt) -> Iterator[Change]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from self._definition(node)
            return
        if isinstance(node, ast.Import | ast.ImportFrom | ast.TypeAlias | ast.Global | ast.Nonlocal):
            return
        if self.at_import:
            self.names = frozenset(_assigned(node))
            if self.names and all(_AT_ONCE.fullmatch(name) for name in self.names):
                return
        start, end = self.source.span(node)
        if isinstance(node, ast.Raise):
            yield from self._change(start, end, "pass", "a refusal is left out")
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not _is_talk(node.value):
            yield from self._change(start, end, "pass", "a call is left out")
        if isinstance(node, ast.If | ast.While):
            yield from self._turned(node.test)
        yield from self._inside(node)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Change]:
        self.names = frozenset({node.name})
        for decorator in node.decorator_list:
            if _name(decorator) not in _HARMLESS:
                start, end = self.source.span(decorator)
                yield from self._change(start - 1, end, "# no decorator", "a decorator is left out")
        self.within.append(node.name)
        before, first = self.at_import, self.first
        self.at_import = before and isinstance(node, ast.ClassDef)
        self.first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        if isinstance(node, ast.ClassDef):
            columns = _is_model(node)  # a changed column lacks its migration, which `bin/check` tells
            yield from self._body([some for some in node.body if not (columns and _defines(some))])
        else:
            yield from self._early(node)
            yield from self._body(node.body)
        self.within.pop()
        self.at_import, self.first = before, first

    def _early(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Change]:
        """A procedure of more than one statement does nothing at all."""
        does = [statement for statement in node.body if not _is_words(statement)]
        nothing = isinstance(node.returns, ast.Constant) and node.returns.value is None
        if nothing and len(does) > 1:
            start, end = self.source.span(does[0])
            yield from self._change(start, end, "return", "a function returns at once")

    def _inside(self, node: ast.AST) -> Iterator[Change]:
        """Through all that is in a node, annotations left out."""
        if isinstance(node, ast.keyword) and node.arg in _GUARDS:
            return
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    if not _is_words(child):
                        yield from self._statement(child)
                elif isinstance(child, ast.expr):
                    yield from self._expression(child)
                elif isinstance(child, ast.AST):
                    yield from self._inside(child)

    def _expression(self, node: ast.expr) -> Iterator[Change]:
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Call) and (_is_talk(node) or _name(node) == "atomic")
        ):
            return  # `durable` is a programmer's guard: nothing that runs differs without it
        operator = _OPERATORS.get(type(node))
        if operator:
            yield from operator(self, node)
        yield from self._inside(node)

    def _turned(self, test: ast.expr) -> Iterator[Change]:
        start, end = self.source.span(test)
        if not isinstance(test, ast.Compare | ast.UnaryOp) and _name(test) != "TYPE_CHECKING":
            yield from self._change(start, end, f"not ({self.source.of(test)})", "a condition is turned round")

    def _bool(self, node: ast.BoolOp) -> Iterator[Change]:
        word = "and" if isinstance(node.op, ast.And) else "or"
        other = "or" if word == "and" else "and"
        start, end = self.source.span(node)
        parts = [f"({self.source.of(value)})" for value in node.values]
        for left_out in range(len(parts)):
            rest = f" {word} ".join(parts[:left_out] + parts[left_out + 1 :])
            yield from self._change(start, end, f"({rest})", "a condition is dropped")
        yield from self._change(start, end, f"({f' {other} '.join(parts)})", f"{word} for {other}")

    def _compare(self, node: ast.Compare) -> Iterator[Change]:
        sides = [node.left, *node.comparators]
        for number, operator in enumerate(node.ops):
            start, end = self.source.span(sides[number])[1], self.source.span(sides[number + 1])[0]
            between = self.source.text[start:end]
            if "(" not in between and ")" not in between:
                yield from self._change(start, end, f" {_COMPARED[type(operator)]} ", "a comparison is another")

    def _unary(self, node: ast.UnaryOp) -> Iterator[Change]:
        if isinstance(node.op, ast.Not):
            start, end = self.source.span(node)
            yield from self._change(start, end, f"({self.source.of(node.operand)})", "a condition is turned round")

    def _binary(self, node: ast.BinOp) -> Iterator[Change]:
        if isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Sub) and not isinstance(node.left, ast.Constant):
            start, end = self.source.span(node)
            yield from self._change(start, end, f"({self.source.of(node.left)})", "the second part is left out")

    def _choice(self, node: ast.IfExp) -> Iterator[Change]:
        yield from self._turned(node.test)

    def _loop(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[Change]:
        for generator in node.generators:
            for test in generator.ifs:
                start, end = self.source.span(test)
                yield from self._change(start, end, "True", "a condition is dropped")

    def _table(self, node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
        """An entry of a table is forgotten. A tuple that is a pair or a result is no table."""
        if len(node.elts) < 2 or isinstance(getattr(node, "ctx", ast.Load()), ast.Store):
            return
        if not isinstance(node, ast.Tuple):
            for left_out in node.elts:
                yield from self._gone(*self.source.span(left_out), "an entry is forgotten")
        elif isinstance(above := self.source.above[node], _HOLDS_TABLES) and not _takes_apart(above):
            start, end = self.source.span(node)
            for left_out in node.elts:
                rest = "".join(f"{self.source.of(one)}, " for one in node.elts if one is not left_out)
                yield from self._change(start, end, f"({rest.rstrip()})", "an entry is forgotten")

    def _mapping(self, node: ast.Dict) -> Iterator[Change]:
        if len(node.keys) > 1 and not {"ja", "en"} <= {_value(key) for key in node.keys}:
            for key, value in zip(node.keys, node.values, strict=True):
                if _value(key) in _DESCRIBED and isinstance(value, ast.Constant):
                    continue
                start = (
                    self.source.span(key)[0] if key else self.source.text.rindex("**", 0, self.source.span(value)[0])
                )
                yield from self._gone(start, self.source.span(value)[1], "an entry is forgotten")

    def _call(self, node: ast.Call) -> Iterator[Change]:
        if _name(node.func) in _QUERIES:
            for keyword in node.keywords:
                yield from self._gone(*self.source.span(keyword), "a query forgets a condition")
        if isinstance(node.func, ast.Attribute) and node.func.attr in _NARROWING:
            start, end = self.source.span(node)
            yield from self._change(start, end, self.source.of(node.func.value), "a query is not narrowed")

    def _constant(self, node: ast.Constant) -> Iterator[Change]:
        start, end = self.source.span(node)
        if isinstance(node.value, bool):
            yield from self._change(start, end, str(not node.value), "yes for no")
        elif isinstance(node.value, int):
            yield from self._change(start, end, f"({self.source.of(node)} + 1)", "a number is one more")

    def _gone(self, start: int, end: int, what: str) -> Iterator[Change]:
        """Leave out one of several that commas part; where none follows, the one before goes with it."""
        text = self.source.text
        after = end
        while after < len(text) and text[after] in " \n\t":
            after += 1
        if after < len(text) and text[after] == ",":
            while text[after + 1 : after + 2] == " ":
                after += 1
            yield from self._change(start, after + 1, "", what)
            return
        before = len(text[:start].rstrip())
        yield from self._change(before - 1 if text[before - 1 : before] == "," else start, end, "", what)


_OPERATORS: Mapping[type[ast.expr], Callable[[_Walk, Any], Iterator[Change]]] = {
    ast.BoolOp: _Walk._bool,
    ast.Compare: _Walk._compare,
    ast.UnaryOp: _Walk._unary,
    ast.BinOp: _Walk._binary,
    ast.IfExp: _Walk._choice,
    ast.ListComp: _Walk._loop,
    ast.SetComp: _Walk._loop,
    ast.GeneratorExp: _Walk._loop,
    ast.DictComp: _Walk._loop,
    ast.Tuple: _Walk._table,
    ast.List: _Walk._table,
    ast.Set: _Walk._table,
    ast.Dict: _Walk._mapping,
    ast.Call: _Walk._call,
    ast.Constant: _Walk._constant,
}


def _is_words(statement: ast.stmt) -> bool:
    """A docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_model(node: ast.ClassDef) -> bool:
    bases = [_name(base) for base in node.bases]
    return any(base in ("Model", "Identified") or base.startswith("AbstractBase") for base in bases)


def _defines(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign | ast.AnnAssign | ast.ClassDef)


def _takes_apart(node: ast.AST) -> bool:
    """Whether it names each of several things by itself."""
    return isinstance(node, ast.Assign) and any(isinstance(target, ast.Tuple) for target in node.targets)


def _name(node: ast.AST) -> str:
    """The last word of what is called or named."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _is_talk(call: ast.Call) -> bool:
    first: ast.AST = call.func
    while isinstance(first, ast.Attribute):
        first = first.value
    return _name(first) in _TALK


def _value(key: ast.expr | None) -> object:
    return key.value if isinstance(key, ast.Constant) else None


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        if target is not None:
            yield from (inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name))
