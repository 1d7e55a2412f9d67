"""What the demonstration hands on, and who may be registered twice: a contractor in good standing, a list that it got,
one that needs a second person, and pairs of registrations that look alike.
"""

import hashlib
from datetime import datetime, timedelta

from pyrage import x25519

from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.core.transfers import spool
from azukari.core.transfers.contracts import Details, Signature, describe, put_in_force, sign
from azukari.core.transfers.deliver import run
from azukari.core.transfers.disclose import Wish, approve, propose
from azukari.core.transfers.finish import fetch
from azukari.core.transfers.models import Channel, Contract, Recipient
from azukari.core.transfers.register import Reach, set_reach
from azukari.core.transfers.supervise import accept_guidelines, default_guidelines, publish_guidelines
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.demo.payments import PROVIDER
from azukari.demo.people import Visitor, fill_in
from azukari.policy.disclosure import DisclosureGround
from azukari.policy.terms import Actor, Category, FormKind

_COMPANY, _PURPOSE = "kotori-mail", "magazine"
_CATEGORIES = frozenset({Category.EMAIL, Category.NAME})
_IMPROVES = {"ja": "待たせずに届き、納められます。", "en": "Mail arrives, and dues are paid, without waiting."}


def _twice(name: str, kana: str, mailbox: str, phone: str) -> Visitor:
    address = "千葉県千葉市中央区中央0-2"
    return Visitor(name, kana, mailbox, "260-0013", address, phone)


_TWICE = (
    _twice("重根 一", "かさね はじめ", "kasane", "043-000-0111"),
    _twice("重根 一", "かさね はじめ", "h.kasane", "043-000-0111"),
    _twice("似野 双葉", "にの ふたば", "futaba", "043-000-0112"),
    _twice("似野 双葉", "にの ふたば", "futaba.nino", "043-000-0113"),
)
"""Who has registered a second time, from another address: with the same number, and with another."""


def add_recipients(charter: Current, *, now: datetime) -> None:
    """Have the contractor begin, send it one list, and ask for another."""
    company = Recipient.objects.filter(slug=_COMPANY).first()
    officer, deputy = (_staff(f"{who}@seoto.example.org") for who in ("privacy", "deputy"))
    if company is None or officer is None or deputy is None:
        return
    key = str(x25519.Identity.generate().to_public())
    set_reach(_COMPANY, Reach(channel=Channel.FILE, public_key=key), version=company.version, actor=officer, now=now)
    _begin(Contract.objects.get(recipient_id=_COMPANY), charter, officer, now)
    version = publish_guidelines(default_guidelines(), actor=officer, now=now)
    company.refresh_from_db()
    accept_guidelines(company, version.number, by="小鳥 翼 (Tsubasa Kotori)", method="link", now=now)
    provider = Recipient.objects.filter(slug=PROVIDER).first()
    if provider:
        _begin(Contract.objects.get(recipient=provider), charter, officer, now)
        accept_guidelines(provider, version.number, by="響 鳴海 (Narumi Hibiki)", method="link", now=now)
    wish = Wish(_COMPANY, _PURPOSE, _CATEGORIES, DisclosureGround.CONTRACT)
    asked, _seen = propose(wish, actor=officer, now=now)
    run(approve(asked.id, actor=deputy, now=now).id, clock=lambda: now + timedelta(seconds=1))
    propose(wish, actor=deputy, now=now)


def hand_over_signatures(recipient: str, purpose: str, *, now: datetime) -> None:
    """Have the names of signers who let it handed to their addressee, sealed."""
    found = Recipient.objects.filter(slug=recipient).first()
    officer, deputy = (_staff(f"{who}@seoto.example.org") for who in ("privacy", "deputy"))
    if found is None or officer is None or deputy is None:
        return
    key = str(x25519.Identity.generate().to_public())
    set_reach(recipient, Reach(channel=Channel.FILE, public_key=key), version=found.version, actor=officer, now=now)
    wish = Wish(recipient, purpose, frozenset({Category.NAME}), DisclosureGround.CONSENT)
    asked, _seen = propose(wish, actor=officer, now=now)
    run(approve(asked.id, actor=deputy, now=now).id, clock=lambda: now + timedelta(seconds=1))
    fetch(asked.id, actor=officer, now=now + timedelta(seconds=2))
    spool.remove(asked.id)


def _staff(email: str) -> Actor | None:
    found = User.objects.filter(email=email).first()
    return actor_of(found) if found else None


def _begin(contract: Contract, charter: Current, officer: Actor, now: datetime) -> None:
    policy = charter.policy
    details = Details(
        service=contract.service,
        improves=contract.improves or _IMPROVES,
        purposes=contract.purposes.split(),
        categories=contract.categories.split(),
        clauses=[clause.slug for clause in policy.confidentiality],
        begins=contract.begins,
        ends=contract.ends,
        review_months=12,
        subcontractors=[],
    )
    contract = describe(contract, details, version=contract.version, actor=officer, now=now)
    day = policy.organisation.day(now)
    paper = hashlib.sha256(b"The contract of a fictional company.").hexdigest()
    signature = Signature(day, "秋津 護 (Mamoru Akitsu)", "小鳥 翼 (Tsubasa Kotori)", paper)
    contract = sign(contract, signature, version=contract.version, actor=officer, now=now)
    put_in_force(contract, version=contract.version, actor=officer, now=now)


def add_duplicates(charter: Current, *, now: datetime) -> int:
    """Let two people register twice, and have them noticed; returns how many registrations there are."""
    form = next(iter(charter.policy.forms_of(FormKind.MEMBERSHIP)), None)
    if form is None:
        return 0
    came = now - timedelta(hours=2)
    made = [fill_in(who, form, charter, now=came + timedelta(minutes=9 * turn)) for turn, who in enumerate(_TWICE)]
    look_for_duplicates(now)
    return sum(submission is not None for submission in made)
