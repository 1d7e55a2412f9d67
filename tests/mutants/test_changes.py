"""The operators of mutation testing: what somebody might get wrong is among the changes, and each is found again."""

from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.changes import changes, is_readable
from tests.mutants.listed import ROOT
from tests.mutants.reach import PACKAGES, Reach, sources
from tests.mutants.resting import Resting, in_turn
from tests.mutants.sample import Sampled, all_changes, drawn, equivalents
from tests.mutants.scope import PARTS, WHOLE, enforces

SOURCE = '''"""A module."""

from decorators import guarded

KINDS = frozenset({NOTE, FILE})


@guarded
def may(case: Case) -> bool:
    """Whether."""
    if case.open and not case.secret:
        raise Refused
    return case.age >= 18


def erase(rows: Rows) -> None:
    found = Row.objects.filter(person=1, ended=None)
    found.delete()
'''


@pytest.mark.parametrize(
    ("within", "becomes"),
    [
        ("", "KINDS = frozenset({FILE})"),
        ("", "KINDS = frozenset({NOTE})"),
        ("", "# no decorator"),
        ("may", "if ((not case.secret)):"),
        ("may", "if ((case.open) or (not case.secret)):"),
        ("may", "if not (case.open and not case.secret):"),
        ("may", "if case.open and (case.secret):"),
        ("may", "pass"),
        ("may", "return case.age > 18"),
        ("may", "return case.age >= (18 + 1)"),
        ("erase", "return"),
        ("erase", "found = Row.objects"),
        ("erase", "found = Row.objects.filter(person=1)"),
        ("erase", "found = Row.objects.filter(ended=None)"),
        ("erase", "pass"),
    ],
)
def test_what_may_be_forgotten_is_forgotten_once(within: str, becomes: str) -> None:
    [change] = [change for change in changes(SOURCE, "x.py") if (change.within, change.becomes) == (within, becomes)]
    changed = Sampled.of(change).applied(SOURCE)
    assert is_readable(changed)
    assert changed != SOURCE
    assert change.line == 1 + SOURCE[: change.start].count("\n")


def test_no_change_is_made_twice_and_words_are_left_alone() -> None:
    found = changes(SOURCE, "x.py")
    assert len({change.applied(SOURCE) for change in found}) == len(found)
    assert not [change for change in found if "Whether" in change.was or "A module" in change.was]


@pytest.mark.parametrize(
    "line",
    [
        "one, other = first(row), second(row)",
        "BATCH = 500",
        "text = dump(told, indent=1)",
        "pairs = zip(left, right, strict=True)",
        'SHAPE = {"description": "What it is.", "title": "It"}',
        'raise_ = gettext_lazy("It is closed.")',
    ],
)
def test_what_changes_nothing_by_its_nature_is_not_drawn(line: str) -> None:
    assert changes(line + "\n", "x.py") == []


@pytest.mark.parametrize("base", ["models.Model", "Identified", "AbstractBaseSession"])
def test_a_column_is_left_to_the_check_of_migrations(base: str) -> None:
    columns = "    user = Key(null=True)\n\n    class Meta:\n        unique = True\n\n"
    source = f"class Row({base}):\n{columns}    def whose(self):\n        return self.user or 1\n"
    assert {change.within for change in changes(source, "x.py")} == {"Row.whose"}


def test_the_enforcement_packages_have_thousands_and_nearly_all_can_be_read() -> None:
    path = "azukari/core/vault/release.py"
    text = (ROOT / path).read_text("utf-8")
    found = changes(text, path)
    assert sum(is_readable(change.applied(text)) for change in found) > 0.95 * len(found) > 50
    assert len(sources()) > 300


def test_packages_take_turns_and_a_seed_draws_the_same_again() -> None:
    found = all_changes(("core/consent", "core/cases", "core/backup"))
    chosen = drawn(found, seed=5, count=12)
    assert Counter(change.package for change in chosen) == {"core/consent": 4, "core/cases": 4, "core/backup": 4}
    assert chosen == drawn(found, seed=5, count=12) != drawn(found, seed=6, count=12)
    assert {"core/consent", "core/cases", "core/backup"} <= {*PACKAGES}


def test_each_equivalent_change_can_still_be_made_and_says_why() -> None:
    for key, why in equivalents().items():
        file = key[0]
        assert Path(ROOT / file).exists(), f"{file} is gone: take its equivalent changes off the list."
        assert key in {change.key for change in changes((ROOT / file).read_text("utf-8"), file)}, key
        assert len(why) >= 20


def test_who_knows_the_module_looks_first_and_each_file_once_before_any_twice() -> None:
    of = "azukari/core/ledger/tree.py"
    about, beside, far = "tests/ledger/test_serve.py", "tests/ledger/test_immutable.py", "tests/mutants/test_list.py"
    seconds = {f"{about}::a": 3.0, f"{about}::b": 2.0, f"{beside}::c": 0.2, f"{far}::d": 0.1, f"{far}::e": 0.3}
    assert in_turn([*seconds], seconds, of) == [
        *(f"{about}::b", f"{about}::a"),  # it imports the tree
        *(f"{beside}::c", f"{far}::d", f"{far}::e"),
    ]
    others = "azukari/features/agents/claims.py"
    assert in_turn([*seconds], seconds, others)[:3] == [f"{far}::d", f"{beside}::c", f"{about}::b"]


def test_what_runs_only_as_the_program_is_loaded_is_loaded_anew_with_the_change_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran = {"find": {1: {"tests/a.py::packs", "tests/a.py::names"}}}
    monkeypatch.setattr(Reach, "_take", lambda *_args: None)
    reach = Reach()
    monkeypatch.setattr(reach, "entering", lambda _file, function: set().union(*ran.get(function, {}).values()))
    monkeypatch.setattr(reach, "functions", lambda _file: [*ran])
    reach.seconds = {"tests/a.py::packs": 1.0, "tests/a.py::names": 2.0}
    resting = Resting(reach)
    file = "azukari/core/ledger/catalogue.py"
    found = {change.within: change for change in changes((ROOT / file).read_text("utf-8"), file) if change.within}
    assert resting.runs_at_import(found["declare"])
    assert not resting.runs_at_import(found["find"])
    assert set(resting.on(found["declare"])) >= {"tests/a.py::packs", "tests/a.py::names"}


def test_of_what_a_manifest_forgets_its_own_tests_are_asked_and_those_of_all_manifests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Reach, "_take", lambda *_args: None)
    reach = Reach()
    ran = {"take_up": {"tests/a.py::takes"}, "pass_on": {"tests/a.py::passes"}}
    monkeypatch.setattr(reach, "entering", lambda _file, function: ran.get(function, set()))
    monkeypatch.setattr(reach, "functions", lambda _file: [*ran])
    reach.seconds = {"tests/a.py::takes": 1.0, "tests/a.py::passes": 1.0}
    file = "azukari/features/rights/slice.py"
    [forgets] = [
        change
        for change in changes((ROOT / file).read_text("utf-8"), file)
        if change.what == "an entry is forgotten" and "take_up" in change.was and "take_up" not in change.becomes
        if "pass_on" in change.becomes
    ]
    found = Resting(reach).on(forgets)
    assert "tests/a.py::takes" in found
    assert "tests/a.py::passes" not in found
    assert "tests/architecture/test_documents.py" in found


def test_the_narrower_scope_names_files_that_are_there() -> None:
    assert WHOLE | PARTS.keys() < {*PACKAGES}
    for package, names in PARTS.items():
        assert {*names} <= {path.stem for path in (ROOT / "azukari" / package).glob("*.py")}
    inside = {str(path.relative_to(ROOT)) for path in sources() if enforces(str(path.relative_to(ROOT)))}
    assert {
        "azukari/core/forms/intake.py",
        "azukari/core/vault/release.py",
        "azukari/features/rights/desk/intake.py",
    } <= inside
    assert (
        not {"azukari/core/forms/pages.py", "azukari/shells/self_service/package.py", "azukari/core/mail/spf.py"}
        & inside
    )
