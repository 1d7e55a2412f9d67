"""Operations by the command: a backup that is restored, a drill, a new key of each kind, and every verb there is."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from azukari.cli.verbs import VERBS, module_of
from azukari.core.backup import left_out
from azukari.lib.verb import Instance
from tests.backup.bundles import back_up, restore
from tests.live import Program, drop_database, environment_of, new_database

BY_ITSELF: Mapping[str, str] = {
    "demo": "makes an instance; the population begins with it",
    "serve": "serves until it is stopped; tests/cli/test_serve.py",
    "restore": "an operation of its own",
    "backup": "an operation of its own",
}
"""Verbs that are not run as they are, each with the reason."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "worker": ("--once",),
    "policy": ("show",),
    "staff": ("list",),
    "retention": ("run", "--dry-run"),
    "clock": ("show",),
    "ledger": ("verify",),
    "removals": ("show",),
    "keys": ("list",),
    "settings": ("show",),
}
"""What is typed after a verb; after any other nothing, which it refuses in a sentence or does."""
RESTORED: Mapping[str, Sequence[str]] = {**left_out.declared().columns, "ledger.Pending": ("seal",)}
"""Columns that a restore makes anew."""


@dataclass(frozen=True, slots=True)
class Command:
    """
    Args:
        run: does it to an instance in a folder of its own; gives the instance to look at.
        may: the tables that it may change besides the ledger's.
        rows: those of them whose rows may come and go.
        anew: columns that it makes anew, by table.
    """

    name: str
    run: Callable[[Program, Path], Iterator[Program]]
    may: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    anew: Mapping[str, Sequence[str]] | None = None


def _restored(program: Program, folder: Path, database: str, name: str) -> Program:
    folder.mkdir(exist_ok=True)
    if not (folder / "operator.key").exists():
        program.azukari("backup", "--make-key", str(folder / "operator.key"))
    data, keys = back_up(program, folder / f"backups-{name}", folder / "operator.key")
    again = Program(folder / name, program.url, environment_of(database) if database else _on_sqlite(program))
    url = again.environment.get("AZUKARI_DATABASE", "")
    restore(again, data, keys, folder / "operator.key", "--removals", str(program.root / "removals"), "--database", url)
    return again


def _on_sqlite(program: Program) -> dict[str, str]:
    return {name: value for name, value in program.environment.items() if name != "AZUKARI_DATABASE"}


def _restore(program: Program, folder: Path) -> Iterator[Program]:
    """Into an empty place on the same engine."""
    database = new_database()
    yield _restored(program, folder / "r", database, "again")
    drop_database(database)


def _across(program: Program, folder: Path) -> Iterator[Program]:
    """From PostgreSQL to SQLite and back."""
    if not program.environment.get("AZUKARI_DATABASE"):
        pytest.skip("From one engine to the other is tried where there are both: on PostgreSQL.")
    database = new_database()
    between = _restored(program, folder / "r", "", "between")
    yield _restored(between, folder / "r", database, "again")
    drop_database(database)


def _drill(program: Program, folder: Path) -> Iterator[Program]:
    program.azukari("backup", "--make-key", str(folder / "operator.key"))
    data, keys = back_up(program, folder / "backups", folder / "operator.key")
    assert "The drill went well." in restore(program, data, keys, folder / "operator.key", "--drill")
    yield program


def _keys(program: Program, folder: Path) -> Iterator[Program]:
    """A new key of each kind that there is."""
    for which in kinds_of_keys():
        of_staff = which == "secret"  # a demonstration makes the passwords of its staff from it, and keeps it
        if of_staff:
            settings = (program.root / "azukari.toml").read_text("utf-8")
            for of_a_demonstration_alone in ("demo = true", "ledger_minutes = 0", 'provider = "demo"'):
                program.set(f"\n{of_a_demonstration_alone}", "")
        program.azukari("keys", "rotate", which)
        if of_staff:
            (program.root / "azukari.toml").write_text(settings, "utf-8")
    yield program


def kinds_of_keys() -> tuple[str, ...]:
    """The keys that can be rotated, as the verb says."""
    parser = argparse.ArgumentParser()
    module_of("keys").add(parser.add_subparsers())
    acts = parser._subparsers._group_actions[0].choices["keys"]
    rotate = acts._subparsers._group_actions[0].choices["rotate"]
    return tuple(next(action.choices for action in rotate._actions if action.dest == "which"))


def _upgrade(program: Program, folder: Path) -> Iterator[Program]:
    program.azukari("upgrade")
    yield program


def _verbs(program: Program, folder: Path) -> Iterator[Program]:
    """Each verb, with nothing to do or something to tell: it ends in a sentence, never in an error of the program."""
    for verb, known in VERBS.items():
        if verb in BY_ITSELF or verb == "worker" or known.instance in (Instance.DEMO, Instance.RESTORED):
            continue
        done = program.azukari(verb, *WORDS.get(verb, ()), check=False)
        assert done.returncode in (0, 1, 2), f"{verb}: {done.stderr}"
        assert "AZUKARI_DEBUG" not in done.stderr, f"{verb}: {done.stderr}"
        assert verb not in WORDS or done.returncode == 0, f"{verb}: {done.stdout}{done.stderr}"
    yield program


_INDEX = frozenset({"vault.SealedValue", "vault.SearchCode", "vault.SearchIndex", "campaigns.Signature"})
_KEYED = frozenset({"vault.PersonKey", "vault.SealedNote", "vault.SealedFile", "vault.Mention", "vault.MentionSearch"})
_NEW_KEYS = _INDEX | _KEYED | {
    "accounts.StaffSession", "accounts.User", "mfa.Authenticator", "vault.BatchKey", "vault.KeyEpoch", "vault.KeyGroup",
    "vault.Suppression", "feedback.AnswerCode", "members.KnownPayer",
}  # fmt: skip

_KEYS_ROWS = frozenset({"vault.KeyEpoch", "vault.KeyGroup", "vault.SearchIndex"})
"""A new key has a row of its own; everything else is wrapped or indexed anew in the row that it had."""

_COPIED = frozenset({"people.Removal"})
"""A backup notes which removals the journal has."""

_LEFT = frozenset(left_out.declared().tables) | _COPIED | {"mail.Mailing", "vault.Erasure"}
"""Tables that stay out; mailings are paused until somebody has looked, and what was erased has its certificate."""

_CAME_AND_WENT = frozenset(left_out.declared().tables)

COMMANDS = (
    Command("backup and restore", _restore, _LEFT, _CAME_AND_WENT, RESTORED),
    Command("backup, restore to the other engine and back", _across, _LEFT, _CAME_AND_WENT, RESTORED),
    Command("drill", _drill, _COPIED),
    Command("new keys", _keys, _NEW_KEYS, _KEYS_ROWS),
    Command("upgrade", _upgrade),
    Command("verbs", _verbs),
)


@contextmanager
def done(command: Command, program: Program, folder: Path) -> Iterator[Program]:
    """The instance after the command."""
    steps = command.run(program, folder)
    try:
        yield next(steps)
    finally:
        for _ in steps:
            pass
