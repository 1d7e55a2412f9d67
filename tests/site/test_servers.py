"""Two servers on one instance, and one that may open few files: visitors are served, and no work is done twice."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from azukari.site.open_files import _KEPT
from tests.attack.sockets import crowd
from tests.live import ROOT, Program
from tests.postgres import free_port
from tests.visits import ask, sign_up, stored, until

_FILES = _KEPT + 72


def _doctor(program: Program, control: str) -> Sequence[str]:
    told = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return [said for one in told if one["control"] == control for said in one["findings"]]


def test_two_servers_share_the_visitors_and_one_of_them_works(own_program: Program) -> None:
    own_program.start()
    second = replace(own_program, url=f"http://127.0.0.1:{free_port()}", server=None)
    try:
        second.start()
        people = [f"p{number}@example.org" for number in range(4)]
        taken = [sign_up((own_program, second)[place % 2], email).status for place, email in enumerate(people)]
        assert taken == [202] * 4
        for email in people:
            own_program.wait_for_mail(email)
        until(lambda: _doctor(own_program, "worker"))
        assert "A second worker is standing by" in _doctor(own_program, "worker")[0]

        own_program.kill()
        assert sign_up(second, "heir@example.org").status == 202
        second.wait_for_mail("heir@example.org")  # the one that had waited works now
    finally:
        if second.server is not None:
            second.kill()
    assert [len(own_program.mail(email)) for email in [*people, "heir@example.org"]] == [1] * 5
    assert stored(own_program) == 5
    own_program.azukari("ledger", "verify")


@pytest.mark.skipif(not shutil.which("prlimit"), reason="prlimit sets the limit")
def test_with_few_files_visitors_wait_and_the_database_does_not(own_program: Program) -> None:
    port = str(urlsplit(own_program.url).port)
    words = ["-P", "-m", "azukari.cli", "serve", "--port", port, "--dir", str(own_program.root)]
    own_program.server = subprocess.Popen(
        ["prlimit", f"--nofile={_FILES}:{_FILES}", sys.executable, *words],
        cwd=ROOT,
        env=dict(own_program.environment),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    until(lambda: _is_up(own_program))
    with crowd(own_program.url, _FILES - 50, source="127.3.9.3"):
        assert [sign_up(own_program, f"p{number}@example.org").status for number in range(3)] == [202] * 3
        assert ask(own_program, "/ja/forms/membership").status == 200
    own_program.wait_for_mail("p2@example.org")
    assert f"may hold {_FILES} files and connections" in _doctor(own_program, "files")[0]
    assert own_program.stop() == 0


def _is_up(program: Program) -> bool:
    try:
        return ask(program, "/healthz").status == 200
    except OSError:
        return False
