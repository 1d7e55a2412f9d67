"""A disk that is full, and one that fails: what visitors read, what doctor tells, and that nothing is lost."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from azukari.site import room
from tests.disks import Disk, disk
from tests.live import Mould, Program, cast
from tests.visits import ask, sign_up, stored

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("AZUKARI_DATABASE")), reason="PostgreSQL looks after a disk of its own"
)

_LITTLE = 40 * 10**6


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path, megabytes=140) as made:
        yield made


@pytest.fixture
def program(mould: Mould, small: Disk) -> Iterator[Program]:
    with cast(mould, small.folder / "instance") as made:
        yield made


def _doctor(program: Program) -> Sequence[str]:
    told = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return [said for one in told for said in one["findings"]]


def test_nothing_acknowledged_is_lost_on_a_full_disk_and_on_one_that_fails(program: Program, small: Disk) -> None:
    program.start()
    assert sign_up(program, "first@example.org").status == 202
    program.wait_for_mail("first@example.org")

    small.fill(leave=_LITTLE)
    page = ask(program, "/ja/forms/membership")
    assert (page.status, bool(page.again)) == (503, True)
    assert "空き容量が不足" in page.words
    assert ask(program, "/healthz").words.startswith("disk")

    small.fill(leave=0)
    page = ask(program, "/ja/me", b"email=first%40example.org")
    assert (page.status, bool(page.again)) == (503, True)
    assert "届かなければ何も保存されていません" in page.words
    assert "please send it again" in page.words
    assert ask(program, "/ja/privacy").status == 200
    assert any("0 MB are free" in said for said in _doctor(program))

    small.empty()
    assert sign_up(program, "second@example.org").status == 202
    program.wait_for_mail("second@example.org")
    assert ask(program, "/healthz").status == 200

    small.fail()
    time.sleep(room._LOOK)
    page = ask(program, "/en/forms/membership")
    assert (page.status, bool(page.again)) == (503, True)
    assert "cannot write to its disk" in page.words
    page = sign_up(program, "third@example.org")
    assert (page.status, bool(page.again)) == (503, True)
    assert ask(program, "/en/privacy").status == 200
    assert ask(program, "/healthz").words.startswith("disk")
    assert any("is read-only" in said for said in _doctor(program))

    program.kill()
    small.mend()
    program.start()
    assert stored(program) == 2
    assert sign_up(program, "third@example.org").status == 202
    program.azukari("ledger", "verify")
