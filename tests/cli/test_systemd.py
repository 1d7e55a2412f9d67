"""`azukari systemd` writes units that systemd itself finds nothing wrong with, and that wall the program in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.certificates import self_signed
from tests.live import Program


def _written(program: Program, folder: Path, *words: str) -> dict[str, str]:
    program.azukari("systemd", str(folder), "--user", "root", *words)
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_systemd_finds_nothing_wrong(own_program: Program, tmp_path: Path):
    assert shutil.which("systemd-analyze"), "bin/test installs the package systemd"
    backups = tmp_path / "back ups"
    made = _written(
        own_program, tmp_path / "units", "--port", "443", "--backup", str(backups), "--to", "age1xyz",
        "--drill-key", str(tmp_path / "100% secret.key"), "--removals", str(tmp_path / "100% safe"),
    )  # fmt: skip
    assert set(made) == {
        "azukari.service", "azukari-worker.service", "azukari-backup.service", "azukari-backup.timer",
        "azukari-drill.service", "azukari-drill.timer", "azukari-removals.service", "azukari-removals.timer",
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
    assert "OnCalendar=hourly\n" in made["azukari-removals.timer"]


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


def test_a_folder_for_copies_is_made_and_stops_nothing_else(own_program: Program, tmp_path: Path):
    """systemd starts no unit of which a folder that it may write to is missing."""
    backups, safe = tmp_path / "backups", tmp_path / "safe"
    words = ("--backup", str(backups), "--to", "age1xyz", "--removals", str(safe))
    made = _written(own_program, tmp_path / "units", *words)
    for name, own in (("azukari-backup.service", backups), ("azukari-removals.service", safe)):
        assert f"ExecStartPre=+/usr/bin/install -d -o root -m 0700 {own}\n" in made[name]
        assert f"RequiresMountsFor={own}\n" in made[name]
        assert f"ReadWritePaths={own_program.root} {own}\n" in made[name]
    for name in ("azukari.service", "azukari-worker.service"):
        assert f"ReadWritePaths={own_program.root}\n" in made[name]
    said = own_program.azukari("systemd", str(tmp_path / "units"), *words).stdout
    for own in (backups, safe):
        assert f"install -d -o azukari -m 0700 {own}\n" in said
    assert said.index("install -d") < said.index("systemctl daemon-reload")
    assert "azukari-removals.timer" in said


@pytest.mark.parametrize(
    ("port", "words", "listens"),
    [
        ("", (), "--host 0.0.0.0 --port 443"),
        (":8443", (), "--host 0.0.0.0 --port 8443"),
        ("", ("--host", "203.0.113.5", "--port", "4430"), "--host 203.0.113.5 --port 4430"),
    ],
)
def test_who_speaks_tls_itself_listens_where_people_come(port, words, listens, own_program: Program, tmp_path: Path):
    certificate, key = self_signed(tmp_path, "members.example.jp")
    own_program.set(own_program.url, f"https://members.example.jp{port}")
    with (own_program.root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write(f'[tls]\ncertificate = "{certificate}"\nkey = "{key}"\n')
    made = _written(own_program, tmp_path / "units", *words)
    assert f" serve --no-worker {listens}\n" in made["azukari.service"]
    said = own_program.azukari("systemd", str(tmp_path / "units"), *words).stdout
    assert f"The user azukari must be able to read {key}, also after each renewal." in said
