"""A changed function is what runs from then on, or it is refused: a leak must never be there in the file alone."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from azukari.policy.pack import slugs
from tests.mutants.swap import Living, MustLoad

_TEXT = """
KEPT = 1

def plain():
    return "as it was"

def decorate(view):
    def guarded():
        return "guarded " + view()
    return guarded

@decorate
def page():
    return "page"
"""


@pytest.fixture
def loaded(tmp_path: Path) -> tuple[Path, ModuleType]:
    """A module that is in use."""
    path = tmp_path / "loaded_for_a_test.py"
    path.write_text(_TEXT, "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return path, module


@pytest.mark.parametrize(("was", "becomes"), [("as it was", "leaks"), ('"page"', '"a leak"')])
def test_what_is_used_already_runs_the_change(was: str, becomes: str, loaded: tuple[Path, ModuleType]) -> None:
    path, module = loaded
    assert Living().swap(path, before=_TEXT, after=_TEXT.replace(was, becomes)) == 1
    told: list[Callable[[], str]] = [module.plain, module.page]
    assert [tell() for tell in told if becomes.strip('"') in tell()]


@pytest.mark.parametrize(("was", "becomes"), [("KEPT = 1", "KEPT = 2"), ("guarded ", "open "), ("@decorate", "")])
def test_what_others_were_made_of_has_to_be_loaded(was: str, becomes: str, loaded: tuple[Path, ModuleType]) -> None:
    path, _module = loaded
    with pytest.raises(MustLoad):
        Living().swap(path, before=_TEXT, after=_TEXT.replace(was, becomes))


def test_what_was_answered_before_the_change_is_asked_again() -> None:
    slugs()
    assert slugs.cache_info().currsize == 1
    Living().forget()
    assert slugs.cache_info().currsize == 0
