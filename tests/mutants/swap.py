"""Put a changed function into a program that is running already, wherever that function is used.

A leak mostly changes the inside of one function. Then everything else may stay as it was loaded: the new code goes into
every living function of that file and line. What changes more than that (an import, a decorator, a constant, a class)
has to be loaded anew, and is refused here.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

_OPTIMIZED = 0x1  # CO_OPTIMIZED: a function, and no body of a module or class


class MustLoad(Exception):
    """The change is no change of functions alone."""


class Living:
    """Functions of the program that live, and what keeps their answers: found once, by looking through all memory.

    A fork that looks through memory copies it, so it is told what was found before it began. What lives then is frozen,
    for forks to share.
    """

    def __init__(self) -> None:
        gc.unfreeze()  # what is frozen, nobody finds
        self._functions: dict[str, list[FunctionType]] = defaultdict(list)
        self._kept: list[_lru_cache_wrapper[Any]] = []
        for each in gc.get_objects():
            if type(each) is FunctionType:
                self._functions[each.__code__.co_filename].append(each)
            elif isinstance(each, _lru_cache_wrapper) and each.__module__.startswith("azukari."):
                self._kept.append(each)
        gc.freeze()

    def swap(self, path: Path, *, before: str, after: str) -> int:
        """Let them run ``after`` instead of ``before``, of ``path``. Returns how many were changed.

        Raises:
            MustLoad: something else than the inside of functions differs, or a function that has made others already,
                such as a decorator: those were made of what it was.
        """
        old, new = (compile(text, str(path), "exec", dont_inherit=True) for text in (before, after))
        pairs = list(_pairs(old, new))
        living = self._functions.get(str(path), [])
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

    def forget(self) -> None:
        """Clear what functions of the program keep of their answers: they were given before the change."""
        for kept in self._kept:
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
