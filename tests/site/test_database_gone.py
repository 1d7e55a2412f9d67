"""A database that begins anew or goes away: what visitors read, doctor tells, and that nothing is lost."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cable import Cable, cable
from tests.live import Mould, Program, cast
from tests.visits import ask, sign_up, stored, until

pytestmark = pytest.mark.skipif(not os.environ.get("AZUKARI_DATABASE"), reason="SQLite has no server that could go")


@pytest.fixture
def reached(mould: Mould, tmp_path: Path) -> Iterator[tuple[Program, Cable]]:
    """An instance whose way to its database is a cable of ours, and the cable."""
    with cast(mould, tmp_path / "instance") as made:
        url = urlsplit(made.environment["AZUKARI_DATABASE"])
        with cable(str(url.hostname), int(url.port or 5432)) as line:
            by_cable = made.environment["AZUKARI_DATABASE"].replace(f":{url.port}/", f":{line.port}/")
            program = replace(made, environment={**made.environment, "AZUKARI_DATABASE": by_cable})
            try:
                yield program, line
            finally:
                if program.server is not None:
                    program.kill()


def test_nothing_acknowledged_is_lost_while_the_database_goes_and_comes(reached: tuple[Program, Cable]) -> None:
    program, line = reached
    program.start()
    taken = [sign_up(program, f"p{number}@example.org").status for number in range(3)]
    assert taken == [202] * 3

    line.cut()
    taken += [sign_up(program, f"q{number}@example.org").status for number in range(8)]
    assert set(taken) <= {202, 503}
    assert taken[-1] == 202

    line.pull()
    page = ask(program, "/en/me", b"email=p1%40example.org")
    assert (page.status, page.again) == (503, "60")
    assert "届かなければ何も保存されていません" in page.words
    assert "please send it again" in page.words
    program_s = ask(program, "/api/v1/forms/magazine/submissions", {"email": "r@example.org", "notice": "x"})
    assert program_s.status in (422, 503)
    assert ask(program, "/healthz").words.startswith("database")
    told = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    assert any("cannot be reached" in said for one in told for said in one["findings"])
    assert {one["control"] for one in told} >= {"migrations", "disk", "worker"}

    line.mend()
    until(lambda: ask(program, "/healthz").status == 200)
    taken.append(sign_up(program, "s@example.org").status)
    assert taken[-1] == 202
    program.wait_for_mail("s@example.org")
    assert stored(program) == taken.count(202)
    program.azukari("ledger", "verify")
