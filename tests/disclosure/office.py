"""The privacy department at work: a contractor in good standing, its key, and the standard tool to open with."""

import hashlib
import json
import subprocess
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import FilePayload
from pyrage import x25519

from azukari.core.policy_versions.current import current
from azukari.core.transfers import spool
from azukari.core.transfers.contracts import Details, Signature, describe, put_in_force, sign
from azukari.core.transfers.deliver import run
from azukari.core.transfers.disclose import Wish, approve, propose
from azukari.core.transfers.finish import fetch
from azukari.core.transfers.models import Channel, Contract, GuidelinesVersion, Recipient, Transfer, TransferState
from azukari.core.transfers.register import Reach, set_reach
from azukari.core.transfers.supervise import accept_guidelines, default_guidelines, publish_guidelines
from azukari.policy.terms import Actor, ActorKind, Category

__all__ = ["Actor", "ActorKind", "Category", "fetch", "propose", "put_in_force", "run"]  # what tests call by way of it

KOTORI = "kotori-mail"
ASKER = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000001", frozenset({"privacy"}))
SECOND = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000002", frozenset({"privacy"}))
PAPER = b"%PDF-1.7 The order of a fictional court."
DOCUMENT = hashlib.sha256(PAPER).hexdigest()
EMAIL = frozenset({Category.EMAIL})


@dataclass(frozen=True, slots=True)
class Company:
    """A recipient, and what only the recipient has."""

    slug: str
    identity: str  # AGE-SECRET-KEY-1..., which never comes near us

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(recipient_id=self.slug)

    @property
    def recipient(self) -> Recipient:
        return Recipient.objects.get(slug=self.slug)


def paper(content: bytes = PAPER) -> SimpleUploadedFile:
    """A document as a browser posts it."""
    return SimpleUploadedFile("order.pdf", content, "application/pdf")


def file_of(content: bytes) -> FilePayload:
    """A document as somebody chooses it in a browser."""
    return {"name": "order.pdf", "mimeType": "application/pdf", "buffer": content}


def keyed(slug: str, *, now: datetime, channel: Channel = Channel.FILE, url: str = "") -> Company:
    """A recipient of the register whose key and channel are known."""
    identity = x25519.Identity.generate()
    recipient = Recipient.objects.get(slug=slug)
    reach = Reach(channel=channel, public_key=str(identity.to_public()), webhook_url=url)
    set_reach(slug, reach, version=recipient.version, actor=ASKER, now=now)
    return Company(slug, str(identity))


def engaged(
    *,
    now: datetime,
    slug: str = KOTORI,
    purposes: Collection[str] = ("magazine", "campaign-updates"),
    categories: Collection[str] = ("email", "name"),
    ends: date | None = None,
    channel: Channel = Channel.FILE,
    url: str = "",
) -> Company:
    """A contractor as it should be: signed, in force, a review planned, the guidelines accepted."""
    company = keyed(slug, now=now, channel=channel, url=url)
    contract = company.contract
    details = Details(
        service=contract.service,
        improves={"ja": "たくさんのメールが遅れなく届きます。", "en": "A large mailing arrives on time."},
        purposes=purposes,
        categories=categories,
        clauses=[clause.slug for clause in current().policy.confidentiality],
        begins=contract.begins,
        ends=ends or contract.ends,
        review_months=12,
        subcontractors=[],
    )
    contract = describe(contract, details, version=contract.version, actor=ASKER, now=now)
    signature = Signature(date(2026, 3, 16), "Mamoru Akitsu", "Tsubame Kotori", DOCUMENT)
    contract = sign(contract, signature, version=contract.version, actor=ASKER, now=now)
    put_in_force(contract, version=contract.version, actor=ASKER, now=now)
    guide(company.recipient, now=now)
    return company


def guide(recipient: Recipient, *, now: datetime) -> None:
    """Publish the guidelines unless they are, and have ``recipient`` accept them."""
    newest = GuidelinesVersion.objects.order_by("-number").first()
    version = newest or publish_guidelines(default_guidelines(), actor=ASKER, now=now)
    accept_guidelines(recipient, version.number, by="Tsubame Kotori", method="link", now=now)


def wish(recipient: str = KOTORI, **changes: Any) -> Wish:
    """The magazine's addresses for the mail company, unless said otherwise."""
    return Wish(**{"recipient": recipient, "purpose": "magazine", "categories": EMAIL, "ground": "contract", **changes})


def approved(wanted: Wish, *, now: datetime) -> Transfer:
    """Proposed by one, approved by another."""
    transfer, _seen = propose(wanted, actor=ASKER, now=now)
    return approve(transfer.id, actor=SECOND, now=now)


def carried(wanted: Wish, *, now: datetime, clock: Callable[[], datetime] | None = None) -> Transfer:
    """The whole way, up to the sealed file."""
    return run(approved(wanted, now=now).id, clock=clock or (lambda: now + timedelta(seconds=1)))


def opened(transfer: Transfer, company: Company, folder: Path, *, now: datetime) -> list[dict[str, Any]]:
    """Fetch the file and open it with Debian's ``age`` and the recipient's own key."""
    path = fetch(transfer.id, actor=ASKER, now=now)
    told = unsealed(path.read_bytes(), company, folder)
    spool.remove(transfer.id)
    return told


def unsealed(data: bytes, company: Company, folder: Path) -> list[dict[str, Any]]:
    """What the standard tool makes of it."""
    key, sealed = folder / "recipient.key", folder / "received.age"
    key.write_text(company.identity + "\n", "ascii")
    sealed.write_bytes(data)
    plain = subprocess.run(["age", "--decrypt", "--identity", key, sealed], capture_output=True, check=True)
    return [json.loads(line) for line in plain.stdout.splitlines()]


def people_in(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in told if "person" in line]


def delivered(transfer: Transfer) -> bool:
    return Transfer.objects.get(id=transfer.id).state == TransferState.DELIVERED
