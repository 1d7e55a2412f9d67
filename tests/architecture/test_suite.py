"""The suite in parts leaves out nothing that it should not."""

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import once, sizes, suite

_ROOT = Path(__file__).resolve().parents[2]


def _item(name: str, *, marks: tuple[str, ...] = (), fixtures: tuple[str, ...] = (), **params: Any) -> Any:
    """A test as pytest collects it, with what `tests/once.py` looks at."""
    label = f"[{'-'.join(map(str, params.values()))}]" if params else ""
    return SimpleNamespace(
        nodeid=f"tests/x.py::{name}{label}",
        path=Path(__file__),
        fixturenames=list(fixtures),
        get_closest_marker=lambda mark: mark if mark in marks else None,
        **({"callspec": SimpleNamespace(params=params)} if params else {}),
    )


_JOURNEYS = [
    _item(
        "journey", marks=("browser",), fixtures=("live_server",), lang=lang, javascript=script, width=w, scheme=scheme
    )
    for lang in ("ja", "en")
    for script in (True, False)
    for w in (320, 1280)
    for scheme in ("light", "dark")
]
_ITEMS = [
    _item("rows", fixtures=("db",), width=1),
    _item("rows", fixtures=("db",), width=2),
    _item("marked", marks=("django_db",)),
    _item("program", fixtures=("mould",)),
    _item("pure"),
    _item("looks", marks=("browser", "looks"), fixtures=("live_server",)),
    *_JOURNEYS,
]


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the hook says it has left out."""
    monkeypatch.setattr(once, "_names_one", lambda file: False)
    return []


def _told(gone: list[Any]) -> Callable[..., None]:
    def hear(*, items: list[Any]) -> None:
        gone.extend(items)

    return hear


def _left(second: str, gone: list[Any], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setenv("AZUKARI_TEST_SECOND", second)
    items = list(_ITEMS)
    config: Any = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=_told(gone)))
    once.pytest_collection_modifyitems(config, items)
    return items


def test_one_engine_by_itself_leaves_out_nothing(gone: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert _left("", gone, monkeypatch) == _ITEMS
    assert gone == []


def test_the_second_engine_runs_all_that_the_database_has_a_part_in(
    gone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = _left("1", gone, monkeypatch)
    assert left[:4] == _ITEMS[:4]
    ways = {(item.callspec.params["lang"], item.callspec.params["javascript"]) for item in left[4:]}
    assert len(left[4:]) == len(ways) == 4
    assert [*left, *gone] != _ITEMS
    assert {item.nodeid for item in [*left, *gone]} == {item.nodeid for item in _ITEMS}


def test_a_file_that_finds_the_database_by_itself_is_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert once._touches_database(_item("crash")), "This file names AZUKARI_DATABASE."


def test_every_test_with_a_browser_runs_in_the_parts_with_a_browser() -> None:
    found = set(suite._with_browser())
    for path in (_ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        if path != Path(__file__) and ("tests.browser" in text or "playwright" in text):
            assert str(path.relative_to(_ROOT)) in found


def test_the_whole_suite_is_every_test_on_both_engines() -> None:
    parts = [
        (part.engine, part.words[:2], bool(part.variables.get("AZUKARI_TEST_SECOND"))) for part in suite._whole(dict)
    ]
    assert parts == [
        ("sqlite", ["-m", "not browser"], False),
        ("postgresql", ["-m", "not browser"], True),
        ("sqlite", ["-m", "browser"], False),
        ("postgresql", ["-m", "browser"], True),
    ]


def test_each_part_on_postgresql_has_a_server_of_its_own() -> None:
    """Else they would drop each other's databases, and find each other's data on the disk."""
    started = count()
    parts = suite._whole(lambda: {"AZUKARI_DATABASE": str(next(started))})
    servers = [part.variables.get("AZUKARI_DATABASE") for part in parts if part.engine == "postgresql"]
    assert servers == ["0", "1"]


def test_every_size_is_in_the_table_and_the_widest_run_sets_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in sizes.SIZES:
        monkeypatch.delenv(name, raising=False)
    named = re.compile(r'how_many\("(AZUKARI_\w+)"\)|(?<=_VARIABLE = ")(AZUKARI_\w+)')
    texts = [path.read_text("utf-8") for path in (_ROOT / "tests").rglob("*.py")]
    read = {one or other for text in texts for one, other in named.findall(text)}
    assert read == set(sizes.SIZES)
    assert {name: known.everything for name, known in sizes.SIZES.items()}.items() <= sizes.everything().items()


def test_a_run_says_at_its_head_what_it_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZUKARI_LIVES", raising=False)
    assert "12 of 10000 random lives" in sizes.pytest_report_header()[0]
    monkeypatch.setenv("AZUKARI_LIVES", "10000")
    assert "10000 random lives" in sizes.pytest_report_header()[0]
    assert "of 10000 random lives" not in sizes.pytest_report_header()[0]
