"""Our own signatures, verified by dkimpy; and the key's way into the DNS."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace

import dkim as judge
import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage, mailers

from azukari.cli import mail as verb
from azukari.core.mail import dkim
from azukari.core.mail.dns_records import quoted
from azukari.lib.instance import InstanceError, load
from azukari.lib.mime_template import MimePart
from tests.disclosure.fixtures import readers_of
from tests.mailings.issue import TRICKY, mailing_to, send_all
from tests.mailings.sink import Sink

SELECTOR = "test1"


@pytest.fixture
def published(settings) -> Iterator[Callable[..., bytes]]:
    """Both keys are there, and in a DNS of the test's own."""
    settings.AZUKARI = replace(django_settings.AZUKARI, dkim_selector=SELECTOR)
    for algorithm in dkim.ALGORITHMS:
        dkim.make_key(SELECTOR, algorithm)
    records = {
        f"{dkim.name_of(SELECTOR, each)}._domainkey.example.org.": dkim.record(SELECTOR, each).encode()
        for each in dkim.ALGORITHMS
    }
    yield lambda name, timeout=5: records[name.decode()]
    for algorithm in dkim.ALGORITHMS:
        dkim.key_file(SELECTOR, algorithm).unlink()
    dkim._signer.cache_clear()


def _verified(content: bytes, dns: Callable[..., bytes]) -> list[bool]:
    """Each signature, by another hand."""
    message = judge.DKIM(content)
    return [_one(message, at, dns) for at in range(content.count(b"DKIM-Signature:"))]


def _one(message: judge.DKIM, at: int, dns: Callable[..., bytes]) -> bool:
    try:
        return bool(message.verify(at, dnsfunc=dns))
    except judge.ValidationError:
        return False


@pytest.mark.django_db
@pytest.mark.parametrize("personal", [True, False])
def test_a_mailing_is_signed_by_both_keys(server: Sink, moment, published, personal):
    mailing_to(readers_of(4), now=moment, personal=personal)
    send_all(moment)
    assert len(server.taken) == 4
    for _to, content in server.taken:
        assert _verified(content, published) == [True, True]
        assert TRICKY in server.read()[0]["Subject"] or "River" in server.read()[0]["Subject"]
    content = server.taken[0][1]
    for spoilt in (
        content.replace(b"Subject: ", b"Subject: x"),
        content[:-60] + b"x" + content[-59:],
        b"From: somebody@example.com\r\n" + content,
        b"List-Unsubscribe-Post: x\r\n" + content,
    ):
        assert not any(_verified(spoilt, published))


@pytest.mark.django_db
def test_a_letter_is_signed_too(server: Sink, published):
    mail = EmailMessage(f"川だより {TRICKY}", f"一行目 \n\n.\n{TRICKY}\n\n\n", "office@example.org", ["a@example.jp"])
    mailers.default.send_messages([mail])
    assert _verified(server.taken[0][1], published) == [True, True]


@pytest.mark.django_db
def test_a_key_that_is_named_and_not_there_lets_nothing_go(settings, server: Sink):
    settings.AZUKARI = replace(django_settings.AZUKARI, dkim_selector="lost")
    with pytest.raises(InstanceError, match="dkim-lost-rsa"):
        mailers.default.send_messages([EmailMessage("s", "t", "office@example.org", ["a@example.jp"])])
    assert not server.taken


def test_the_verb_makes_the_key_once_and_shows_the_records(published, capsys):
    arguments = Namespace(selector="", ed25519=False)
    assert verb.show_dkim(arguments) == 0
    shown = capsys.readouterr().out
    assert verb.show_dkim(arguments) == 0
    assert capsys.readouterr().out == shown
    assert f"{SELECTOR}._domainkey.example.org. IN TXT" in shown
    assert f"{SELECTOR}-ed25519._domainkey.example.org. IN TXT" in shown
    assert all(len(piece) <= 255 for piece in shown.split('"')[1::2])
    assert dkim.key_file(SELECTOR, "rsa").stat().st_mode & 0o077 == 0


def test_a_long_record_is_in_pieces():
    assert quoted("a" * 300) == f'"{"a" * 255}" "{"a" * 45}"'


@pytest.mark.parametrize("text", ["{{name}}様\n\nこんにちは", "Dear {{name}},\nhello", "こんにちは" * 50, ""])
def test_all_renderings_begin_alike(text):
    part = MimePart(text)
    for name in ("", "a", "髙橋"):
        assert b"".join(part.render({"name": name})).startswith(part.opening)


def test_a_selector_is_a_word(tmp_path):
    (tmp_path / "azukari.toml").write_text('dkim_selector = "../x"\n', "utf-8")
    with pytest.raises(InstanceError, match="dkim_selector"):
        load(tmp_path)
