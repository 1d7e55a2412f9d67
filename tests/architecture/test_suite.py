"""The suite in parts leaves out nothing that it should not."""

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import decides, once, one_slice, pace, sizes, suite, turns
from tests.rights import killer

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


_HOW = {"only": None, "fast": False, "all": False, "seed": "abc"}


def _parts(*words: str, server: Callable[[], Any] = dict, **how: Any) -> list[suite.Part]:
    return suite._parts(argparse.Namespace(**{**_HOW, **how}), list(words), server)


def _second(part: suite.Part) -> bool:
    return bool(part.variables.get("AZUKARI_TEST_SECOND"))


def test_all_is_every_test_on_both_engines() -> None:
    parts = _parts(all=True)
    assert {(part.engine, *part.words[:2], _second(part)) for part in parts} == {
        ("sqlite", "-m", "not browser", False),
        ("postgresql", "-m", "not browser", True),
        ("sqlite", "-m", "browser", False),
        ("postgresql", "-m", "browser", True),
    }
    assert not any({decides.QUARTER, sizes.TURN} & {*part.variables} for part in parts)
    _every_file_once(parts)


def test_a_change_must_pass_everything_on_sqlite_and_a_choice_on_postgresql() -> None:
    second, browser, everything = _parts()
    assert (second.engine, everything.engine) == ("postgresql", "sqlite")
    assert second.variables[decides.QUARTER] == "abc"
    assert {*everything.variables} == {sizes.TURN}, "Nothing is left out there."
    assert browser.words[1] == "browser"
    assert not _second(browser), "No other part looks at the pages."
    _every_file_once([second, everything])


def _every_file_once(parts: Sequence[suite.Part]) -> None:
    pure = [f"--ignore={path}" for path in ("azukari/policy", "azukari/lib", "tests/architecture")]
    left_out = {part.engine: part.words[2:] for part in parts if part.words[1] == "not browser"}
    assert left_out == {"sqlite": [], "postgresql": pure}


def test_journeys_run_on_one_engine_and_on_the_other_with_another_commit() -> None:
    assert _parts(seed="commit 1")[1].engine == suite._browser_engine("commit 1")
    engines = [suite._browser_engine(f"commit {number}") for number in range(40)]
    assert 8 < engines.count("sqlite") < 32
    assert {*engines} == {"sqlite", "postgresql"}


@pytest.mark.parametrize("how", [{"all": True}, {"seed": "commit 0"}, {"seed": "commit 1"}, {"seed": "commit 2"}])
def test_each_process_on_postgresql_has_a_server_of_its_own(how: dict[str, Any]) -> None:
    """Else they would drop each other's databases, and find each other's data on the disk."""
    started = count()
    parts = _parts(server=lambda: {"AZUKARI_DATABASE": str(next(started))}, **how)
    hands = [{**part.variables, **hand} for part in parts if part.engine == "postgresql" for hand in part.hands or [{}]]
    servers = [variables["AZUKARI_DATABASE"] for variables in hands]
    assert servers
    assert sorted(servers) == [str(number) for number in range(len(servers))]
    assert all("AZUKARI_DATABASE" not in part.variables for part in parts if part.engine == "sqlite")


# --- What PostgreSQL decides -----------------------------------------------------------------------------------------

_DECIDED = (
    ("azukari/core/database/test_id_set.py", "test_whatever"),
    ("tests/proofs/test_lock_order.py", "test_whatever"),
    ("tests/backup/test_restore.py", "test_whatever"),
    ("tests/ledger/test_immutable.py", "test_every_column_refuses_an_update"),
    ("tests/merge/test_killed.py", "test_a_merge"),
    ("tests/site/test_integrity.py", "test_an_error_of_another_kind_is_no_damage"),
    ("tests/rights/test_erase_killed.py", "test_every_statement"),
    ("tests/disclosure/test_killed.py", "test_everybody_goes_once"),
)
_FILES = sorted(path for folder in ("azukari", "tests") for path in (_ROOT / folder).rglob("test_*.py"))
_TESTS = [
    (path, name)
    for path in _FILES
    for name in re.findall(r"^(?:def|class) ((?i:test)\w*)", path.read_text("utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize(("file", "test"), _DECIDED)
def test_locks_kills_triggers_and_backups_are_for_postgresql_to_decide(file: str, test: str) -> None:
    assert test == "test_whatever" or (_ROOT / file, test) in _TESTS
    assert decides.why(_ROOT / file, test)


_SIGNS = [
    "with connection.cursor() as cursor:\n        pass",
    "Thread(target=ask).start()",
    'if connection.vendor == "postgresql":\n        pass',
    "with pytest.raises(IntegrityError):\n        pass",
    "process.send_signal(signal.SIGKILL)",
]
_PLAIN = "def test_words():\n    assert words() == []\n"


@pytest.fixture
def why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Why PostgreSQL decides about a test of a file of these words."""
    monkeypatch.setattr(decides, "_ROOT", tmp_path)
    numbers = count()

    def look(text: str, test: str = "test_words") -> str:
        file = tmp_path / f"test_{next(numbers)}.py"
        file.write_text(text, "utf-8")
        return decides.why(file, test)

    return look


@pytest.mark.parametrize("line", _SIGNS)
def test_each_sign_is_enough_in_the_test_or_in_what_it_uses(line: str, why: Callable[..., str]) -> None:
    assert not why(_PLAIN)
    assert why(f"def test_words():\n    {line}\n")
    assert why(f"def _ask():\n    {line}\n\n\ndef _words():\n    return _ask()\n\n\ndef test_words():\n    _words()\n")
    used = f"@pytest.fixture\ndef asked():\n    {line}\n\n\n"
    assert why(f"{used}def test_words(asked):\n    assert words() == []\n")
    assert why(f"{used.replace('fixture', 'fixture(autouse=True)')}{_PLAIN}")
    assert not why(f"{used}{_PLAIN}"), "Another test's need is not this one's."


@pytest.mark.parametrize(
    "line",
    [
        '"""What a killed process loses."""',
        "# killed",
        "assert words()  # of pg_class",
        "threading.Thread(target=server.serve_forever, daemon=True).start()",
        "Thread(target=stop.wait).start()",
        "with suppress(IntegrityError):\n        pass",
    ],
)
def test_prose_a_thread_that_serves_the_test_and_an_error_for_nobody_are_no_signs(
    line: str, why: Callable[..., str]
) -> None:
    assert not why(f"def test_words():\n    {line}\n    assert words() == []\n")
    assert not why(f"def _ask():\n    {line}\n    return 1\n\n\ndef test_words():\n    _ask()\n")


@pytest.mark.parametrize(
    "line",
    [
        "pytestmark = pytest.mark.django_db(transaction=True)",
        "from azukari.core.backup.restore import restore",
        "from azukari.cli.migrations import pending",
        "if connection.vendor:\n    pass",
        "@pytest.mark.django_db(transaction=True)",
    ],
)
def test_what_a_file_imports_or_marks_goes_for_each_of_its_tests(line: str, why: Callable[..., str]) -> None:
    assert why(f"{line}\n{_PLAIN}")


def test_constants_and_classes_are_followed(why: Callable[..., str]) -> None:
    code = "_CODE = '''\nconnection.cursor()\n'''\n\n\n"
    assert why(f"{code}def test_words():\n    run(_CODE)\n")
    assert not why(f"{code}{_PLAIN}")
    assert why(f"class TestAll:\n    def test_words(self):\n        {_SIGNS[1]}\n", "TestAll")


def _test_of(path: Path, name: str, *marks: str) -> Any:
    return SimpleNamespace(
        path=path,
        nodeid=f"{path.relative_to(_ROOT)}::{name}[some]",
        get_closest_marker=lambda mark: mark if mark in marks else None,
    )


def test_what_postgresql_decides_always_runs_and_of_the_rest_a_quarter_which_the_commit_chooses() -> None:
    items = [_test_of(path, name) for path, name in _TESTS]
    turns: list[set[Path]] = []
    for commit in ("5d41402a", "7d793037"):
        choice = decides.Choice(commit)
        runs, left_out = choice.part(items)
        assert len(runs) + len(left_out) == len(items)
        assert not [item for item in left_out if decides.why(item.path, decides.function_of(item))]
        others = [item for item in runs if not decides.why(item.path, decides.function_of(item))]
        assert 0.15 < len(others) / choice.others < 0.35
        assert (
            f"{choice.decided} tests that it decides, and a quarter of the other {choice.others}, chosen by {commit}"
            in (choice.pytest_report_collectionfinish())
        )
        turns.append({item.path for item in others})
    assert turns[0] != turns[1]


def test_each_test_has_its_turn_and_of_a_file_a_part_at_a_time() -> None:
    ids = [_test_of(path, name).nodeid for path, name in _TESTS]
    assert all(any(decides.has_its_turn(test, f"commit {number}") for number in range(80)) for test in ids)
    some = [f"tests/console/test_every_address.py::test_pages[{number}]" for number in range(400)]
    assert 60 < sum(decides.has_its_turn(test, "abc") for test in some) < 140


def test_tests_that_share_an_instance_have_their_turn_together() -> None:
    several = [_test_of(*test) for test in _TESTS if test[0].name == "test_demo.py"]
    assert len({decides.turn_of(item) for item in several}) == len(several) > 5
    for item in several:
        item.fixturenames = ["demo", "environment"]
    assert {decides.turn_of(item) for item in several} == {"tests/cli/test_demo.py"}


def test_a_mark_is_enough() -> None:
    path, name = next(
        (path, name)
        for path, name in _TESTS
        if not decides.why(path, name) and not decides.has_its_turn(_test_of(path, name).nodeid, "abc")
    )
    plain, marked = _test_of(path, name), _test_of(path, name, "postgresql")
    assert decides.Choice("abc").part([plain, marked]) == ([marked], [plain])


# --- One feature -----------------------------------------------------------------------------------------------------


def test_a_package_of_the_program_is_a_slice_and_a_word_of_pytest_is_none() -> None:
    assert one_slice.is_package("members")
    assert one_slice.is_package("vault")
    assert not any(one_slice.is_package(name) for name in ("-k", "tests", "nobody", "site.slices", "../tests", ""))
    (part,) = _parts("members", "-x")
    assert (part.name, part.engine, part.words[-1]) == ("members", "sqlite", "-x")
    assert one_slice.WITHIN in part.variables
    own = one_slice.own_files("members")
    assert sorted(part.variables[one_slice.OWN].split(",")) == sorted(part.words[2 : 2 + len(own)])
    assert [part.words for part in _parts("-k", "members", only="sqlite")] == [["-k", "members"]]
    assert [part.engine for part in _parts("members", all=True)] == ["sqlite", "postgresql"]


def test_a_slice_runs_its_own_tests_then_those_that_import_it_then_what_it_rests_on() -> None:
    own, near, below = one_slice.circles("reconsent")
    told = [[str(path.relative_to(_ROOT)) for path in circle] for circle in (own, near, below)]
    assert "tests/reconsent/test_round.py" in told[0]
    assert "tests/links/test_every_mailed_link.py" in told[1], "It imports what imports it."
    assert all(one_slice._names(path, "azukari.features.reconsent") for path in near[:3])
    assert all(file.startswith("azukari/") for file in told[2])
    assert len({*own, *near, *below}) == len(own) + len(near) + len(below)


def test_for_a_slice_the_quickest_run_and_what_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    own, near, _below = one_slice.circles("mail")
    slow = str(near[0].relative_to(_ROOT))
    monkeypatch.setattr(one_slice, "seconds_of_files", lambda engine: {slow: 1000.0})
    runs, left_out = one_slice.chosen("mail")
    assert slow in left_out
    assert {str(path.relative_to(_ROOT)) for path in own} <= {*runs}
    assert not {*runs} & {*left_out}


def test_when_the_time_is_over_only_its_own_tests_begin_and_what_was_left_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However busy the machine: no run passes by having run next to nothing."""
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    for name in ("own", "near"):
        (tmp_path / f"test_{name}.py").write_text("def test_one():\n    pass\n\ndef test_two():\n    pass\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:django", "-p", "tests.one_slice"]
    told = {}
    for within in ("0.0", "1000"):
        part = suite.Part("members", "sqlite", [], process=SimpleNamespace(poll=lambda: 0))  # type: ignore[arg-type]
        bound = {one_slice.WITHIN: within, one_slice.OWN: "test_own.py", one_slice.LEFT_OUT: str(part.left_out)}
        environment = {"PYTHONPATH": str(_ROOT), "PATH": "", **bound}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        told[within] = done.stdout, part.outcome
    assert "2 of test_near.py" in told["0.0"][0]
    assert "2 passed" in told["0.0"][0]
    assert told["0.0"][1] == "members: passed; for want of time 2 tests and 0 files were NOT run"
    assert "4 passed" in told["1000"][0]
    assert told["1000"][1] == "members: passed"


# --- How long it takes -----------------------------------------------------------------------------------------------


def _ran(into: Path, **seconds: float) -> None:
    watch = pace.Pace(into)
    for name, taken in seconds.items():
        for part in (taken / 2, taken / 2):  # preparation and test
            report: Any = SimpleNamespace(nodeid=f"tests/architecture/test_suite.py::{name}", duration=part)
            watch.pytest_runtest_logreport(report)
    watch.pytest_sessionfinish()


def test_the_ten_slowest_are_told_and_what_each_took_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    into, slowest = tmp_path / "seconds-sqlite.json", tmp_path / "slowest.json"
    monkeypatch.setenv(pace.SLOWEST, str(slowest))
    into.write_text(json.dumps({"tests/gone.py::test_gone": 3.0}), "utf-8")
    _ran(into, **{f"test_{number}": float(number) for number in range(12)})
    told = pace.told(slowest)
    assert len(told) == 10
    assert told[0] == "   11.0 s  tests/architecture/test_suite.py::test_11"
    monkeypatch.setattr(pace, "place", lambda engine: into)
    assert pace.seconds_of_files("sqlite") == {"tests/architecture/test_suite.py": 66.0}
    _ran(into, test_11=1.0)
    assert pace.seconds_of_files("sqlite") == {"tests/architecture/test_suite.py": 56.0}


# --- Sizes -----------------------------------------------------------------------------------------------------------


def test_every_size_is_in_the_table_and_the_widest_run_sets_each_the_full_matrix_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in sizes.SIZES:
        monkeypatch.delenv(name, raising=False)
    named = re.compile(r'how_many\("(AZUKARI_\w+)"\)|(?<=_VARIABLE = ")(AZUKARI_\w+)')
    texts = [path.read_text("utf-8") for folder in ("azukari", "tests") for path in (_ROOT / folder).rglob("*.py")]
    read = {one or other for text in texts for one, other in named.findall(text)}
    assert read == set(sizes.SIZES)
    everything = {name: known.everything for name, known in sizes.SIZES.items()}
    assert everything.items() <= sizes.sizes_of(widest=True).items()
    none = {name for name, known in sizes.SIZES.items() if known.usual == "0"} - {"AZUKARI_CROWD"}  # 0 bounds nothing
    some = {"AZUKARI_THIRDS", "PYTEST_TIMEOUT"}
    assert sizes.sizes_of(widest=False).keys() == none | some
    assert sizes.sizes_of(widest=False)["AZUKARI_THIRDS"] == "3"


def test_each_way_of_a_browser_has_its_turn_and_every_test_one(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[Any] = []
    config: Any = SimpleNamespace(hook=SimpleNamespace(pytest_deselected=lambda *, items: waits.extend(items)))
    four = ["four[ja-on]", "four[ja-off]", "four[en-on]", "four[en-off]"]

    def item(name: str) -> Any:
        marks = {} if name.startswith("plain") else {"browser": True}
        return SimpleNamespace(nodeid=f"x.py::{name}", get_closest_marker=marks.get)

    def ran(commit: str) -> set[str]:
        monkeypatch.setenv(sizes.TURN, commit)
        items = [item(name) for name in ("one[ja-320]", "one[en-1280]", "alone", *four, "plain[ja]", "plain[en]")]
        turns.pytest_collection_modifyitems(config, items)
        return {item.nodeid.partition("::")[2] for item in items}

    runs = [ran(commit) for commit in "abcdefgh"]
    assert all({"alone", "plain[ja]", "plain[en]"} < each for each in runs)
    assert {len([name for name in each if name.startswith("one")]) for each in runs} == {1}
    assert {tuple(name for name in four if name in each) for each in runs} == {(four[0], four[3]), (four[1], four[2])}
    assert set().union(*runs) >= {"one[ja-320]", "one[en-1280]"}
    assert waits


def test_each_look_measures_contrast_with_some_commit_and_all_do_when_all_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = [f"x.py::{name} {number}" for name in ("one[ja]", "one[en]") for number in range(1, 40)]
    monkeypatch.delenv(sizes.TURN, raising=False)
    assert all(turns.has_its_turn(look, 3) for look in looks)
    chosen = []
    for number in range(40):
        monkeypatch.setenv(sizes.TURN, f"commit {number}")
        chosen.append({look for look in looks if turns.has_its_turn(look, 3)})
        assert 10 < len(chosen[-1]) < 45
    assert set.union(*chosen) == {*looks}


def test_what_takes_turns_is_tried_with_some_commit_and_all_of_it_when_all_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AZUKARI_THIRDS", raising=False)
    tried = set()
    for commit in "abcdefgh":
        monkeypatch.setenv(sizes.TURN, commit)
        assert 6 <= len(killer.moments(21)) <= 7
        tried |= set(killer.moments(21))
    assert tried == set(range(1, 21))
    monkeypatch.setenv("AZUKARI_THIRDS", sizes.SIZES["AZUKARI_THIRDS"].everything)
    assert killer.moments(21) == [*range(1, 21)]


def test_a_run_says_at_its_head_what_it_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZUKARI_LIVES", raising=False)
    assert "12 of 10000 random lives" in sizes.pytest_report_header()[0]
    monkeypatch.setenv("AZUKARI_LIVES", "10000")
    assert "10000 random lives" in sizes.pytest_report_header()[0]
    assert "of 10000 random lives" not in sizes.pytest_report_header()[0]


# --- What tests share ------------------------------------------------------------------------------------------------

_OF_TESTS = re.compile(r"(^|\.)tests\.|\.(test_\w+|conftest)(\.|$)")
_IMPORT = re.compile(r"^[ \t]*(from [\w.]+ import (?:\([^)]*\)|.*))", re.MULTILINE)


@cache
def _shared() -> set[tuple[str, str, str]]:
    """What is imported of the tests, in programs that they start as well: by whom, of which module, what (a name, or a
    module).
    """
    return {
        (str(path.relative_to(_ROOT)), node.module, alias.name)
        for folder in ("azukari", "tests", "benchmarks")
        for path in (_ROOT / folder).rglob("*.py")
        for statement in _IMPORT.findall(path.read_text("utf-8"))
        if "test" in statement
        for node in ast.parse(statement).body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if _OF_TESTS.search(f"{node.module}.{alias.name}")
    }


def test_nothing_private_is_imported_from_another_module_of_the_tests() -> None:
    assert not [(who, module, name) for who, module, name in _shared() if name.startswith("_")]


def test_what_tests_share_stands_in_a_module_that_is_no_test() -> None:
    """A file of tests, or the fixtures of a folder, is nobody's library."""
    own = re.compile(r"\.(test_\w+|conftest)(\.|$)")
    assert not [(who, module) for who, module, name in _shared() if own.search(f"{module}.{name}")]
