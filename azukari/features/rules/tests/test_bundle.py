"""The auditor's bundle holds the evidence and nothing of anybody, and its own script finds every change to it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from azukari.core.ledger.integrate import integrate_all
from azukari.features.rules.bundle import NotEmpty, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).parents[1] / "verify_bundle.py"


def _verify(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """As an auditor does: another folder, isolated from this program."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *args]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)  # noqa: S603 - our own words


@pytest.fixture
def bundle(officer, hanako, tmp_path):
    integrate_all(NOW)
    made = write(tmp_path / "bundle", now=NOW)
    assert made.entries > 5
    assert made.proofs >= 2
    return tmp_path / "bundle"


def test_the_script_imports_nothing_of_ours():
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(SCRIPT.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in names} <= {*sys.stdlib_module_names}


def test_a_bundle_verifies_offline_and_each_change_is_found(bundle: Path, hanako):
    said = _verify(bundle)
    assert (said.returncode, said.stderr) == (0, "")
    assert "Everything is as it should be" in said.stdout
    whole = b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())
    assert hanako.email.encode() not in whole
    assert str(hanako.id).encode() not in whole
    for name in ("controls.json", "rules/appi.toml", "ledger/checkpoint", "policy/1.json"):
        was = (bundle / name).read_bytes()
        (bundle / name).write_bytes(was[:-2] + b"!\n")
        assert _verify(bundle).returncode == 1, name
        (bundle / name).write_bytes(was)
    (bundle / "more.txt").write_text("x")
    assert _verify(bundle).returncode == 1
    (bundle / "more.txt").unlink()
    other = "x+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert "no signature" in _verify(bundle, "--key", other).stderr
    assert _verify(bundle).returncode == 0
    _forged(bundle)
    with pytest.raises(NotEmpty):
        write(bundle, now=NOW)


def _with_manifest(bundle: Path) -> None:
    """Let the manifest agree with what was changed: the ledger's own proofs still find it."""
    code = (
        "import json, hashlib, pathlib; f = pathlib.Path('.');"
        "m = json.loads((f / 'manifest.json').read_text());"
        "(f / 'manifest.json').write_text(json.dumps({n: hashlib.sha256((f / n).read_bytes()).hexdigest() for n in m}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=bundle, check=True)  # noqa: S603 - our own words


def _forged(bundle: Path) -> None:
    """A forger who lets the manifest agree is found by the ledger's own proofs."""
    entries = next(path for path in (bundle / "ledger" / "tile" / "entries").rglob("*") if path.is_file())
    was = entries.read_bytes()
    entries.write_bytes(was[:40] + bytes([was[40] ^ 1]) + was[41:])
    _with_manifest(bundle)
    assert "do not lead to the signed root" in _verify(bundle).stderr
    entries.write_bytes(was)
    proof = next((bundle / "proofs").iterdir())
    text = proof.read_text()
    head, path = text.split("\n\n", 1)
    lines = head.split("\n")
    lines[-1] = lines[-1][:4] + ("A" if lines[-1][4] != "A" else "B") + lines[-1][5:]
    proof.write_text("\n".join(lines) + "\n\n" + path)
    _with_manifest(bundle)
    assert "another root" in _verify(bundle).stderr
    note = bundle / "ledger" / "checkpoint"
    proof.write_text(text)
    signed = note.read_text().split("\n")
    signed[1] = str(int(signed[1]) - 1)
    note.write_text("\n".join(signed))
    _with_manifest(bundle)
    assert "not signed" in _verify(bundle).stderr
