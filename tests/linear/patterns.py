"""Every regular expression of the program, found in its source and in what its modules hold.

A call that names its expression by something that only a running function knows is found as well, by its text; it needs
an entry in `exceptions.toml`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core import validators
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import SimpleLazyObject

from tests.architecture.sources import OURS, ROOT

_CALLS = {"compile", "match", "fullmatch", "search", "split", "findall", "finditer", "sub", "subn"}
_HINT = re.compile(r"^import re$|RegexValidator|re_path|\bpattern=", re.MULTILINE)
_AT_START = {"match", "fullmatch"}
_SCANS = "finditer"
_OTHER_NAMES = {"RegexValidator", "re_path"}


@dataclass(frozen=True, slots=True)
class Found:
    """One regular expression.

    Args:
        place: the module and, where it has one, the name; stable over changes of other lines.
        uses: how it is asked: ``match``, ``fullmatch``, ``finditer`` (which stands for all that looks everywhere).
        pattern: None where only a running function knows it.
    """

    place: str
    uses: frozenset[str]
    pattern: re.Pattern[Any] | None


def everything() -> list[Found]:
    """All of them, each place once."""
    found = [*_in_source(), *_held(), *_of_addresses(), *_of_validators()]
    return list({(one.place, one.pattern): one for one in found}.values())


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def _modules() -> dict[str, tuple[ast.Module, ModuleType]]:
    """Modules in whose text expressions may stand."""
    found = {}
    for path in OURS:
        text = path.read_text("utf-8")
        if "/tests/" not in str(path) and _HINT.search(text):
            found[_name(path)] = (ast.parse(text), import_module(_name(path)))
    return found


def _in_source() -> Iterator[Found]:
    for name, (tree, module) in _modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (asked := _asked(node)):
                argument, use = asked
                spelled = ast.unparse(argument)
                pattern = _evaluated(argument, node, module)
                if (
                    use == "compile"
                    and pattern is not None
                    and any(held == pattern for held, _name, _use in _of(module))
                ):
                    continue  # `_held` has it, with its name and its uses
                yield Found(f"{name}: {spelled}", frozenset({_use(use)}), pattern)


def _asked(node: ast.Call) -> tuple[ast.expr, str] | None:
    """The expression of a call, and how it is asked."""
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re":
        return (node.args[0], called.attr) if called.attr in _CALLS and node.args else None
    if isinstance(called, ast.Name) and called.id in _OTHER_NAMES and node.args:
        return node.args[0], "finditer"
    named = next((word.value for word in node.keywords if word.arg == "pattern"), None)
    return (named, "finditer") if named is not None else None


def _evaluated(argument: ast.expr, node: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    flags = next((word.value for word in node.keywords if word.arg == "flags"), None)
    given = [flags] if flags else [each for each in node.args[1:] if re.match(r"re\.[A-Z]", ast.unparse(each))]
    names = {**vars(module), "__builtins__": {}}  # a function's own name is none of the module, nor of Python
    try:
        spelled = eval(ast.unparse(argument), names)  # our own source
        if isinstance(spelled, re.Pattern):
            return spelled
        return re.compile(spelled, eval(ast.unparse(given[0]), names) if given else 0)
    except NameError:
        return None


def _of(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str, str]]:
    """What a module holds, by which name, and how it is asked where only a method of it is held."""
    for name, value in list(vars(module).items()):
        if not name.startswith("__"):
            held = getattr(value, "__name__", "") if isinstance(getattr(value, "__self__", None), re.Pattern) else ""
            yield from ((pattern, name, held) for pattern in _within(value, 0))


def _within(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(owner := getattr(value, "__self__", None), re.Pattern):
        yield owner
    elif depth > 5:
        return
    elif isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from _within(each, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _within(each, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _within(getattr(value, field.name, None), depth + 1)


def _held() -> Iterator[Found]:
    everywhere = _uses(*_modules())
    seen: set[int] = set()
    for name, (_tree, module) in _modules().items():
        within = _uses(name)
        for pattern, variable, method in _of(module):
            uses = within if variable.startswith("_") else everywhere
            if id(pattern) in seen:
                continue
            seen.add(id(pattern))
            asked = {_use(method)} if method else uses.get(variable, {_SCANS})
            yield Found(f"{name}.{variable}", frozenset(asked), pattern)


def _uses(*modules: str) -> dict[str, set[str]]:
    """How names are asked in these modules; a name that is asked in no plain way is missing."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        tree = _modules()[module][0]
        each_of = dict(_turns(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _CALLS and (name := _named(node.value)):
                found[each_of.get(name, name)].add(_use(node.attr))
    return found


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _turns(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The variables of loops, each with the name of what the loop goes over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and (over := _named(node.iter)):
            yield from ((part.id, over) for part in ast.walk(node.target) if isinstance(part, ast.Name))


def _use(method: str) -> str:
    return method if method in _AT_START else _SCANS


def _of_addresses() -> Iterator[Found]:
    """What Django matches the path of a request with."""
    waiting: list[Any] = [get_resolver()]
    while waiting:
        at = waiting.pop()
        regex = getattr(at.pattern, "regex", None)
        if isinstance(regex, re.Pattern):
            yield Found(f"address {regex.pattern}", frozenset({_SCANS}), regex)
        if isinstance(at, URLResolver):
            waiting += at.url_patterns
        else:
            assert isinstance(at, URLPattern)


def _of_validators() -> Iterator[Found]:
    """What fields of Django's forms and models check their text with; each is compiled when it is first used."""
    for name, validator in vars(validators).items():
        if callable(validator) and not isinstance(validator, type):
            for part, held in {**vars(type(validator)), **vars(validator)}.items():
                if isinstance(held, SimpleLazyObject | re.Pattern):
                    pattern = re.compile(held.pattern, held.flags)
                    yield Found(f"django.core.validators.{name}.{part}", frozenset({_SCANS}), pattern)
