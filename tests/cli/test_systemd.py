"""`azukari systemd` writes units that systemd itself finds nothing wrong with, and that wall the program in."""

import shutil
import subprocess
from pathlib import Path

from tests.live import Program


def _written(program: Program, folder: Path, *words: str) -> dict[str, str]:
    program.azukari("systemd", str(folder), "--user", "root", *words)
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_systemd_finds_nothing_wrong(own_program: Program, tmp_path: Path):
    assert shutil.which("systemd-analyze"), "bin/test installs the package systemd"
    backups = tmp_path / "back ups"
    made = _written(
        own_program, tmp_path / "units", "--port", "443", "--backup", str(backups), "--to", "age1xyz",
        "--drill-key", str(tmp_path / "100% secret.key"),
    )  # fmt: skip
    assert set(made) == {
        "azukari.service", "azukari-worker.service", "azukari-backup.service", "azukari-backup.timer",
        "azukari-drill.service", "azukari-drill.timer",
    }  # fmt: skip
    files = [str(tmp_path / "units" / name) for name in made]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False, timeout=60
    )
    ours = [line for line in done.stderr.splitlines() if "azukari" in line]
    assert (done.returncode, ours) == (0, [])
    assert "AmbientCapabilities=CAP_NET_BIND_SERVICE\n" in made["azukari.service"]
    assert f"--dir {own_program.root} serve --no-worker --host 127.0.0.1 --port 443" in made["azukari.service"]
    assert "$$(ls -t" in made["azukari-drill.service"]
    assert "100%% secret.key" in made["azukari-drill.service"]


def test_each_service_is_walled_in(own_program: Program, tmp_path: Path):
    made = _written(own_program, tmp_path / "units")
    assert set(made) == {"azukari.service", "azukari-worker.service"}
    for text in made.values():
        for wall in (
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "UMask=0077",
            "LimitCORE=0",
            "CapabilityBoundingSet=\n",
        ):
            assert wall in text
        assert f"ReadWritePaths={own_program.root}\n" in text


def test_what_belongs_together_is_asked_for_together(own_program: Program, tmp_path: Path):
    for words in (("--backup", "b"), ("--to", "age1"), ("--drill-key", "k")):
        done = own_program.azukari("systemd", str(tmp_path / "units"), *words, check=False)
        assert done.returncode == 2
        assert not (tmp_path / "units").exists()
