"""The frame of the command: help, exit codes, where the instance is, and terminals of every encoding."""

import pytest

from azukari.cli.verbs import VERBS
from tests.cli.command import azukari, cold, one_sentence
from tests.turns import has_its_turn

_BY_HAND = 6
"""Of the verbs, one of so many starts with each commit as by hand, with a Python of its own; the others are forks."""


def test_the_overview_names_every_verb():
    done = azukari("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in VERBS)


@pytest.mark.parametrize(("words", "says"), [((), "demo"), (("fly",), "demo"), (("--fly",), "does not know --fly.")])
def test_misuse_ends_with_2_and_says_where_the_verbs_are(words, says):
    done = azukari(*words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "azukari --help" in done.stderr or "azukari VERB --help" in done.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_where_there_is_no_instance(verb, tmp_path):
    start = cold if has_its_turn(f"azukari {verb}", _BY_HAND) else azukari
    done = start(verb, "--help", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"azukari {verb}" in done.stdout
    assert "--dir" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("serve",), ("doctor",), ("worker",), ("keys", "rotate")])
def test_no_instance_is_one_sentence_that_says_what_to_do(words, tmp_path):
    done = azukari(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert f"azukari init {tmp_path / 'instance'}" in done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("instances") / "one"
    assert azukari("init", str(root)).returncode == 0
    return root


@pytest.mark.parametrize("how", ["before the verb", "after the verb", "with a sign", "variable", "here"])
def test_the_instance_is_found(how, folder, tmp_path):
    words, environment, cwd = {
        "before the verb": (("--dir", str(folder), "doctor", "--json"), {}, tmp_path),
        "after the verb": (("doctor", "--json", "--dir", str(folder)), {}, tmp_path),
        "with a sign": (("doctor", f"--dir={folder}", "--json"), {}, tmp_path),
        "variable": (("doctor", "--json"), {"AZUKARI_INSTANCE": str(folder)}, tmp_path),
        "here": (("doctor", "--json"), {}, folder.parent),
    }[how]
    if how == "here":
        (folder.parent / "instance").symlink_to(folder)
    done = azukari(*words, cwd=cwd, **environment)
    assert '"control": "keys"' in done.stdout, done.stderr


def test_a_terminal_that_knows_no_japanese_shows_escapes_instead_of_failing(folder):
    done = azukari("policy", "check", "--lang", "ja", "--dir", str(folder), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert "Traceback" not in done.stderr
    assert done.stdout.isascii()


def test_broken_settings_are_named(folder, tmp_path):
    copy = tmp_path / "broken"
    assert azukari("init", str(copy)).returncode == 0
    (copy / "azukari.toml").write_text("base_url = 1 2", "utf-8")
    done = azukari("doctor", "--dir", str(copy))
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "azukari.toml" in done.stderr


def test_a_traceback_is_for_those_who_ask(folder, tmp_path):
    copy = tmp_path / "broken"
    assert azukari("init", str(copy)).returncode == 0
    (copy / "data" / "azukari.sqlite3").write_bytes(b"this is no database" * 100)
    quiet = azukari("serve", "--dir", str(copy))
    loud = azukari("serve", "--dir", str(copy), AZUKARI_DEBUG="1")
    assert (quiet.returncode, one_sentence(quiet.stderr)) == (1, True)
    assert "Traceback" in loud.stderr
    words = loud.stderr.strip().splitlines()[-1].partition(": ")[2]
    assert words, "An error has words of its own, which may quote somebody."
    assert words not in quiet.stderr
