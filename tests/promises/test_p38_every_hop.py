"""P38: encrypted on every hop (database, mail), and no personal data in addresses."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from azukari.core.mail.queue import send_due
from azukari.core.mail.transport import mailers
from azukari.demo.people import VISITORS, add_people
from azukari.lib.instance import Instance, InstanceError
from azukari.site.database import database


def _instance(tmp_path, **more):
    return Instance(root=tmp_path, **more)


def _ways(url: str, root: Path) -> dict[str, str]:
    """How the database is reached."""
    options = database(_instance(root), url)["OPTIONS"]
    return {name: value for name, value in options.items() if name.startswith("ssl")}


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_a_database_beyond_this_machine_is_not_reached_in_the_clear(mode, tmp_path):
    with pytest.raises(InstanceError, match="TLS"):
        database(_instance(tmp_path), f"postgresql://azukari:secret@db.example.org/azukari?sslmode={mode}")


def test_by_default_the_database_must_show_a_certificate_of_its_own_name(tmp_path):
    url = "postgresql://azukari:secret@db.example.org/azukari"
    assert _ways(url, tmp_path) == {"sslmode": "verify-full", "sslrootcert": "system"}


def test_an_own_authority_may_vouch_for_the_database(tmp_path):
    url = "postgresql://azukari:secret@db.example.org/azukari?sslmode=verify-ca&sslrootcert=/etc/azukari/root.pem"
    assert _ways(url, tmp_path) == {"sslmode": "verify-ca", "sslrootcert": "/etc/azukari/root.pem"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_on_this_machine_nothing_can_listen_in(host, tmp_path):
    assert _ways(f"postgresql://azukari:secret@{host}/azukari", tmp_path) == {}


@pytest.mark.parametrize(
    "url", ["mysql://a:b@db.example.org/c", "postgresql://db.example.org", "postgresql://db.example.org/a?host=b"]
)
def test_what_is_not_understood_is_refused(url, tmp_path):
    with pytest.raises(InstanceError):
        database(_instance(tmp_path), url)


def test_mail_beyond_this_machine_is_not_handed_over_in_the_clear(tmp_path):
    with pytest.raises(InstanceError, match="encrypted"):
        mailers(_instance(tmp_path, smtp="smtp://mail.example.org:25"))


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_mail_goes_by_tls(scheme, tmp_path):
    options = mailers(_instance(tmp_path, smtp=f"{scheme}://mail.example.org"))["default"]["OPTIONS"]
    assert options["use_tls"] != options["use_ssl"]


_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@pytest.mark.django_db(transaction=True)
def test_links_in_mail_carry_no_personal_data(charter, mailoutbox, now):
    add_people(charter, now=now)
    send_due(now)
    links = [unquote(link) for message in mailoutbox for link in _ADDRESS.findall(str(message.body))]
    assert links
    for visitor in VISITORS:
        for value in (visitor.mailbox, visitor.name, visitor.phone):
            assert not any(value in link for link in links)
