"""Two columns of the matrix for each release that was kept: the upgrade from it, and the way back to it.

The population of these cells is what the release itself has left (`tests/releases`): of what later releases brought it
has no rows. After the upgrade the same is looked at as after every operation. The way back is the one that the manual
names: an upgrade that fails leaves the database as it was, and a backup that the release made is restored by it. Its
program is taken from the repository's history and runs on the libraries of today; where the history is not at hand, the
files as they were are put in place of the restore, and the cell says so.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from azukari.core.backup import left_out
from tests.backup.bundles import back_up, restore
from tests.live import Program
from tests.matrix import judging
from tests.once import is_second
from tests.releases import kept

pytestmark = pytest.mark.skipif(is_second(), reason="the instances of releases lie on SQLite")
_RELEASES = pytest.mark.parametrize("file", kept.releases(), ids=lambda file: file.name.removesuffix(".tar.xz"))
_LOOK = """
import json
from pathlib import Path
from tests.matrix import inside
pages = Path({pages!r})
inside.choose_pages_of_a_release(pages)
print("\\n" + json.dumps(inside.look(pages, (0, 1), {{}})))
"""
_FAILS = """
from unittest.mock import patch
from azukari.cli import upgrade
from azukari.lib.verb import Refusal
with patch.object(upgrade, "failing", iter([set(), {"ledger"}]).__next__):
    try:
        upgrade.run(None)
    except Refusal as refusal:
        print(refusal)
"""
UNTENDED: Mapping[str, str] = {
    "worker": "none has run on a kept instance",
    "mail": "none has sent its mail",
    "department": "it has no staff",
}
"""Controls that rightly find something, each with the reason."""
FILLED: Mapping[str, int] = {"vault_keyepoch": 1}
"""Tables that the release did not have and that the upgrade puts rows into."""
_LEFT_OUT = {apps.get_model(label)._meta.db_table for label in left_out.declared().tables}


def _seen(program: Program, folder: Path) -> Mapping[str, Any]:
    told = program.python(_LOOK.format(pages=str(folder / "pages.json")))
    seen: Mapping[str, Any] = json.loads(told.strip().splitlines()[-1])
    return seen


def _rows(program: Program) -> Mapping[str, int]:
    return kept.tables_of(program)[1]


def _contents(program: Program) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in (program.root / "keys").iterdir()}


@_RELEASES
def test_everything_survives_an_upgrade_from_a_release(file: Path, tmp_path: Path) -> None:
    program = kept.unpacked(file, tmp_path)
    before = _rows(program)
    program.azukari("upgrade")
    after = _rows(program)
    same = {name: rows for name, rows in before.items() if name in after and name not in kept.GROWING}
    assert {name: after[name] for name in same} == same
    assert {name: rows for name, rows in after.items() if rows and name not in before} == FILLED
    seen = _seen(program, tmp_path)
    assert seen["ledger"] == []
    assert judging.errors(seen["pages"]) == []
    assert sum(status == "200" for status in seen["pages"].values()) > 100
    assert {name for name, said in seen["controls"].items() if said[0] == "broken"} == {*UNTENDED}
    assert program.azukari("ledger", "verify").returncode == 0


@_RELEASES
def test_everything_is_as_it_was_after_an_upgrade_that_failed_and_after_the_way_back(
    file: Path, tmp_path: Path
) -> None:
    program = kept.unpacked(file, tmp_path)
    before, keys = _rows(program), _contents(program)
    assert "as it was before" in program.python(_FAILS)
    assert (_rows(program), _contents(program)) == (before, keys)
    source = tmp_path / "source"
    if not kept.source_of(file, source):
        shutil.copytree(program.root, tmp_path / "again")
        program.azukari("upgrade")
        again = Program(tmp_path / "again", program.url, program.environment)
        assert (_rows(again), _contents(again)) == (before, keys)
        again.azukari("upgrade")
        pytest.skip("The release's program is not at hand: its files were put back and upgraded again.")
    release = kept.by_its_own_program(program, source)
    release.azukari("ledger", "verify")
    operator = tmp_path / "operator.key"
    release.azukari("backup", "--make-key", str(operator))
    data, own = back_up(release, tmp_path / "backups", operator)
    before = _rows(program)
    removals = shutil.copytree(program.root / "removals", tmp_path / "removals")  # without what ends today
    program.azukari("upgrade")
    again = release.elsewhere(tmp_path / "again")
    restore(again, data, own, operator, "--removals", str(removals))
    again.azukari("ledger", "verify")
    there = _rows(again)
    other = {name for name, rows in there.items() if rows != before[name] and name not in kept.GROWING}
    assert other <= _LEFT_OUT | {"sqlite_sequence"}
    assert there["ledger_entry"] + there["ledger_pending"] == before["ledger_entry"] + before["ledger_pending"]
