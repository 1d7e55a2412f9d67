"""`azukari settings check` names each fault by a sentence of its own."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from azukari.cli.settings_faults import faults
from azukari.lib.instance import Tls
from tests import warm
from tests.certificates import self_signed
from tests.live import Program
from tests.postgres import free_port


@pytest.fixture
def instance(db, settings):
    """One that speaks TLS itself, beyond this machine, without a fault."""
    return replace(
        settings.AZUKARI, base_url="https://members.example.jp", sender="office@example.jp", trusted_proxy="127.0.0.1"
    )


def _said(instance) -> str:
    return "\n".join(faults(instance, network=True))


@pytest.fixture
def served(instance, tmp_path):
    """The same with a certificate that is in order."""
    return replace(instance, tls=Tls(*self_signed(tmp_path, "members.example.jp")))


def test_nothing_is_said_of_what_is_sound(served):
    assert _said(served) == ""


def test_a_key_of_another_certificate(served):
    other = ec.generate_private_key(ec.SECP256R1())
    served.tls.key.write_bytes(_pem(other, serialization.NoEncryption()))
    said = _said(served)
    assert f"The key {served.tls.key} belongs to another certificate than {served.tls.certificate}." in said
    assert "\n" not in said


def test_a_key_behind_a_password(served):
    locked = serialization.BestAvailableEncryption(b"word")
    served.tls.key.write_bytes(_pem(ec.generate_private_key(ec.SECP256R1()), locked))
    assert f"The key {served.tls.key} is locked by a password" in _said(served)


def test_files_that_hold_something_else(served):
    served.tls.key.write_text("nothing", "ascii")
    assert "holds no private key in PEM" in _said(served)
    served.tls.certificate.write_text("nothing", "ascii")
    assert "holds no certificate in PEM" in _said(served)
    served.tls.certificate.unlink()
    assert "cannot be read: No such file or directory." in _said(served)


def test_a_certificate_that_has_expired(instance, tmp_path):
    old = Tls(*self_signed(tmp_path, "members.example.jp", lasts=timedelta(hours=-1)))
    assert "has expired on 20" in _said(replace(instance, tls=old))


@pytest.mark.parametrize(
    ("named", "sound"),
    [
        ("members.example.jp", True),
        ("*.example.jp", True),
        ("Members.Example.jp", True),
        ("other.example.jp", False),
        ("*.jp", False),
        ("*.members.example.jp", False),
    ],
)
def test_a_certificate_for_other_names(named, sound, instance, tmp_path):
    said = _said(replace(instance, tls=Tls(*self_signed(tmp_path, named))))
    assert (said == "") is sound
    if not sound:
        assert "and base_url for members.example.jp." in said


@pytest.mark.parametrize("named", ["localhost", "proxy.example.jp", "127.0.0.1:80", "10.0.0.0/8"])
def test_a_proxy_that_is_no_address(named, instance):
    said = _said(replace(instance, trusted_proxy=named))
    assert said.startswith(f"trusted_proxy is {named}: it takes one IP address, such as 127.0.0.1")


def test_a_proxy_in_another_spelling(instance):
    said = _said(replace(instance, trusted_proxy="0:0:0:0:0:0:0:1"))
    assert said == "trusted_proxy is 0:0:0:0:0:0:0:1: write it as connections show it, ::1."


@pytest.mark.parametrize("sender", ["office", "Office <office@example.jp>", "office@", "", " office@example.jp"])
def test_a_sender_that_is_no_address(sender, instance):
    assert _said(replace(instance, sender=sender)).startswith(f"sender is {sender}: it takes an address alone")


def test_the_sender_of_the_example(instance):
    real = replace(instance, demo=False, fictional=False, smtp="smtp://127.0.0.1:25", sender="office@example.org")
    assert "sender is office@example.org, an address for examples." in _said(real)


def test_an_operator_of_mail_who_is_no_recipient(instance, charter):
    known = replace(instance, smtp="smtps://mail.example.jp", mail_operator="nobody-knows")
    said = _said(known)
    assert "mail_operator names nobody-knows, which is no recipient of the policy, so no mail leaves." in said
    assert "It takes: own, " in said
    for name in ("own", *charter.policy.recipients):
        assert "mail_operator" not in _said(replace(known, mail_operator=name))


def test_before_a_policy_rules_the_draft_is_asked(instance, tmp_path):
    known = replace(instance, root=tmp_path, smtp="smtps://mail.example.jp", mail_operator="nobody-knows")
    assert "mail_operator" not in _said(known), "There is no draft to ask."
    starter = Path(__file__).resolve().parents[2] / "azukari/policy/starter.yaml"
    (tmp_path / "policy.yaml").write_text(starter.read_text("utf-8"), "utf-8")
    assert "mail_operator names nobody-knows" in _said(known)


def _pem(key, lock) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


@pytest.fixture
def url(environment) -> str:
    if not environment.get("AZUKARI_DATABASE"):
        pytest.skip("SQLite has no server")
    return environment["AZUKARI_DATABASE"]


def _checked(program: Program, url: str) -> str:
    done = warm.run(
        "settings", "check", "--dir", str(program.root), environment={**program.environment, "AZUKARI_DATABASE": url}
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.postgresql
def test_three_faults_of_the_database_are_told_apart(own_program: Program, url: str):
    at = urlsplit(url)
    assert at.password
    away = url.replace(f":{at.port}/", f":{free_port()}/")
    said = [
        _checked(own_program, away),
        _checked(own_program, url.replace(at.password, "wr0ng")),
        _checked(own_program, url.replace(at.path, "/nowhere")),
    ]
    server = f"{at.hostname}:{at.port}"
    assert "cannot be reached. See that PostgreSQL runs there" in said[0]
    assert f"PostgreSQL at {server} answers, and does not let the user {at.username} in." in said[1]
    assert f"PostgreSQL at {server} knows user and password, and has no database nowhere" in said[2]
    assert f'CREATE DATABASE "nowhere" OWNER "{at.username}";' in said[2]
    for one in said:
        assert one.count("\n") == 1
        assert at.password not in one
        assert "wr0ng" not in one
