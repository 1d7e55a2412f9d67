"""The whole life of somebody's data inside the wall: it is registered, written to and looked at, leaves for a recipient
by file and by webhook, is corrected, withdrawn and erased at home, with the recipient told each time; a witness watches
the ledger, and the operator makes a backup of what is left.

Run as a program of its own, since whoever is walled in does not come out again. Prints what it saw, as JSON.
"""

import json
import os
import re
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller

from tests.certificates import self_signed
from tests.disclosure.receiver import Receiver, receiving
from tests.live import Program, link_in
from tests.mailbox import Mailbox
from tests.network import wall
from tests.postgres import cluster, free_port
from tests.proofs.visitor import Visitor

_ADDRESS, _NEW_ADDRESS = "nami@example.org", "nami.new@example.org"
_VALUE = re.compile(r"/ja/me/value/[0-9a-f-]{36}")
_MEMBER = {
    "member_class": "regular",
    "name": "架空 なみ",
    "email": _ADDRESS,
    "postcode": "198-0172",
    "address": "東京都青梅市沢井2丁目34-5",
    "consent.magazine": True,
}
_LOOK = """
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.release import Reason, release
person = confirmed_person("nami@example.org")
desk = Actor(ActorKind.STAFF, "1", frozenset({"membership"}))
release([person], purpose="membership", categories=frozenset({Category.NAME}), actor=desk, reason=Reason.SERVICE,
        now=timezone.now())
"""
_ENGAGE = """
from tests.disclosure import office
office.engaged(now=timezone.now())
"""
_REACH = """
from tests.disclosure import office
from azukari.core.transfers.models import Channel, Recipient
from azukari.core.transfers.register import Reach, set_reach
r = Recipient.objects.get(slug="kotori-mail")
reach = Reach(channel=Channel.WEBHOOK, public_key=r.public_key, webhook_url="{url}")
set_reach("kotori-mail", reach, version=r.version, actor=office.ASKER, now=timezone.now())
office.approved(office.wish(), now=timezone.now())
"""


def _wait(what: str, until: Callable[[], Any]) -> Any:
    """The first thing that is not nothing; a slow machine has a minute and a half."""
    for _ in range(900):
        if found := until():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within a minute and a half.")


@contextmanager
def _mail(folder: Path) -> Iterator[Mailbox]:
    certificate, key = self_signed(folder)
    port, context = free_port(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    box = Mailbox(url=f"smtp+starttls://127.0.0.1:{port}", certificate=certificate)
    server = Controller(box, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def _letter(box: Mailbox, count: int, address: str = _ADDRESS) -> Any:
    """The ``count``-th mail that the member got."""
    return _wait(f"Mail {count}", lambda: box.to(address)[count - 1 : count])[0]


def _comes(program: Program, box: Mailbox) -> Visitor:
    """Register, confirm, be looked at, come in, take everything along."""
    visitor = Visitor(program.url)
    form = json.loads(visitor.get("/api/v1/forms/membership").text)
    notice = {"notice": form["notice"]["ja"]["digest"], "lang": "ja"}
    assert visitor.post_json("/api/v1/forms/membership/submissions", _MEMBER | notice).status == 202
    assert visitor.press(visitor.get(link_in(_letter(box, 1)))).status == 200
    _letter(box, 2)
    program.python(_LOOK + _ENGAGE)
    assert visitor.press(visitor.get("/ja/me"), "/ja/me", email=_ADDRESS).status == 200
    assert visitor.press(visitor.get(link_in(_letter(box, 3)))).status == 200
    assert visitor.press(visitor.get("/ja/me"), "archive.json").status == 200
    assert visitor.get("/ja/me/archive").status == 200
    for path in ("/ja/", "/en/contact", "/ja/privacy", "/ledger/", "/console/"):
        assert visitor.get(path).status == 200
    return visitor


def _goes(visitor: Visitor, box: Mailbox, receiver: Receiver) -> None:
    """Correct the name and the address, withdraw a consent, erase everything; and the recipient hears of it."""
    pages = [visitor.get(path) for path in dict.fromkeys(_VALUE.findall(visitor.get("/ja/me").text))]
    for field, new in (("name", "架空 なみこ"), ("email", _NEW_ADDRESS)):
        (page,) = [page for page in pages if f'name="{field}"' in page.text]
        assert "done=" in visitor.press(page, **{field: new}).url
    told = len(receiver.requests)
    assert visitor.press(visitor.get(link_in(_letter(box, 1, _NEW_ADDRESS)))).status == 200
    told = _is_told(receiver, told)
    assert visitor.press(visitor.get("/ja/me/withdraw/magazine")).status == 200
    told = _is_told(receiver, told)
    assert "/me/certificate/" in visitor.press(visitor.get("/ja/me/erase")).url
    _is_told(receiver, told)
    assert not _VALUE.search(visitor.get("/ja/me").text)


def _is_told(receiver: Receiver, before: int) -> int:
    """Wait for another instruction; returns how many posts there are now."""
    return _wait("An instruction", lambda: len(receiver.requests) > before and len(receiver.requests))


def _disclosures(program: Program, receiver: Receiver, folder: Path) -> None:
    """Once into a file, once to a webhook that the worker posts to."""
    asked = ["--recipient", "kotori-mail", "--purpose", "magazine", "--ground", "contract", "--categories", "email"]
    program.azukari("disclose", *asked, "--out", str(folder / "out.age"))
    assert (folder / "out.age").stat().st_size
    program.python(_REACH.format(url=receiver.url))
    _wait("The post", lambda: receiver.requests)


def _operator(program: Program, folder: Path) -> None:
    """A witness comes round, and a backup is made; the worker has done the rest meanwhile."""
    witness = ["--name", "witness.example.net", "--key", str(folder / "w.key"), "--state", str(folder / "w.json")]
    program.azukari("ledger", "witness", f"{program.url}/ledger/", *witness, "--once")
    program.azukari("backup", str(folder / "bundles"), "--make-key", str(folder / "operator.key"))


def main(folder: Path, engine: str) -> None:
    """Work, then print what was tried."""
    walled = wall.enclose()
    (folder / "hook").mkdir()
    heard, ears = folder / "heard.jsonl", Path(__file__).parent / "ears"
    with ExitStack() as inside:
        variables = inside.enter_context(cluster()) if engine == "postgresql" else {}
        box, receiver = inside.enter_context(_mail(folder)), inside.enter_context(receiving(folder / "hook"))
        trusted = folder / "trusted.pem"
        trusted.write_bytes(box.certificate.read_bytes() + receiver.certificate.read_bytes())
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AZUKARI_")}
        environment |= {"PYTHONPATH": f"{ears}:{os.environ.get('PYTHONPATH', '')}".rstrip(":")}
        environment |= {"AZUKARI_TEST_CONNECTIONS": str(heard), "SSL_CERT_FILE": str(trusted)}
        environment |= {"DJANGO_SETTINGS_MODULE": "azukari.site.settings"}
        environment |= {name: value for name, value in variables.items() if name == "AZUKARI_DATABASE"}
        program = Program(folder / "instance", f"http://127.0.0.1:{free_port()}", environment)
        program.azukari("init", str(program.root), "--fictional", "--base-url", program.url)
        with (program.root / "azukari.toml").open("a", encoding="utf-8") as file:
            file.write(f'smtp = "{box.url}"\nmail_operator = "own"\nwebhook_networks = ["127.0.0.0/8"]\n')
        program.azukari("policy", "publish")
        program.start()
        inside.callback(program.stop)
        visitor = _comes(program, box)
        _disclosures(program, receiver, folder)
        _goes(visitor, box, receiver)
        _operator(program, folder)
    told = {"walled": walled, "interfaces": wall.interfaces(), "turned_away": wall.turned_away() if walled else 0}
    channels = [["127.0.0.1", _port(url)] for url in (box.url, program.url)] + [["localhost", _port(receiver.url)]]
    lines = heard.read_text("utf-8").splitlines() if heard.exists() else []
    print(json.dumps(told | {"channels": channels, "heard": [json.loads(line) for line in lines]}))


def _port(url: str) -> int:
    return int(str(urlsplit(url).port))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
