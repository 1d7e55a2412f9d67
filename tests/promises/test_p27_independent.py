"""P27: a verifier that is not ours agrees: Go's own transparency log, which guards Go's checksum database.

`tests/ledger/independent/main.go` reads what we serve and leaves the checking to golang.org/x/mod/sumdb (Debian's
packages golang-go and golang-golang-x-mod-dev, compiled offline).
"""

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from azukari.core.ledger import tree
from azukari.core.ledger.export import export
from azukari.lib import key_handover, tiles
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.rotated import ledger, rotate  # noqa: F401
from tests.ledger.writer import writer  # noqa: F401

_HERE = Path(__file__).resolve().parents[1] / "ledger" / "independent"
_GO_PATH = Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    assert shutil.which("go"), "Run bin/test: it installs golang-go and golang-golang-x-mod-dev."
    built = tmp_path_factory.mktemp("independent") / "independent"
    cache = Path(__file__).resolve().parents[2] / ".cache" / "go"
    go = {"GO111MODULE": "off", "GOPATH": str(_GO_PATH), "GOCACHE": str(cache), "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    subprocess.run(["go", "build", "-o", str(built), "."], cwd=_HERE, env=os.environ | go, check=True)
    return built


def run(program, folder, *more, key=None):
    command = [str(program), str(key or tree.verifier()), str(folder), *map(str, more)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def accepts(program, folder, *more):
    return run(program, folder, *more).returncode == 0


@pytest.mark.parametrize("sizes", [[1], [256], [3, 254, 400]])
def test_it_accepts_what_we_serve(writer, client, program, tmp_path, sizes):  # noqa: F811
    for size in sizes:
        writer.integrate(size)
    save(client, tmp_path)
    done = run(program, tmp_path)
    assert done.stderr == ""
    assert done.stdout.startswith(f"{sum(sizes)} ")


def save(client, folder):
    """Fetch every file, as a stranger would, into a folder."""
    for tile in tiles.of_tree(tree.size()):
        path = tiles.path(tile.index, tile.width)
        for name in (f"tile/{tile.level}/{path}", f"tile/entries/{path}") if tile.level == 0 else (f"tile/1/{path}",):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(client.get(f"/ledger/{name}").content)
    (folder / "checkpoint").write_bytes(client.get("/ledger/checkpoint").content)


def test_it_accepts_what_we_export_and_its_past(writer, program, tmp_path):  # noqa: F811
    writer.integrate(300)
    export(tmp_path)
    past = tmp_path / "past"
    shutil.copy(tmp_path / "checkpoint", past)
    writer.integrate(300)
    assert export(tmp_path) == 600
    assert run(program, tmp_path, past).stderr == ""


def test_it_follows_the_key_from_the_first_one_over_two_rotations(ledger, program, tmp_path):  # noqa: F811
    first = tree.verifier()
    export(tmp_path)
    past = tmp_path / "past"
    shutil.copy(tmp_path / "checkpoint", past)
    for _ in range(2):
        rotate(ledger, at_once=True)
        ledger.integrate(5)
    export(tmp_path)
    assert run(program, tmp_path, past, key=first).stderr == ""
    handovers = tmp_path / "handovers"
    one, two = key_handover.split(handovers.read_text("utf-8"))
    for broken in ("", one, two, key_handover.join([two, one]), key_handover.join([one, two.replace("A", "B", 1)])):
        handovers.write_text(broken, "utf-8")
        assert run(program, tmp_path, key=first).returncode == 1


def test_it_refuses_any_changed_byte(writer, program, tmp_path):  # noqa: F811
    writer.integrate(600)
    export(tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    chance = random.Random(27)
    assert accepts(program, tmp_path)
    for path in files * 5:
        honest = path.read_bytes()
        at = chance.randrange(len(honest))
        path.write_bytes(honest[:at] + bytes([honest[at] ^ 1 << chance.randrange(8)]) + honest[at + 1 :])
        assert not accepts(program, tmp_path), path
        path.write_bytes(honest)
    assert accepts(program, tmp_path)


def test_it_refuses_another_ledgers_checkpoint(writer, program, tmp_path):  # noqa: F811
    writer.integrate(5)
    export(tmp_path)
    key = "example.org/ledger+" + str(tree.verifier()).split("+", 1)[1]
    assert subprocess.run([str(program), key, str(tmp_path)], capture_output=True, check=False).returncode == 1
