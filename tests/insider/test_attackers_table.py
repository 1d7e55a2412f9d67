"""The table of insiders in docs/security.md: for each what they can read, forge and delete, and each cell with a test
that is there.
"""

import ast

from tests.architecture.sources import ROOT

_HEAD = "| who | wants to | gets | noticed by, within | test |"
_UNTESTED = {("an operator with a shell", "read")}
"""Of what nothing is promised, so that there is nothing to try."""


def _cells() -> dict[tuple[str, str], str]:
    """The test of each attacker and aim, ``none`` where there is none."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    who, found = "", dict[tuple[str, str], str]()
    for line in text.partition(_HEAD)[2].partition("\n\n")[0].splitlines()[2:]:
        named, aim, _gets, noticed, test = (cell.strip() for cell in line.strip("|").split("|"))
        who = named or who
        assert noticed
        found[who, aim] = test.strip("`")
    return found


def test_each_of_the_seven_wants_to_read_forge_and_delete() -> None:
    cells = _cells()
    people = list(dict.fromkeys(who for who, _aim in cells))
    assert len(people) == 7
    assert list(cells) == [(who, aim) for who in people for aim in ("read", "forge", "delete")]


def test_each_cell_names_a_test_that_is_there() -> None:
    missing = []
    for cell, named in _cells().items():
        file, _colons, name = named.partition("::")
        if cell in _UNTESTED:
            assert named == "none"
        elif not (ROOT / file).is_file() or name not in _tests_of(file):
            missing.append((cell, named))
    assert missing == []


def _tests_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}
