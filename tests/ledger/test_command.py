"""`azukari ledger`: what an operator and an auditor see."""

import argparse
import json
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from azukari.cli import ledger
from azukari.core.ledger import tree
from azukari.lib import tiles
from azukari.lib.verb import Refusal


def run(*words):
    parser = argparse.ArgumentParser()
    ledger.add(parser.add_subparsers())
    args = parser.parse_args(["ledger", *map(str, words)])
    args.dir = settings.AZUKARI.root
    return args.run(args)


def test_an_honest_ledger_ends_with_0(writer, capsys):
    writer.integrate(300)
    assert run("verify") == 0
    assert "Checked 300 entries" in capsys.readouterr().out
    assert run("verify", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["entries"], told["tiles"], told["problems"]) == (True, 300, 1, [])


def test_a_changed_one_ends_with_1_and_says_where(writer, unlocked, capsys):
    writer.integrate(300)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET payload = '{}' WHERE \"index\" = 7")
    assert run("verify") == 1
    assert "Entry 7 is not the one that was added to the tree." in capsys.readouterr().err
    assert run("verify", "--json") == 1
    assert "entry-changed" in {problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]}


def test_a_proof_is_written_and_checked(writer, tmp_path, capsys):
    writer.integrate(3)
    file = tmp_path / "one.tlog-proof"
    assert run("prove", writer.ids[0], "--out", file) == 0
    assert run("verify", "--proof", file, "--key", tree.verifier()) == 0
    assert "form:submission:received" in capsys.readouterr().out
    told = re.sub(r"index (\d+)", lambda found: f"index {(int(found[1]) + 1) % 3}", file.read_text("utf-8"))
    file.write_text(told, "utf-8")
    with pytest.raises(Refusal, match="does not hold"):
        run("verify", "--proof", file)


def test_a_proof_goes_to_the_terminal(writer, capsys):
    writer.integrate(2)
    assert run("prove", writer.ids[0]) == 0
    assert capsys.readouterr().out.startswith("c2sp.org/tlog-proof@v1\n")
    assert run("prove", writer.ids[0], "--json") == 0
    assert json.loads(capsys.readouterr().out)["entry"] == str(writer.ids[0])


def test_what_cannot_be_proved_is_refused(writer):
    with pytest.raises(Refusal, match="no place"):
        run("prove", uuid4())
    writer.integrate(2)
    with pytest.raises(Refusal, match="cannot be opened"):
        run("prove", writer.ids[0], "--open")
    with pytest.raises(SystemExit) as misuse:
        run("prove", "no-uuid")
    assert misuse.value.code == 2


def test_the_export_holds_every_file(writer, tmp_path, capsys):
    with pytest.raises(Refusal, match="nothing to export"):
        run("export", "--out", tmp_path)
    writer.integrate(600)
    assert run("export", "--out", tmp_path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 600
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    expected = {"checkpoint"}
    for tile in tiles.of_tree(600):
        path = tiles.path(tile.index, tile.width)
        expected |= {f"tile/{tile.level}/{path}"} | ({f"tile/entries/{path}"} if tile.level == 0 else set())
    assert written == expected
