"""`azukari doctor mail`: what the world sees, asked of a DNS server of the test's own."""

import socketserver
import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from django.conf import settings as django_settings

from azukari.cli import doctor
from azukari.cli import mail as verb
from azukari.core.mail import dkim, dns_records
from azukari.core.mail.dns_records import look, quoted
from azukari.lib.dns import Dns
from azukari.lib.instance import Incoming
from azukari.lib.verb import Misuse, Refusal
from tests.mailings.sink import Sink

SELECTOR = "world1"
ZONE = """
example.org. SOA ns.example.org. office.example.org. 1 1 1 1 1
example.org. MX 10 mail.example.org.
mail.example.org. A 192.0.2.25
25.2.0.192.in-addr.arpa. PTR mail.example.org.
example.org. TXT "v=spf1 mx include:spf.example.net ~all"
spf.example.net. TXT "v=spf1 ip4:198.51.100.0/24 -all"
_dmarc.example.org. TXT "v=DMARC1; p=reject"
"""


class _Server(socketserver.UDPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.zone = ""
        self.answers = True

    @property
    def at(self) -> tuple[str, int]:
        return "127.0.0.1", self.server_address[1]


class _Asked(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        raw, sock = self.request
        asked = dns.message.from_wire(raw)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.AA
        name, kind = asked.question[0].name.to_text(), dns.rdatatype.to_text(asked.question[0].rdtype)
        lines = [line.split(" ", 2) for line in self.server.zone.strip().splitlines()]
        if not self.server.answers:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif not any(owner.lower() == name.lower() for owner, _, _ in lines):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for owner, of, rest in lines if self.server.answers else []:
            if (owner.lower(), of) == (name.lower(), kind):
                answer.answer.append(dns.rrset.from_text(owner, 60, "IN", of, rest))
        sock.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def world(settings) -> Iterator[_Server]:
    """All is published as it should be."""
    settings.AZUKARI = replace(
        django_settings.AZUKARI,
        dkim_selector=SELECTOR,
        smtp="smtp+starttls://mail.example.org:587",
        mail_operator="own",
        incoming=Incoming(return_path="bounces@example.org"),
    )
    dkim.make_key(SELECTOR, "rsa")
    with _Server() as server:
        server.zone = f"{ZONE}{SELECTOR}._domainkey.example.org. TXT {quoted(dkim.record(SELECTOR, 'rsa'))}\n"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    dkim.key_file(SELECTOR, "rsa").unlink()
    dkim._signer.cache_clear()


def _seen(server: _Server) -> dict[str, str]:
    return {one.name: one.standing.value for one in look(Dns(server.at))}


_ALL = {"SPF": "fine", "DKIM": "fine", "DMARC": "fine", "MTA-STS": "advice", "PTR": "fine"}


def test_all_is_fine(world: _Server):
    assert _seen(world) == _ALL


@pytest.mark.parametrize(
    ("line", "instead", "name", "standing"),
    [
        ('example.org. TXT "v=spf1', 'other.example. TXT "v=spf1', "SPF", "missing"),
        ("~all", "+all", "SPF", "wrong"),
        ('"v=spf1 mx ', '"v=spf1 ', "SPF", "wrong"),
        ("include:spf.example.net", "include:none.example.net", "SPF", "wrong"),
        ("include:spf.example.net", "a a a a a a a a a a", "SPF", "wrong"),
        ("include:spf.example.net", "include:example.org", "SPF", "wrong"),
        ('spf.example.net. TXT', 'example.org. TXT "v=spf1 -all"\nspf.example.net. TXT', "SPF", "wrong"),
        ("mx include", "ip4:192.0.2.0/24 include", "SPF", "fine"),
        ("mx include", "-mx include", "SPF", "wrong"),
        ("_domainkey", "_other", "DKIM", "missing"),
        ("k=rsa; p=MI", "k=rsa; p=AA", "DKIM", "wrong"),
        ("_dmarc.", "_other.", "DMARC", "missing"),
        ("p=reject", "x=reject", "DMARC", "wrong"),
        ("p=reject", "p=none", "DMARC", "fine"),
        ("25.2.0.192", "26.2.0.192", "PTR", "missing"),
        ("PTR mail.example.org", "PTR cloud.example.com", "PTR", "wrong"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_said(world: _Server, line, instead, name, standing):
    assert line in world.zone
    world.zone = world.zone.replace(line, instead, 1)
    assert _seen(world)[name] == standing


def test_whatever_is_missing_can_be_published_as_it_is_shown(world: _Server):
    world.zone = "\n".join(line for line in world.zone.splitlines() if " TXT " not in line)
    told = {one.name: one.publish for one in look(Dns(world.at))}
    world.zone += "".join(f"\n{told[name].replace(' IN ', ' ')}" for name in ("SPF", "DKIM", "DMARC"))
    assert _seen(world) == _ALL


def test_nothing_is_fine_without_a_network(world: _Server, monkeypatch, capsys):
    world.answers = False
    assert {*_seen(world).values()} == {"unknown"}
    world.answers, world.zone = True, ""
    assert {*_seen(world).values()} == {"unknown"}
    monkeypatch.setattr(doctor, "Dns", lambda: Dns(world.at))
    assert doctor.run(Namespace(part="mail", json=False)) == 1
    assert "fine" not in capsys.readouterr().out
    monkeypatch.setattr("azukari.lib.dns.SECONDS", 0.1)
    assert {one.standing.value for one in look(Dns(("127.0.0.1", 1)))} == {"unknown"}


def test_the_verb_ends_well_when_all_is_well(world: _Server, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "Dns", lambda: Dns(world.at))
    assert doctor.run(Namespace(part="mail", json=True)) == 0
    assert '"fine"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "body", "standing"), [(200, b"version: STSv1\nmode: enforce\n", "fine"), (404, b"", "wrong")]
)
def test_a_policy_of_mta_sts_is_fetched(world: _Server, monkeypatch, status, body, standing):
    world.zone += '_mta-sts.example.org. TXT "v=STSv1; id=7"\n'
    monkeypatch.setattr(
        dns_records, "exchange", lambda *_args, **_more: type("R", (), {"status": status, "body": body})
    )
    assert _seen(world)["MTA-STS"] == standing


@pytest.mark.django_db
def test_a_test_mail_goes_to_the_address_alone(server: Sink, moment, capsys, monkeypatch):
    namespace = Namespace
    assert verb.send_trial(namespace(address="mine@example.jp")) == 0
    assert [*server.to()] == ["mine@example.jp"]
    with pytest.raises(Misuse):
        verb.send_trial(namespace(address="nobody"))
    server.behave = lambda verb, rest: "550 5.7.1 mine@example.jp" if verb == "RCPT" else ""
    with pytest.raises(Refusal) as refused:
        verb.send_trial(namespace(address="mine@example.jp"))
    assert "mine" not in str(refused.value)
    monkeypatch.setattr("azukari.core.mail.trial.complaint", lambda now: "No contract.")
    with pytest.raises(Refusal, match="No contract"):
        verb.send_trial(namespace(address="mine@example.jp"))
