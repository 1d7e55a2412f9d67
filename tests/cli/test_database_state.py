"""A database that cannot be reached, or is not as this version expects it: every verb says so once, and what to do."""

import json
import re

import pytest

from azukari.cli.verbs import VERBS
from tests import warm
from tests.live import Program

_CALLS = {
    "serve": ("serve",),
    "worker": ("worker", "--once"),
    "policy": ("policy", "publish"),
    "policy diff": ("policy", "diff"),
    "policy show": ("policy", "show"),
    "policy propose": ("policy", "propose"),
    "staff": ("staff", "list"),
    "staff add": ("staff", "add", "a@example.org", "--name", "A"),
    "import": ("import", "list.csv", "--form", "magazine", "--dry-run"),
    "disclose": ("disclose", "--recipient", "r", "--ground", "law", "--categories", "name"),
    "rights": ("rights", "list"),
    "retention": ("retention", "run"),
    "clock": ("clock", "show"),
    "ledger": ("ledger", "verify"),
    "ledger export": ("ledger", "export", "--out", "out"),
    "removals": ("removals", "show"),
    "backup": ("backup", "folder", "--to", "age1xyz"),
    "keys": ("keys", "rotate"),
    "upgrade": ("upgrade",),
    "audit": ("audit", "bundle", "out"),
    "mail": ("mail", "test", "a@example.org"),
    "hours": ("hours", "import", "hours.csv", "--form", "volunteers"),
    "statistics": ("statistics", "import", "access.log", "--kind", "log", "--site", "example.org"),
    "keys index": ("keys", "index"),
}
# make the tables themselves, need none, or have a test below
_ELSEWHERE = {"demo", "init", "restore", "migrate", "doctor", "settings", "systemd"}

_NOWHERE = "postgresql://somebody:s3cret@127.0.0.1:9/azukari"


def test_every_verb_is_tried():
    assert {words[0] for words in _CALLS.values()} | _ELSEWHERE == set(VERBS)


@pytest.fixture(scope="module")
def program(mould, tmp_path_factory):
    """A folder without its database."""
    from shutil import copytree

    root = tmp_path_factory.mktemp("state") / "instance"
    copytree(mould.root, root)
    return Program(root, mould.url, {})


def _run(program, environment, *words):
    done = warm.run(*words, "--dir", str(program.root), environment=environment)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def unreachable(environment):
    return {**environment, "AZUKARI_DATABASE": _NOWHERE}


@pytest.fixture
def empty(environment, program):
    """A database in which nobody has made a table."""
    if not environment.get("AZUKARI_DATABASE"):
        for path in (program.root / "data").glob("azukari.sqlite3*"):
            path.unlink()
    return environment


@pytest.mark.parametrize("name", _CALLS)
def test_out_of_reach(name, program, unreachable):
    keys = sorted(path.name for path in (program.root / "keys").iterdir())
    done = _run(program, unreachable, *_CALLS[name])
    assert done.returncode == 1
    assert re.fullmatch(
        r"The database azukari at 127\.0\.0\.1:9 cannot be reached\. See that PostgreSQL runs there, and that the"
        r" variable AZUKARI_DATABASE gives the right server and port, and by TLS a"
        r" certificate that is trusted here\.\n",
        done.stderr,
    )
    assert done.stdout == ""
    assert sorted(path.name for path in (program.root / "keys").iterdir()) == keys, "Nothing was begun."


@pytest.mark.parametrize("name", _CALLS)
def test_without_tables(name, program, empty):
    done = _run(program, empty, *_CALLS[name])
    assert (done.returncode, done.stdout) == (1, "")
    said = f"The database has no tables yet. Make them with: azukari migrate --dir {program.root}\n"
    assert done.stderr == said


@pytest.mark.parametrize("words", [("migrate",), ("serve", "--migrate"), ("init",)])
def test_what_makes_tables_says_so_as_well(words, program, unreachable):
    done = _run(program, unreachable, *words)
    assert done.returncode == 1
    assert done.stderr.startswith("The database azukari at 127.0.0.1:9 cannot be reached.")
    assert "s3cret" not in done.stderr


@pytest.mark.parametrize("state", ["unreachable", "empty"])
def test_doctor_says_it_once(state, program, request):
    environment = request.getfixturevalue(state)
    done = _run(program, environment, "doctor", "--json")
    assert done.returncode == 1
    told = {one["control"]: one for one in json.loads(done.stdout)}
    assert set(told) == {"migrations", "disk", "files", "worker"}, "What needs no database is looked at all the same."
    assert len(told["migrations"]["findings"]) == 1
    plain = _run(program, environment, "doctor")
    assert plain.stdout.count("The database") == 2, "The claim, and what was found."


def test_what_needs_no_database_asks_for_none(program, unreachable):
    assert _run(program, unreachable, "policy", "check").returncode == 0
    assert _run(program, unreachable, "policy", "show", str(program.root / "policy.yaml")).returncode == 0
    assert _run(program, unreachable, "policy", "show", "--schema").returncode == 0


def test_another_database_after_init_takes_one_command(program, empty):
    """The steps of the README with a database of one's own."""
    first = _run(program, empty, "migrate")
    assert re.fullmatch(r"The database is ready \(\d+ steps\)\.\n", first.stdout)
    assert "nothing to do" in _run(program, empty, "migrate").stdout
    assert "Charter 1 is published" in _run(program, empty, "policy", "publish").stdout


_SET_BACK = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DELETE FROM django_migrations WHERE app = 'forms' AND name = "
                   "(SELECT max(name) FROM django_migrations WHERE app = 'forms')")
"""


def test_an_older_database_is_told_by_its_age(own_program):
    own_program.python(_SET_BACK)
    done = own_program.azukari("staff", "list", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The database is older than the program (1 steps). Make a backup, then run:")
    assert f"azukari migrate --dir {own_program.root}" in done.stderr
