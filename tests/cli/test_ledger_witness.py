"""`azukari ledger witness`: another organisation watches a served ledger, by coming round and by being asked."""

import json
import subprocess
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as settings_of
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from azukari.cli import ledger_witness
from azukari.cli.witness_server import answer
from azukari.core.ledger import signing_keys, tree, witnesses
from azukari.lib import signed_note
from azukari.lib import witness as lib_witness
from azukari.lib.instance import Witness, remove_beside_keys
from tests.cli.command import azukari
from tests.key_folder import key_folder  # noqa: F401
from tests.ledger.rotated import ledger, rotate  # noqa: F401
from tests.ledger.writer import Writer, writer  # noqa: F401
from tests.live import Program
from tests.postgres import free_port
from tests.proofs import registering

NAME = "witness.example.net"
VISITOR: dict[str, Any] = {"name": "Aoba Witnessed", "email": "aoba@mail.example.org", "activities": ["water"]}


def witness(of: Program, folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command as the other organisation would: with no instance anywhere near."""
    kept = ["--key", str(folder / "w.key"), "--state", str(folder / "w.json")]
    asked = ["ledger", "witness", f"{of.url}/ledger/", "--name", NAME, *kept, *words]
    done = azukari(*asked, AZUKARI_INSTANCE=str(folder / "nowhere"))
    assert not check or done.returncode == 0, done.stderr
    return done


def test_a_witness_comes_round_and_a_ledger_that_was_set_back_is_refused(own_program: Program, tmp_path: Path) -> None:
    own_program.start()
    registering.by_api(own_program, "volunteers", VISITOR)
    registering.confirm(own_program, VISITOR["email"], count=1)
    own_program.azukari("worker", "--once")
    first = json.loads(witness(own_program, tmp_path, "--once", "--json").stdout)
    assert first["taken"] is False  # the settings do not name it yet
    assert first["size"] > 0

    with (own_program.root / "azukari.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[witnesses]]\nkey = "{first["key"]}"\n')
    own_program.stop()
    own_program.start()
    second = json.loads(witness(own_program, tmp_path, "--once", "--json").stdout)
    assert second["taken"] is True
    assert second["size"] >= first["size"]
    kept = tmp_path / "kept"
    kept.write_bytes(ledger_witness.read(f"{own_program.url}/ledger/checkpoint/witnessed"))
    assert second["line"] in kept.read_text("utf-8")
    told = own_program.azukari("ledger", "verify", "--checkpoint", str(kept), "--json")
    assert json.loads(told.stdout)["cosignatures"] >= 1

    memory = json.loads((tmp_path / "w.json").read_text("utf-8"))
    origin, size, root = memory["text"].splitlines()
    later = f"{origin}\n{int(size) + 1000}\n{root}\n"
    (tmp_path / "w.json").write_text(json.dumps({**memory, "text": later}), "utf-8")
    refused = witness(own_program, tmp_path, "--once", check=False)
    assert refused.returncode == 1
    assert "set back" in refused.stderr
    other = "A" + root[1:] if root[0] != "A" else "B" + root[1:]
    (tmp_path / "w.json").write_text(json.dumps({**memory, "text": f"{origin}\n{size}\n{other}\n"}), "utf-8")
    refused = witness(own_program, tmp_path, "--once", check=False)
    assert refused.returncode == 1
    assert "another history" in refused.stderr


@pytest.mark.django_db(transaction=True)
def test_a_witness_that_waits_is_asked_by_the_worker(
    live_server: LiveServer,
    tmp_path: Path,
    writer: Writer,  # noqa: F811 - the fixture
    settings: Settings,
) -> None:
    """Both ends for real: the ledger's pages, the witness's port, and the worker's job between them."""
    port = free_port()
    by = ledger_witness.watcher(
        f"{live_server.url}/ledger/", name=NAME, key=tmp_path / "w.key", memory=tmp_path / "w.json"
    )
    known = (Witness(str(by.key), f"http://127.0.0.1:{port}"),)
    settings.AZUKARI = replace(settings.AZUKARI, witnesses=known)
    with answer(by, "127.0.0.1", port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert witnesses.ask(writer.now) == 0  # an empty ledger has nothing to show
        writer.integrate(5)
        assert witnesses.ask(writer.now) == 1
        assert witnesses.ask(writer.now) == 0  # nothing new
        writer.integrate(300)
        assert by.look()[0] == 305  # it came by itself meanwhile, so the worker is wrong about what it saw
        assert witnesses.ask(writer.now) == 1
        server.shutdown()
    writer.integrate(1)
    with pytest.raises(witnesses.WitnessError, match="does not answer"):
        witnesses.ask(writer.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at_once", [False, True])
def test_a_witness_follows_the_ledger_from_key_to_key(
    live_server: LiveServer,
    tmp_path: Path,
    ledger: Writer,  # noqa: F811 - the fixture
    *,
    at_once: bool,
) -> None:
    def begin(log: str = "") -> ledger_witness.Watcher:
        url, key, memory = f"{live_server.url}/ledger/", tmp_path / "w.key", tmp_path / "w.json"
        return ledger_witness.watcher(url, name=NAME, key=key, memory=memory, log=log)

    first = str(tree.verifier())
    assert begin().look()[0] == tree.size()
    stolen = settings_of.AZUKARI.key("ledger")
    for _ in range(2):
        rotate(ledger, at_once=at_once)
        ledger.integrate(2)
        assert begin(log=first).look()[0] == tree.size()
    by = begin()
    assert by.log == tree.verifier()
    text = signed_note.Checkpoint(tree.origin(), tree.size(), bytes(32)).text
    forged = signed_note.sign(text, name=tree.origin(), seed=stolen)
    outcome = by.judge(lib_witness.Request(tree.size(), [], forged).body)
    assert isinstance(outcome, lib_witness.Declined)
    assert outcome.status == 403
    remove_beside_keys(signing_keys.handover_file(3))
    (tmp_path / "w.json").unlink()
    if not at_once:  # the second key signs as well, and the way to that is there
        assert begin(log=first).look()[0] == tree.size()
        return
    with pytest.raises(ledger_witness.WatchError, match="no sound checkpoint"):
        begin(log=first).look()
