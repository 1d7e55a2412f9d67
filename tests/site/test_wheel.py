"""The wheel: built twice to the same bytes, and whole by itself (templates, Japanese, static files, starter)."""

import hashlib
import re
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path
from urllib.error import URLError

import pytest

from azukari.lib.version import version
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
_NOT_SHIPPED = re.compile(r"(^|/)(tests?|__pycache__)/|(^|/)(test_|conftest)[^/]*$|\.pyc$")


def _built(folder: Path) -> Path:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "-q", "--wheel", "-o", folder, ROOT], check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _files(wheel: Path) -> list[tuple[str, int, int]]:
    """What lies in it: name, checksum, mode."""
    return [(file.filename, file.CRC, file.external_attr) for file in zipfile.ZipFile(wheel).infolist()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory.mktemp("one"))


def test_it_builds_twice_to_the_same_bytes(wheel: Path, tmp_path: Path):
    assert b"POT-Creation-Date: 2026-01-01 00:00+0000" in zipfile.ZipFile(wheel).read(
        "azukari/shells/staff/locale/ja/LC_MESSAGES/django.mo"
    ), "the minute of the build stands in nothing"
    again = _built(tmp_path)
    assert _files(wheel) == _files(again)
    assert hashlib.sha256(wheel.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()


def test_it_holds_what_the_house_holds_but_no_tests(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(["git", "ls-files", "azukari"], cwd=ROOT, check=True, capture_output=True, text=True)
    wanted = {name for name in listed.stdout.splitlines() if not _NOT_SHIPPED.search(name)}
    assert wanted - names == set()
    assert {name for name in names if _NOT_SHIPPED.search(name)} == set()
    assert {name.replace(".po", ".mo") for name in wanted if name.endswith(".po")} <= names
    metadata = zipfile.ZipFile(wheel).read(f"azukari-{version()}.dist-info/METADATA").decode()
    asked = (line.partition("#")[0].strip() for line in (ROOT / "requirements.in").read_text("utf-8").splitlines())
    assert metadata.count("Requires-Dist: ") == len([line for line in asked if line])


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """An environment that has the wheel, and of this one only what others have written."""
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    (site,) = folder.glob("lib/python3.*/site-packages")
    for each in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if not each.name.startswith("azukari"):
            (site / each.name).symlink_to(each)
    uv, python = Path(sys.executable).with_name("uv"), folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "-q", "--no-deps", "--python", python, wheel], check=True, timeout=120)
    return folder / "bin" / "azukari"


def test_a_site_runs_from_it_alone(installed: Path, tmp_path: Path):
    def run(*words: str) -> str:
        done = subprocess.run(
            [installed, *words],
            check=False,
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert run("--version") == f"azukari {version()}\n"
    port = free_port()
    run("init", "site", "--fictional", "--base-url", f"http://127.0.0.1:{port}")
    run("policy", "publish", "--dir", "site")
    server = subprocess.Popen(
        [installed, "serve", "--dir", "site", "--port", str(port)], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}
    )
    try:
        _wait_for(port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ja/", timeout=90) as answer:
            page = answer.read().decode()
        assert "プライバシーポリシー" in page
        (style, *_more) = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{style}", timeout=90) as answer:
            assert answer.status == 200
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server did not answer within a minute.")
