"""What the command prints names nobody: whoever reads a terminal, a cron mail or a pipe learns numbers and states."""

from pathlib import Path

import pytest
from django.conf import settings

from azukari.cli import __main__ as command
from azukari.cli.__main__ import _parser
from azukari.core.cases.lifecycle import number
from azukari.core.ledger.integrate import integrate_all
from tests.console import desks
from tests.disclosure import office
from tests.leaks.walk import Walk

_ASKED = "--recipient kotori-mail --purpose magazine --ground contract --categories email,name --dry-run"


def _words(walk: Walk, folder: Path) -> list[str]:
    case = number(walk.town.cases[0])
    return [
        *(f"rights {words}" for words in ("list", "list --all --json", f"show {case}", f"show {case} --json")),
        "retention run --dry-run", "retention run --dry-run --json", "doctor", "doctor --json", "staff list",
        "staff list --json", f"disclose {_ASKED}", f"disclose {_ASKED} --json", "ledger verify", "policy show",
        f"ledger export --out {folder / 'exported'}", "keys list", "keys index",
    ]  # fmt: skip


def test_a_command_that_fails_prints_nothing_of_what_went_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error may quote what somebody typed, and what a command prints is mailed by cron."""

    def fail(*_words: object) -> int:
        raise ValueError("somebody@example.org is no number")

    monkeypatch.delenv("AZUKARI_DEBUG", raising=False)
    monkeypatch.setattr(command, "_run", fail)
    assert command.main(["doctor"]) == 1
    said = capsys.readouterr()
    assert "azukari doctor failed: ValueError" in said.err
    assert "somebody" not in said.out + said.err


def test_commands_print_nobodys_words(walk: Walk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office.engaged(now=desks.moment())
    integrate_all(desks.moment())
    ran = []
    for words in _words(walk, tmp_path):
        try:
            verb = words.split()[0]
            args = _parser(verb).parse_args([*words.split()])
            args.dir = settings.AZUKARI.root
            args.run(args)
            ran.append(words)
        except SystemExit:
            continue
        finally:
            told = capsys.readouterr()
            walk.outputs += [(f"azukari {words}", told.out), (f"azukari {words}", told.err)]
    assert len(ran) > 10, ran
    for path in tmp_path.rglob("*"):
        walk.outputs.append((f"the exported {path.name}", path.read_bytes() if path.is_file() else path.name))
    assert walk.wrong() == []
