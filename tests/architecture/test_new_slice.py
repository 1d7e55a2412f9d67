"""A slice is begun by one command, and what it brings later touches no file but its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent

_BROUGHT = '''"""Slice of lamps, with one of everything."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from azukari.shells.staff.menu import MenuEntry
from azukari.features.lamps import events
from azukari.lib.control import Control
from azukari.lib.job import Job, Lane
from azukari.lib.sections import Section
from azukari.lib.sweep import Sweep
from azukari.slice import Place, Routes, Slice

SLICE = Slice(
    name="lamps",
    menu=(MenuEntry("console-lamps", _("Lamps"), "form", order=60),),
    jobs=(Job("lamps", timedelta(hours=1), lambda now: events.LAMP_LIT, Lane.UPKEEP),),
    sweeps=(Sweep("lamps", lambda as_of: (), lambda now: 0),),
    controls=(Control("lamps", "Each lamp burns.", (), lambda now: ()),),
    sections=(
        Section(Place.OWN_PAGE, "lamps", "lamps/own.html", lambda visit: {"lit": 3}),
        Section(Place.PERSON, "lamps", "lamps/own.html", lambda at: {"lit": 4}),
    ),
    routes=Routes(staff="azukari.features.lamps.desk.urls", api=("azukari.features.lamps.api",)),
)
'''
_API = '''"""The HTTP API of lamps."""

from django.http import HttpRequest
from ninja import Router

router = Router()


@router.get("lamps")
def lamps(request: HttpRequest) -> int:  # noqa: ARG001
    """How many burn."""
    return 3
'''
_EVENTS = '''"""Events of lamps."""

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR

LAMP_LIT = declare("lamps:lamp:lit", {"actor": ACTOR}, NOBODY, "Lamp lit")
'''
_URLS = '''"""Addresses of lamps at the desk, below ``/console/``."""

from django.urls import path

from azukari.features.lamps.desk import page

urlpatterns = [
    path("lamps/", page.show, name="console-lamps"),
    path("lamps/second/", page.show, name="console-lamps-second"),
]
'''
_MODELS = '''"""Tables of lamps."""

from django.db import models


class Lamp(models.Model):
    """One that burns."""

    lit_at = models.DateTimeField()
'''
_MIGRATION = '''"""Tables of lamps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    operations = (
        migrations.CreateModel(
            "Lamp", [("id", models.BigAutoField(primary_key=True)), ("lit_at", models.DateTimeField())]
        ),
    )
'''
_COLUMNS = """
["lamps.Lamp"]
reference = ["id"]
state = ["lit_at"]
"""
_VERBS = '''"""Verbs of lamps."""

from azukari.lib.verb import Verb

VERBS = {"lamps": Verb("light them", module="azukari.features.lamps.command")}
'''
_COMMAND = '''"""`azukari lamps`: light them."""

import argparse

from azukari.lib.terminal import say
from azukari.lib.verb import Subparsers


def add(subparsers: Subparsers) -> None:
    subparsers.add_parser("lamps").set_defaults(run=run)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    say("Lit.")
    return 0
'''
_ALL_THERE = """
from azukari.cli.verbs import module_of
from azukari.lib.control import controls
from azukari.core.ledger.catalogue import declared
from azukari.shells.staff.sections import of_person
from azukari.lib.sweep import sweeps
from azukari.shells.self_service.sections import parts
from azukari.shells.worker.jobs import jobs
from django.urls import reverse

assert "lamps" in {job.name for job in jobs()}
assert "lamps" in {control.name for control in controls()}
assert "lamps:lamp:lit" in {kind.name for kind in declared()}
assert parts._known["lamps"].template == "lamps/own.html"
assert "lamps" in {sweep.name for sweep in sweeps()}
assert "lamps" in of_person._known
assert module_of("lamps").run(None) == 0
assert reverse("api:lamps") == "/api/v1/lamps"
assert reverse("console-lamps-second") == "/console/lamps/second/"
"""


def _run(folder: Path, *command: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("AZUKARI_", "DJANGO_", "PYTEST"))}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[:3]}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository with a slice that was begun a moment ago, committed."""
    kept = shutil.ignore_patterns(".git", ".venv", ".*cache", "pictures", "instance")
    folder = tmp_path_factory.mktemp("begun") / "azukari"
    shutil.copytree(ROOT, folder, ignore=kept, symlinks=True)
    _run(folder, "git", "init", "-q")
    _run(folder, sys.executable, "bin/new-slice", "lamps", "ja=ランプ", "en=Lamps")
    _run(folder, "git", "add", "-A")
    _run(folder, "git", "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
    return folder


@pytest.fixture
def copy(begun: Path) -> Path:
    """The same, as it was committed."""
    _run(begun, "git", "reset", "-q", "--hard")
    _run(begun, "git", "clean", "-qfd")
    return begun


def test_what_is_begun_passes_the_checks_and_shows_its_page(copy: Path):
    _run(copy, f"{TOOLS}/ruff", "check", "azukari", "tests/architecture")
    _run(copy, f"{TOOLS}/ruff", "format", "--check", "azukari/features/lamps", "azukari/site/slices.py")
    _run(copy, sys.executable, "-m", "azukari.site.messages", "check")
    _run(copy, sys.executable, "-m", "azukari.site.messages")
    tests = ("azukari/features/lamps", "tests/architecture/test_contracts.py", "tests/architecture/test_slices.py")
    assert " passed" in _run(copy, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    for path in [*(copy / "azukari").rglob("*.py")]:
        if path.name.startswith(("test_", "conftest")) or "tests" in path.relative_to(copy / "azukari").parts:
            path.unlink()  # may look into every room
    _run(copy, f"{TOOLS}/lint-imports", "--no-cache")


def test_sections_a_job_a_sweep_a_control_an_event_a_table_a_verb_a_route_and_a_page_touch_the_slice_alone(copy: Path):
    slice = copy / "azukari" / "features" / "lamps"
    for name, text in (
        ("slice.py", _BROUGHT),
        ("events.py", _EVENTS),
        ("models.py", _MODELS),
        ("verbs.py", _VERBS),
        ("command.py", _COMMAND),
        ("migrations/__init__.py", ""),
        ("migrations/0001_initial.py", _MIGRATION),
        ("columns.toml", _COLUMNS),
        ("api.py", _API),
        ("desk/urls.py", _URLS),
        ("templates/lamps/own.html", "{{ part.lit }}\n"),
        ("test_all_there.py", "def test_all_there():\n" + "\n".join(f"    {line}" for line in _ALL_THERE.split("\n"))),
    ):
        (slice / name).parent.mkdir(exist_ok=True)
        (slice / name).write_text(text, "utf-8")
    tests = ("azukari/features/lamps/test_all_there.py", "tests/architecture/test_columns.py")
    assert " passed" in _run(copy, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    _run(copy, "git", "add", "-A")
    touched = _run(copy, "git", "diff", "--cached", "--name-only").split()
    assert touched
    assert {path for path in touched if not path.startswith("azukari/features/lamps/")} == set()
