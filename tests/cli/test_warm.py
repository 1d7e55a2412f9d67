"""A command that is a fork of a warm process does what one does that starts cold, for its own instance alone."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import huge_pages, warm
from tests.live import Program
from tests.visits import ask, until

_WHERE = "from django.db import connection; print(connection.settings_dict['NAME'], settings.AZUKARI.base_url)"
_TOKEN = re.compile(r"[\w:-]{20,}")  # of the moment


@pytest.mark.parametrize("words", [("policy", "show"), ("ledger", "verify"), ("staff", "disable", "nobody"), ("fly",)])
def test_the_same_words_and_the_same_end(own_program: Program, words: tuple[str, ...]) -> None:
    words = (*words, "--dir", str(own_program.root))
    cold = subprocess.run(
        [sys.executable, "-P", "-m", "azukari.cli", *words],
        capture_output=True,
        text=True,
        env=dict(own_program.environment),
        check=False,
    )
    done = warm.run(*words, environment=own_program.environment)
    assert (done.returncode, done.stdout, done.stderr) == (cold.returncode, cold.stdout, cold.stderr)


def test_each_command_reads_the_settings_of_its_instance_anew(own_program: Program) -> None:
    name = own_program.environment.get("AZUKARI_DATABASE", "").rpartition("/")[2]
    name = name or str(own_program.root / "data" / "azukari.sqlite3")
    assert own_program.python(_WHERE) == f"{name} {own_program.url}\n"
    own_program.set(own_program.url, "http://127.0.0.1:2")
    assert own_program.python(_WHERE) == f"{name} http://127.0.0.1:2\n"


def test_a_process_of_its_own_with_an_environment_of_its_own(own_program: Program) -> None:
    own_program.environment = {**own_program.environment, "AZUKARI_TEST_SIGN": "seen"}
    told = own_program.python("import os; print(os.environ.pop('AZUKARI_TEST_SIGN'), os.getpid())").split()
    again = own_program.python("import os; print(os.environ['AZUKARI_TEST_SIGN'], os.getpid())").split()
    assert (told[0], again[0]) == ("seen", "seen")
    assert len({told[1], again[1], str(os.getpid())}) == 3


def test_in_the_folder_and_the_encoding_that_were_asked_for(own_program: Program, tmp_path: Path) -> None:
    environment = {**own_program.environment, "PYTHONIOENCODING": "shift_jis"}
    code = "import os, sys; print(os.getcwd(), sys.stdout.encoding, sys.stderr.encoding)"
    assert warm.run(environment=environment, code=code, cwd=tmp_path).stdout == f"{tmp_path} shift_jis shift_jis\n"
    assert warm.run(environment=own_program.environment, code=code).stdout == f"{Path.cwd()} utf-8 utf-8\n"


def test_what_ends_badly_says_so(own_program: Program) -> None:
    done = warm.run(environment=own_program.environment, code="raise SystemExit('Not today.')")
    assert (done.returncode, done.stderr) == (1, "Not today.\n")
    done = warm.run(environment=own_program.environment, code="import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert done.returncode == -9


def test_python_set_up_otherwise_starts_cold(own_program: Program) -> None:
    environment = {**own_program.environment, "PYTHONWARNINGS": "ignore"}
    done = warm.run(environment=environment, code="import sys; print(sys.warnoptions)")
    assert done.stdout == "['ignore']\n"


def test_a_server_is_one_as_well_and_a_cold_one_answers_alike(own_program: Program) -> None:
    """Same pages, an end by the signal that a service manager sends, none of its processes left."""
    said = []
    for cold in (False, True):
        own_program.start(cold=cold)
        assert own_program.server
        group = own_program.server.pid
        assert own_program.server.poll() is None
        until(lambda: "card-state" in ask(own_program, "/ja/").words)  # the worker has counted the signatures
        pages = [ask(own_program, path) for path in ("/ja/", "/en/privacy", "/ja/contact")]
        said.append([(page.status, _TOKEN.sub("", page.words)) for page in pages])
        assert own_program.stop() == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
    assert said[0] == said[1]


def test_what_forks_share_lies_in_huge_pages_and_reads_as_before() -> None:
    written = os.urandom(16 << 20)
    read = hashlib.sha256(written).digest()
    made = huge_pages.gather()
    assert hashlib.sha256(written).digest() == read
    told = re.search(r"AnonHugePages: +(\d+) kB", Path("/proc/self/smaps_rollup").read_text("ascii"))
    assert told
    assert int(told[1]) >= made * 2048  # a kernel before 6.1 makes none
