"""`azukari disclose`: the same gate as the console's, sentences on stderr, exit codes, and a file that age opens."""

import json
import subprocess

import pytest

from tests.live import Program

_ENGAGE = """
from azukari.demo.people import add_people
from azukari.core.policy_versions.current import current
from tests.disclosure import office
add_people(current(), now=timezone.now())
print(office.engaged(now=timezone.now()).identity)
"""
ADDRESSES = ("disclose", "--recipient", "kotori-mail", "--purpose", "magazine", "--categories", "email")


@pytest.fixture
def identity(own_program: Program) -> str:
    """What only the mail company has; its contract is in force, and people have registered."""
    return own_program.python(_ENGAGE).strip()


def test_the_file_opens_with_age_and_nothing_else_is_printed(own_program: Program, identity: str, tmp_path):
    out, key = tmp_path / "for-kotori.age", tmp_path / "key"
    seen = own_program.azukari(*ADDRESSES, "--ground", "contract", "--dry-run", "--json")
    foreseen = json.loads(seen.stdout)
    assert foreseen["people"] > 0
    assert not out.exists()
    done = own_program.azukari(*ADDRESSES, "--ground", "contract", "--out", str(out), "--json")
    told = json.loads(done.stdout)
    assert (told["people"], told["state"]) == (foreseen["people"], "delivered")
    assert "@" not in done.stdout + done.stderr
    key.write_text(identity + "\n", "ascii")
    plain = subprocess.run(["age", "-d", "-i", key, out], capture_output=True, check=True).stdout
    assert len(plain.splitlines()) == told["people"] + 2
    again = own_program.azukari(*ADDRESSES, "--ground", "contract", "--out", str(out), check=False)
    assert again.returncode == 1
    assert "exists already" in again.stderr


REFUSED = {
    ("--ground", "because"): "disclose.no-such-ground",
    ("--ground", "law"): "disclose.case-purpose",
    ("--ground", "contract", "--purpose", "membership"): "disclose.purpose-not-published",
    ("--ground", "contract", "--recipient", "somebody"): "disclose.unknown-recipient",
}


def test_what_the_gate_refuses_ends_with_1_and_says_why(own_program: Program, tmp_path):
    for changed, code in REFUSED.items():
        done = own_program.azukari(*ADDRESSES, *changed, "--out", str(tmp_path / "x"), "--json", check=False)
        assert done.returncode == 1
        assert json.loads(done.stdout)["refused"]["code"] == code
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "x").exists()


def test_misuse_ends_with_2(own_program: Program):
    done = own_program.azukari("disclose", "--recipient", "kotori-mail", check=False)
    assert done.returncode == 2
    done = own_program.azukari(*ADDRESSES[:-1], "shoe-size", "--ground", "contract", check=False)
    assert done.returncode == 2
    assert "occupation" in done.stderr  # the categories that there are
    nowhere = own_program.azukari(*ADDRESSES, "--ground", "contract", check=False)
    assert (nowhere.returncode, "--out FILE" in nowhere.stderr) == (2, True)  # before anybody is looked at
    case = ("--case", "00000000-0000-4000-8000-000000000001")
    apart = own_program.azukari(*ADDRESSES, "--ground", "consent", *case, check=False)
    assert (apart.returncode, "law alone" in apart.stderr) == (2, True)
