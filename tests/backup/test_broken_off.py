"""A drill or a restore that is killed leaves neither keys nor a database: told to end, it clears up; killed outright,
the next command does."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from pyrage import x25519

from azukari.core.backup import bundle, workplace
from azukari.core.backup.bundle import BundleError
from azukari.core.backup.result import DRILL, last
from azukari.lib.job import clock
from tests.live import Mould, Program, cast
from tests.sizes import how_many
from tests.warm import Talk, talk

_STOPS = """
import signal, sys, time
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # as in a terminal, though the tests may run under nohup
from azukari.cli import __main__, restore_folder
def stop(*_args, **_words):
    print("HERE", flush=True)
    time.sleep(600)
at, *words = sys.argv[1:]
if at == "laid out":
    __main__.opening.opened = stop
elif at == "unpacking":
    restore_folder.bundle.unpack_keys = stop
else:
    took = __main__._parser
    def parser(name):
        made = took(name)
        import azukari.cli.restore as verb
        target = {"rows": "load", "repeating": "replay", "checking": "verify", "moving": "_move"}[at]
        own = getattr(verb, target)
        def halted(*args, **named):
            if at == "rows":
                own(*args, **named)
            stop()
        setattr(verb, target, halted)
        return made
    __main__._parser = parser
sys.exit(__main__.main(words))
"""


_OF_A_RESTORE = ("checking", "moving", "rows", "repeating", "laid out")
_HELD = """
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault.models import SealedValue
print([model.objects.count() for model in (Person, Submission, Grant, SealedValue)])
"""


@pytest.fixture(scope="module")
def program(mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One instance for all that is broken off; nothing of it may change it."""
    with cast(mould, tmp_path_factory.mktemp("own") / "instance") as made:
        yield made


@pytest.fixture(scope="module")
def backed_up(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """The words that name a backup of the instance."""
    folder = tmp_path_factory.mktemp("backups")
    bundle.make_key(folder / "operator.key")
    to = str(x25519.Identity.from_str(bundle.identity_in(folder / "operator.key")).to_public())
    told = json.loads(program.azukari("backup", str(folder / "b"), "--to", to, "--json").stdout)
    return ("--data", told["data"], "--keys", told["keys"], "--identity", str(folder / "operator.key"))


def _stopped(at: str, root: Path, words: Sequence[str], program: Program) -> Talk:
    """A restore that stands still at a point."""
    environment = {**program.environment, "TMPDIR": str(_tmp(program))}
    told = talk(at, "restore", *words, "--dir", str(root), environment=environment, code=_STOPS)
    assert told.stdout.readline() == "HERE\n"
    return told


def _tmp(program: Program) -> Path:
    folder = program.root.parent / "tmp"
    folder.mkdir(exist_ok=True)
    return folder


def _left(root: Path) -> list[str]:
    """What lies in any place of a restore."""
    return [str(path) for place in workplace.places(root) if place.exists() for path in place.rglob("*")]


@pytest.mark.parametrize(
    ("by", "at"),
    [
        (signal.SIGTERM, "unpacking"),
        (signal.SIGTERM, "checking"),
        (signal.SIGHUP, "repeating"),
        (signal.SIGKILL, "laid out"),
        (signal.SIGKILL, "rows"),
    ],
)
def test_a_drill_that_is_killed_leaves_nothing(
    program: Program, backed_up: Sequence[str], at: str, by: signal.Signals
) -> None:
    stopped = _stopped(at, program.root, [*backed_up, "--drill"], program)
    with closing(stopped):
        kept = _left(program.root)
        assert any(name.endswith("keys/master-1") for name in kept) == (at != "unpacking")
        os.kill(stopped.process.pid, by)
        code = stopped.process.wait(timeout=60)
    assert not list(_tmp(program).iterdir())
    if by == signal.SIGKILL:
        assert _left(program.root) == kept
        said = program.azukari("doctor", check=False)
        assert "A restore was broken off" in said.stderr
        assert "ok       restores" in said.stdout
    else:
        assert code == 128 + by
    assert not _left(program.root)
    assert last(program.root, DRILL)["wrong"] == [workplace.BROKEN_OFF]
    assert "failed: It was broken off before it had ended." in program.azukari("doctor", check=False).stdout
    (program.root / "data" / DRILL).unlink()


@pytest.mark.parametrize("words", [("worker", "--once"), ("policy", "show"), ("restore", "--help")], ids=" ".join)
def test_whichever_command_comes_next_sweeps_it_but_a_question_for_help(program: Program, words: Sequence[str]) -> None:
    (program.root / "drill" / "keys").mkdir(parents=True)
    (program.root / "drill" / "keys" / "master-1").write_text("x")
    program.azukari(*words, check=False)
    assert bool(_left(program.root)) == ("--help" in words)
    workplace.sweep(program.root, now=clock())


def test_a_running_worker_sweeps_without_any_command(program: Program) -> None:
    (program.root / "drill").mkdir()
    (program.root / "drill" / "master-1").write_text("x")
    program.python(
        "from azukari.shells.worker.jobs import jobs\n[job] = [j for j in jobs() if j.name == 'broken-off restores']\n"
        "job.run(timezone.now())"
    )
    assert not _left(program.root)


@pytest.mark.parametrize(
    "at", ["checking", "moving", "rows", "repeating", "laid out"][: how_many("AZUKARI_WORK_KILLS")]
)
def test_a_restore_that_is_killed_leaves_nothing_beside_its_place_and_is_done_again(
    program: Program, backed_up: Sequence[str], tmp_path: Path, at: str
) -> None:
    words = [*backed_up, "--database", "", "--without-removals"]
    stopped = _stopped(at, tmp_path / "again", words, program)
    with closing(stopped):
        assert (tmp_path / "again.restoring" / "keys" / "master-1").exists()
        stopped.kill()
    alone = {name: value for name, value in program.environment.items() if name != "AZUKARI_DATABASE"}
    again = Program(tmp_path / "again", program.url, alone)
    again.azukari("doctor", check=False)
    assert not list(tmp_path.iterdir())
    again.azukari("restore", *words)
    assert again.python(_HELD) == program.python(_HELD)
    assert json.loads(again.azukari("ledger", "verify", "--json").stdout)["problems"] == []
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_what_a_living_process_works_with_stays(program: Program, backed_up: Sequence[str]) -> None:
    stopped = _stopped("rows", program.root, [*backed_up, "--drill"], program)
    with closing(stopped):
        try:
            kept = _left(program.root)
            assert "ok       restores" in program.azukari("doctor", check=False).stdout
            second = program.azukari("restore", *backed_up, "--drill", check=False)
            assert "Another restore is under way" in second.stderr
            assert _left(program.root) == kept
            os.utime(program.root / "drill", (0, 0))
            assert "A restore has been at work" in program.azukari("doctor", check=False).stdout
        finally:
            stopped.process.terminate()
            stopped.process.wait(timeout=60)
    assert not _left(program.root)


def test_the_control_says_what_could_not_be_swept(tmp_path: Path) -> None:
    place = tmp_path / "drill"
    place.mkdir()
    (place / "master-1").write_text("x")
    assert [*workplace.findings(tmp_path, clock())] == [
        f"A restore that was broken off left keys and data at {place}. Remove that folder."
    ]
    workplace.sweep(tmp_path, now=clock())
    assert not [*workplace.findings(tmp_path, clock())]


def test_keys_that_were_being_written_go_after_an_hour(tmp_path: Path) -> None:
    for name, age in ((".key-old", 3600.5), (".key-new", 3500)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (clock().timestamp() - age,) * 2)
    workplace.sweep(tmp_path, now=clock())
    assert [path.name for path in tmp_path.iterdir()] == [".key-new"]


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "letter").write_text("x")
    (tmp_path / "drill").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BundleError), workplace.taken(tmp_path / "drill"):
        pass
    workplace.sweep(tmp_path, now=clock())
    assert (tmp_path / "elsewhere" / "letter").exists()
