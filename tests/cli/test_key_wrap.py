"""`azukari keys wrap` and `keys move`: whoever copies the disk has neither the keys nor a way to open them."""

import json
import stat
import sys

import pytest

KMS = """\
import base64, sys
from pathlib import Path
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if Path(sys.argv[0]).with_name("down").exists():
    sys.exit(3)
aead = AESGCM(b"k" * 32)
given = sys.stdin.buffer.read()
if sys.argv[1] == "encrypt":
    sys.stdout.buffer.write(b"\\0" * 12 + aead.encrypt(b"\\0" * 12, given, b"azukari"))
elif sys.argv[1] == "decrypt":
    sys.stdout.buffer.write(aead.decrypt(given[:12], given[12:], b"azukari"))
elif sys.argv[1] == "nothing":
    sys.stdout.buffer.write(given)
else:
    sys.stdout.buffer.write(b"\\1" * 32)
"""


@pytest.fixture
def kms(own_program, tmp_path):
    """A key management service of ours, and who names it in the settings."""
    path = tmp_path / "kms" / "kms.py"
    path.parent.mkdir()
    path.write_text(KMS)

    def name(wrap: str = "encrypt", unwrap: str = "decrypt") -> None:
        toml = own_program.root / "azukari.toml"
        lines = [line for line in toml.read_text().splitlines() if "wrap_command" not in line]
        words = {"wrap_command": wrap, "unwrap_command": unwrap}
        commands = [f"{key} = {json.dumps([sys.executable, str(path), word])}" for key, word in words.items() if word]
        toml.write_text("\n".join([*commands, *lines]) + "\n")

    name()
    return name


_USELESS = (
    (("nothing", "decrypt"), "holds the key itself"),
    (("encrypt", "wrong"), "prints something else than it was"),
    (("encrypt", ""), "Name wrap_command and unwrap_command"),
)


def _controls(program):
    found = json.loads(program.azukari("doctor", "--json", check=False).stdout)
    return {one["control"]: one for one in found}


def test_a_wrapped_key_opens_by_the_command_alone(own_program, kms, people, submit, tmp_path):
    people(own_program)
    plain = (own_program.root / "keys" / "master-1").read_text()
    assert "master-1 is wrapped now" in own_program.azukari("keys", "wrap").stdout
    wrapped = (own_program.root / "keys" / "master-1").read_text()
    assert wrapped.startswith("wrapped ")
    assert plain.strip() not in wrapped
    assert stat.S_IMODE((own_program.root / "keys" / "master-1").stat().st_mode) == 0o600
    assert "Nothing was to be done" in own_program.azukari("keys", "wrap").stdout
    own_program.start()
    submit(own_program)
    own_program.azukari("keys", "rotate")
    assert (own_program.root / "keys" / "master-2").read_text().startswith("wrapped ")
    submit(own_program)
    assert own_program.stop() == 0
    controls = _controls(own_program)
    assert controls["keys"]["passed"]
    assert controls["vault-orphans"]["findings"] == []
    (tmp_path / "kms" / "down").touch()
    assert "unwrap_command ended with 3" in " ".join(_controls(own_program)["keys"]["findings"])
    (tmp_path / "kms" / "down").unlink()
    own_program.azukari("keys", "unwrap")
    kms("", "")
    assert _controls(own_program)["vault-orphans"]["findings"] == []


def test_a_command_that_would_lose_or_show_the_key_wraps_nothing_nor_is_a_full_folder_used(own_program, kms, tmp_path):
    key = own_program.root / "keys" / "master-1"
    before = key.read_text()
    for commands, said in _USELESS:
        kms(*commands)
        done = own_program.azukari("keys", "wrap", check=False)
        assert (done.returncode, key.read_text()) == (1, before)
        assert said in done.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("x")
    for place in (tmp_path / "full", key.parent / "in"):
        assert own_program.azukari("keys", "move", str(place), check=False).returncode == 2
    assert not key.parent.is_symlink()


def test_the_keys_lie_elsewhere_while_the_instance_serves(own_program, people, submit, tmp_path):
    people(own_program)
    own_program.start()
    target = tmp_path / "other disk" / "keys"
    for place in (target, tmp_path / "again"):
        own_program.azukari("keys", "move", str(place))
        assert (own_program.root / "keys").is_symlink()
        assert (place / "master-1").exists()
        submit(own_program)
    assert not target.exists()
    assert not (own_program.root / ".keys-link").is_symlink()
    own_program.azukari("keys", "rotate")
    assert (tmp_path / "again" / "master-2").exists()
    submit(own_program)
    assert own_program.stop() == 0
    controls = _controls(own_program)
    assert controls["keys"]["passed"]
    assert controls["vault-orphans"]["findings"] == []
    own_program.azukari("systemd", str(tmp_path / "units"))
    assert str(tmp_path / "again") in (tmp_path / "units" / "azukari.service").read_text()
