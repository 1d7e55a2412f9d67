"""`azukari import` as a person or a script meets it: exit codes, JSON, kind errors, and nobody's data in its words."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openpyxl import Workbook

from azukari.cli import import_
from azukari.core.forms.models import Submission
from azukari.lib.verb import Refusal
from tests.cast import Staff
from tests.cli.command import one_sentence
from tests.importing.lists import written
from tests.live import Program

type Command = Callable[..., CompletedProcess[str]]
type Here = Callable[..., int]

_LIST = [
    ("お名前", "メール", "購読開始", "誕生日"),
    ("印象 深子", "fukako@example.org", "2024-05-01", "1980-02-03"),
    ("印象 浅子", "asako-at-example", "2024-05-01", "1981-02-03"),
    ("印象 無子", "nashiko@example.org", "", "1982-02-03"),
]
_VALUES = ("印象", "fukako", "asako", "nashiko", "1980-02-03")


def _ground(document: Path, by: str, words: Sequence[str]) -> list[str]:
    written(document, [("the paper form",)])
    consent = [] if "--consent" in words else ["--consent", "magazine=購読開始"]
    return ["--form", "magazine", "--told-by", "paper", "--told-on", "購読開始", "--told-reference", "form-2023-04",
            "--evidence", str(document), "--by", by, *consent, *words]  # fmt: skip


@pytest.fixture
def command(own_program: Program, tmp_path: Path) -> Command:
    """The real command."""
    by = "officer@example.org"
    own_program.azukari("staff", "add", by, "--name", "Officer", "--duty", "magazine", "--no-mail")
    document = tmp_path / "notice.txt"
    return lambda path, *words: own_program.azukari("import", str(path), *_ground(document, by, words), check=False)


@pytest.fixture
def here(officer: Staff, tmp_path: Path) -> Here:
    """The command within the test, which spares the start of a process."""

    def run(path: Path, *words: str) -> int:
        parser = argparse.ArgumentParser()
        import_.add(parser.add_subparsers())
        args = parser.parse_args(["import", str(path), *_ground(tmp_path / "notice.txt", officer.user.email, words)])
        return import_.run(args)

    return run


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return written(tmp_path / "list.csv", _LIST)


def _submissions(program: Program) -> int:
    return int(program.python("from azukari.core.forms.models import Submission\nprint(Submission.objects.count())"))


def test_first_a_dry_run_and_then_the_import(command: Command, people: Path, own_program: Program):
    dry = command(people, "--ask", "--dry-run", "--json")
    assert dry.returncode == 0, dry.stderr
    shown = json.loads(dry.stdout)
    assert (shown["dry_run"], shown["accepted"], shown["asked"], shown["refused"]) == (True, 0, 1, 2)
    assert {column["column"]: column["becomes"] for column in shown["columns"]} == {
        "お名前": ["name"], "メール": ["email"], "購読開始": ["told", "consent.magazine"], "誕生日": [],
    }  # fmt: skip
    assert [(r["row"], r["column"], r["code"]) for r in shown["refusals"]] == [
        (3, "メール", "format"),
        (4, "購読開始", "no-consent"),
        (4, "購読開始", "told"),
    ]
    assert _submissions(own_program) == 0
    text = command(people, "--ask", "--dry-run").stdout
    assert "誕生日 -> (not imported)" in text
    done = command(people, "--ask", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["asked"] == 1
    assert _submissions(own_program) == 1
    again = command(people, "--ask")
    assert (again.returncode, "imported before" in again.stdout) == (0, True)
    assert _submissions(own_program) == 1
    for said in (dry, done, again):
        assert not [value for value in _VALUES if value in said.stdout + said.stderr]
    assert not [value for value in _VALUES if value in text]
    disk = b"".join(path.read_bytes() for path in own_program.root.rglob("*") if path.is_file())
    assert b"1980-02-03" not in disk
    assert "印象 深子".encode() not in disk


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 1, "--ask or --attest"),
        (["--ask", "--told-reference", "Hanako Mihon"], 2, "form-2023-04"),
        (["--ask", "--consent", "membership=購読開始"], 1, "there are: magazine"),
        (["--ask", "--form", "dues"], 1, "no form “dues”"),
        (["--ask", "--by", "nobody@example.org"], 1, "no active member of staff"),
        (["--ask", "--evidence", "/nowhere.pdf"], 1, "cannot be read"),
        (["--ask", "--map", "誕生日=birthdate"], 1, "no field “birthdate”"),
        (["--ask", "--charter", "7"], 1, "no charter 7"),
        (["--ask", "--encoding", "utf-16"], 1, "not UTF-16"),
        (["--ask", "--confirmed-on", "購読開始"], 1, "goes with --attest"),
        (["--attest", "/etc/hostname"], 1, "when addresses were confirmed"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(here: Here, people: Path, capsys, words, code, said):
    with pytest.raises(SystemExit if code == 2 else Refusal) as refused:
        here(people, *words)
    shown = capsys.readouterr()
    sentence = shown.err if code == 2 else str(refused.value)
    assert said in sentence
    assert code == 2 or one_sentence(sentence)
    assert not shown.out
    assert not Submission.objects.exists()


def test_an_import_of_which_nothing_can_come_in_ends_with_one(here: Here, tmp_path: Path):
    assert here(written(tmp_path / "list.csv", [_LIST[0], _LIST[3]]), "--ask") == 1


def test_a_workbook_is_taken_in_too(here: Here, tmp_path: Path):
    book = Workbook()
    for row in _LIST:
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert here(tmp_path / "list.xlsx", "--ask") == 0
    assert Submission.objects.count() == 1


def test_a_look_needs_neither_ground_nor_evidence_nor_anybody(people: Path, own_program: Program):
    done = own_program.azukari("import", str(people), "--form", "magazine", "--dry-run", "--json", check=False)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert (shown["dry_run"], shown["asked"], shown["refused"]) == (True, 2, 1)
    assert shown["lacking"] == [
        "--told-by", "--told-on", "--told-reference", "--evidence", "--by", "--ask or --attest",
    ]  # fmt: skip
    said = own_program.azukari("import", str(people), "--form", "magazine", "--dry-run").stdout
    assert "Before they come in, say --told-by, --told-on," in said
    assert _submissions(own_program) == 0


def test_what_a_look_is_given_is_checked(command: Command, people: Path, own_program: Program, tmp_path: Path):
    wrong = own_program.azukari(
        "import", str(people), "--form", "magazine", "--dry-run", "--by", "nobody@example.org", check=False
    )
    assert wrong.returncode == 1
    assert "--by names no active member of staff" in wrong.stderr
    gone = own_program.azukari(
        "import", str(people), "--form", "magazine", "--dry-run", "--evidence", str(tmp_path / "gone"), check=False
    )
    assert gone.returncode == 1
    assert one_sentence(gone.stderr)


def test_without_a_ground_nothing_comes_in(people: Path, own_program: Program):
    done = own_program.azukari("import", str(people), "--form", "magazine", check=False)
    assert done.returncode == 2
    assert one_sentence(done.stderr)
    assert "--evidence, --by, --ask or --attest" in done.stderr
    assert _submissions(own_program) == 0
