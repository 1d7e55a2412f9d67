"""Put a changed function into a program that is running already, wherever that function is used.

A leak mostly changes the inside of one function. Then everything else may stay as it was loaded: the new code goes into
every living function of that file and line. What changes more than that (an import, a decorator, a constant, a class)
has to be loaded anew, and is refused here.
"""

import gc
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType

_OPTIMIZED = 0x1  # CO_OPTIMIZED: a function, and no body of a module or class


class MustLoad(Exception):
    """The change is no change of functions alone."""


def swap(path: Path, *, before: str, after: str) -> int:
    """Let living functions of ``path`` run ``after`` instead of ``before``. Returns how many were changed.

    Raises:
        MustLoad: something else than the inside of functions differs, or a function that has made others already, such
            as a decorator: those were made of what it was.
    """
    old, new = (compile(text, str(path), "exec", dont_inherit=True) for text in (before, after))
    pairs = list(_pairs(old, new))
    living = [f for f in gc.get_objects() if type(f) is FunctionType and f.__code__.co_filename == str(path)]
    changed = 0
    for was, becomes in pairs:
        meant = [f for f in living if _is_same(f.__code__, was)]
        made = any(_is_same(f.__code__, code) for code in _within(was) for f in living)
        if not meant or made or len(was.co_freevars) != len(becomes.co_freevars):
            raise MustLoad
        for function in meant:
            function.__code__ = becomes
        changed += len(meant)
    return changed


def forget() -> None:
    """Clear what functions of the program keep of their answers: they were given before the change."""
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper) and kept.__module__.startswith("azukari."):
            kept.cache_clear()


def _is_same(living: CodeType, code: CodeType) -> bool:
    return (living.co_qualname, living.co_firstlineno) == (code.co_qualname, code.co_firstlineno)


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions that differ, outermost first, each with what it becomes.

    Raises:
        MustLoad: bodies that run at import differ.
    """
    if _body(old) != _body(new):
        raise MustLoad
    for was, becomes in zip(_inner(old), _inner(new), strict=True):
        runs_at_import = not was.co_flags & _OPTIMIZED or was.co_name.startswith("<generic")
        if runs_at_import:
            yield from _pairs(was, becomes)
        elif _whole(was) != _whole(becomes):
            yield was, becomes


def _inner(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def _within(code: CodeType) -> Iterator[CodeType]:
    """All functions within a function, however deep."""
    for inner in _inner(code):
        yield inner
        yield from _within(inner)


def _body(code: CodeType) -> tuple[object, ...]:
    """What a piece of code does, whatever stands in the functions within it."""
    consts = tuple(c.co_qualname if isinstance(c, CodeType) else (type(c).__name__, c) for c in code.co_consts)
    numbers = {"__firstlineno__"}
    plain = tuple(c for c in consts if not (isinstance(c, tuple) and c[0] == "int" and numbers & {*code.co_names}))
    return code.co_code, code.co_names, code.co_varnames, plain


def _whole(code: CodeType) -> tuple[object, ...]:
    return (*_body(code), tuple(_whole(inner) for inner in _inner(code)))
