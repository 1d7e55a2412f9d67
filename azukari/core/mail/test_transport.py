"""Mail never leaves this machine unencrypted (P38)."""

from pathlib import Path

import pytest

from azukari.core.mail.transport import mailers
from azukari.lib.instance import Instance, InstanceError


def _options(smtp: str) -> dict[str, object]:
    return dict(mailers(Instance(root=Path("/nowhere"), smtp=smtp))["default"]["OPTIONS"])


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "[2001:db8::1]", "127.0.0.1.example.org"])
def test_plain_smtp_beyond_this_machine_is_refused(host):
    with pytest.raises(InstanceError, match="encrypted"):
        _options(f"smtp://{host}:25")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.9.1"])
def test_plain_smtp_on_this_machine_is_let_through(host):
    assert not _options(f"smtp://{host}:2525")["use_tls"]


def test_starttls_and_smtps_are_told_apart():
    starttls, smtps = _options("smtp+starttls://u:p@mail.example.org"), _options("smtps://u%40x:p%2F@mail.example.org")
    assert (starttls["use_tls"], starttls["use_ssl"], starttls["port"]) == (True, False, 587)
    assert (smtps["use_tls"], smtps["use_ssl"], smtps["port"]) == (False, True, 465)
    assert (smtps["username"], smtps["password"]) == ("u@x", "p/")


@pytest.mark.parametrize("smtp", ["mail.example.org", "http://mail.example.org", "smtps://", "smtp+tls://x"])
def test_what_is_not_understood_is_refused_in_words(smtp):
    with pytest.raises(InstanceError, match=r"Write smtp\+starttls"):
        _options(smtp)


@pytest.mark.parametrize(
    ("smtp", "reached"),
    [
        ("smtp://localhost", ("localhost", 25, "", "", False, False)),
        ("smtp+starttls://mail.example.org", ("mail.example.org", 587, "", "", True, False)),
        ("smtps://u:p@mail.example.org:4650", ("mail.example.org", 4650, "u", "p", False, True)),
    ],
)
def test_a_server_is_reached_where_and_as_it_was_written_and_for_a_minute_at_most(smtp, reached):
    instance = Instance(root=Path("/nowhere"), smtp=smtp)
    host, port, username, password, use_tls, use_ssl = reached
    options = {
        "host": host, "port": port, "username": username, "password": password, "use_tls": use_tls, "use_ssl": use_ssl,
        "timeout": 60,
    }  # fmt: skip
    assert mailers(instance) == {"default": {"BACKEND": "azukari.core.mail.smtp.EmailBackend", "OPTIONS": options}}


def test_without_a_server_mail_is_a_file_of_the_instance():
    options = {"folder": "/nowhere/outbox"}
    assert mailers(Instance(root=Path("/nowhere"))) == {
        "default": {"BACKEND": "azukari.core.mail.outbox.OutboxBackend", "OPTIONS": options}
    }
