"""Whoever calls a verb wrongly reads one sentence that says what to write, whatever it is that they wrote; exit code 2.

Every verb, every act of it and every option of each is tried: with nothing, with too much, with what is not taken.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from azukari.cli.__main__ import _parser
from azukari.cli.verbs import VERBS
from tests.cli.calls import acts, sound_words
from tests.cli.command import azukari, one_sentence
from tests.live import Mould, Program, cast

_OF_PROGRAMS = ("invalid", "argument", "usage:", "__main__", "int", "None", "()", "<", "unrecognized", "expected")


def _wrong(parser: argparse.ArgumentParser) -> Iterator[list[str]]:
    sound = sound_words(parser)
    yield [*sound, "--no-such-thing"]
    yield [*sound, "too", "many", "words", "by", "far"]
    for at in range(len(sound)):
        if sound[at].startswith("--"):
            yield sound[:at] + sound[at + 2 :]
    for action in parser._actions:
        name = action.option_strings[-1] if action.option_strings else ""
        takes_value = action.nargs != 0
        if name and takes_value:
            yield [*sound, name]
        if name and not takes_value and name != "--help":
            yield [*sound, f"{name}=so"]
        if name and takes_value and (action.choices or action.type not in (None, Path)):
            yield [*sound, name, "§"]


@pytest.fixture(scope="module")
def program(mould: Mould, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """An instance in which nothing ever comes about, since every call is wrong."""
    with cast(mould, tmp_path_factory.mktemp("misuse") / "instance") as made:
        yield made


def _files(program: Program) -> set[Path]:
    """All that lies in the instance and beside it, but for what SQLite keeps while it is open."""
    return {path for path in program.root.parent.rglob("*") if "sqlite3-" not in path.name}


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]):
    def call(name: str, words: list[str]) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            _parser(name).parse_args(words)
        return int(str(ended.value.code)), capsys.readouterr().err

    return call


@pytest.mark.parametrize("name", VERBS)
def test_every_way_to_call_a_verb_wrongly_is_answered_in_a_sentence(name, told):
    tried = 0
    for path, parser in acts(_parser(name).__dict__["_subparsers"]._group_actions[0].choices[name]):
        for words in _wrong(parser):
            code, said = told(name, [name, *path, *words])
            assert code == 2, words
            assert one_sentence(said), said
            assert said.count("\n") == 1
            assert said.startswith(("azukari ", "--", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")), said
            bad = [word for word in _OF_PROGRAMS if word in said.replace("arguments", "argument").split()]
            assert not bad, said
            assert f"See: azukari {' '.join((name, *path))} --help" in said
            tried += 1
    assert tried >= 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["demo", "--port", "80a"], "--port takes a whole number from 1 to 65535, not 80a."),
        (["demo", "--port", "70000"], "--port takes a whole number from 1 to 65535, not 70000."),
        (["demo", "--prot", "8000"], "azukari demo does not know --prot 8000."),
        (["restore"], "azukari restore needs --data, --keys and --identity."),
        (["restore", "--keys", "k", "--identity", "i"], "azukari restore needs --data."),
        (["serve", "--lang"], "azukari serve does not know --lang."),
        (["policy", "publsh"], "takes check, diff, publish, propose or show, not publsh."),
        (["staff"], "azukari staff needs add|list|disable|looked."),
        (["backup"], "Name the folder, and the public key"),
        (["backup", "f", "--to", "age1", "--make-key", "k"], "leave --to out"),
        (["retention", "run", "--as-of", "tomorrow"], "Write the day as"),
        (["retention", "run", "--as-of", "2999-01-01"], "add --dry-run"),
        (["import", "list.csv", "--form", "magazine"], "say --told-by, --told-on, --told-reference, --evidence, --by"),
        (["disclose", "--recipient", "r", "--ground", "consent", "--categories", "name"], "--purpose P"),
        (["disclose", "--recipient", "r", "--ground", "law", "--categories", "age"], "name, "),
        (["init", "--base-url", "https://example.org/members", "x"], "--base-url takes an address like"),
        (["ledger", "witness", "http://127.0.0.1:1", "--name", "w", "--every", "0"], "a whole number of 1 or more"),
    ],
    ids=lambda said: " ".join(said) if isinstance(said, list) else "",
)
def test_what_is_wrong_is_named(words, says, program):
    before = _files(program)
    done = program.azukari(*words, check=False)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert one_sentence(done.stderr)
    assert _files(program) == before


def test_misuse_is_told_even_where_there_is_no_instance(tmp_path):
    done = azukari("serve", "--port", "80a", cwd=tmp_path)
    assert done.returncode == 2
    assert "--port takes" in done.stderr
    assert not list(tmp_path.iterdir())
