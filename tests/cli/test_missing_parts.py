"""An instance that has lost a part of itself: every verb names it and the restore that brings it back.

Nothing is made in its place. What a verb does all the same stands in `_STARTS`, with the reason.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from azukari.cli.__main__ import _parser
from azukari.cli.verbs import VERBS
from azukari.lib.verb import Instance
from tests.cli.calls import acts, sound_words
from tests.cli.command import one_sentence
from tests.live import Mould, Program, cast

_KEYS = "azukari restore --keys-only --keys keys-....age --identity FILE --dir {root}"
_WHOLE = "azukari restore --data data-....age --keys keys-....age --identity FILE --removals {root}/removals --dir NEW"


@dataclass(frozen=True, slots=True)
class Part:
    """
    Args:
        path: in the instance's folder.
        named: how it is named to whoever runs a verb.
        restore: what brings it back.
    """

    path: str
    named: str
    restore: str = _KEYS


PARTS = {
    "all keys": Part("keys", r"The keys secret, master-1, index-1, ledger, receipts-1 are missing in {root}/keys\."),
    "master": Part("keys/master-1", r"The key master-1 is missing in {root}/keys\."),
    "index": Part("keys/index-1", r"The key index-1 is missing in {root}/keys\."),
    "ledger": Part("keys/ledger", r"The key ledger is missing in {root}/keys\."),
    "secret": Part("keys/secret", r"The key secret is missing in {root}/keys\."),
    "settings": Part("azukari.toml", r"The settings {root}/azukari\.toml are missing\."),
    "database": Part("data/azukari.sqlite3", r"The database {root}/data/azukari\.sqlite3 is missing\.", _WHOLE),
}

_LOOKS = ("master", "index", "ledger")
_STARTS = {
    "doctor": (_LOOKS, 1, "it looks at everything, and its control of keys is broken"),
    "keys list": (_LOOKS, 0, "it lists the keys that are there"),
    "removals show": (_LOOKS, 0, "it reads the journal, for which it takes no key"),
}
"""What starts all the same without which parts, with which code it ends, and why."""
_NOT_OPENED = (Instance.NONE, Instance.RESTORED, Instance.DEMO)
"""Verbs that make an instance: `init` (tests/cli/test_init.py), `restore` (tests/backup), `demo`."""


def _calls() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every act of every verb that opens an instance, with the least that it can be called with."""
    for name, verb in VERBS.items():
        if verb.instance in _NOT_OPENED:
            continue
        for path, parser in acts(_parser(name).__dict__["_subparsers"]._group_actions[0].choices[name]):
            yield " ".join((name, *path)), (name, *path, *sound_words(parser))


CALLS = dict(_calls())


@pytest.fixture(scope="module")
def program(mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with cast(mould, tmp_path_factory.mktemp("missing") / "instance") as made:
        made.azukari("worker", "--once")
        yield made


def _content(root: Path) -> dict[Path, bytes]:
    """All that lies in the instance, but for what SQLite keeps while it is open."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and "sqlite3" not in path.name}


@pytest.mark.parametrize("lost", PARTS)
def test_every_verb_names_what_is_missing_and_makes_nothing_anew(lost: str, program: Program, tmp_path: Path) -> None:
    part = PARTS[lost]
    if lost == "database" and program.environment.get("AZUKARI_DATABASE"):
        pytest.skip("it lies in no file")
    away, place = tmp_path / "away", program.root / part.path
    place.rename(away)
    before = _content(program.root)
    wrong: list[tuple[object, ...]] = []
    for call, words in CALLS.items():
        done = program.azukari(*words, check=False)
        first, _end, more = done.stderr.partition("\n")
        named = re.match(part.named.format(root=re.escape(str(program.root))), first)
        parts, code, _why = _STARTS.get(call, ((), 1, ""))
        if lost in parts:  # what a control says of itself goes to the log
            is_well = done.returncode == code and "Traceback" not in more
        else:
            is_well = done.returncode == 1 and not done.stdout and one_sentence(done.stderr)
        if not named or part.restore.format(root=program.root) not in first or not is_well:
            wrong.append((call, done.returncode, done.stdout[:80], done.stderr[:600]))
        if place.exists() or _content(program.root) != before:
            wrong.append((call, "something was made"))
            shutil.rmtree(place, ignore_errors=True)
            place.unlink(missing_ok=True)
            before = _content(program.root)
    away.rename(place)
    assert wrong == []
