"""Mail passes the gate as well: a mail server that somebody else operates is a recipient, and gets what an email needs
and nothing more (P29).

Who operates the server is a setting, since no program can tell: ``mail_operator`` in azukari.toml is ``own`` for a
server of the organisation's own, or the recipient's name in the register. On this machine nothing leaves, so nothing is
asked. What is not said is refused.
"""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.consent.covered import transferable
from azukari.core.ledger.events import Event
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import charters, current
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Channel, Recipient
from azukari.core.transfers.refusal import clause_of, refuse
from azukari.core.transfers.standing import contract_of, standing_of
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.suppression import suppressed_people
from azukari.core.vault.trail import record_present
from azukari.lib.network import is_loopback
from azukari.policy.disclose import MAILED, may_mail
from azukari.policy.disclose_words import told
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import POSTMAN, RESERVED_PURPOSES, Answer, Category, Verdict

OWN = "own"


def provider() -> str | None:
    """The recipient through whose server mail goes; None where it is our own; ``""`` where nobody has said."""
    smtp = settings.AZUKARI.smtp
    if not smtp or is_loopback(urlsplit(smtp).hostname or ""):
        return None
    operator: str = settings.AZUKARI.mail_operator
    return None if operator == OWN else operator


def may_send(purpose: str, categories: frozenset[Category], *, now: datetime) -> Verdict | None:
    """Whether mail for ``purpose`` may go through the provider now; None where there is no provider to ask about.

    Args:
        categories: what goes into the mail's head; a mail provider sees address and name.
    """
    policy, slug = current().policy, provider()
    if slug is None:
        return None
    if not slug:
        return told(policy, Answer.GAP, "disclose.no-mail-operator", "recipients")
    recipient = Recipient.objects.filter(slug=slug).first()
    if recipient is not None and recipient.channel != Channel.MAIL:
        clause = f"recipients.{slug}"
        name = policy.recipients[slug].name if slug in policy.recipients else slug
        return told(policy, Answer.NO, "disclose.not-a-mail-provider", clause, recipient=name)
    return may_mail(policy, recipient=slug, purpose=purpose, categories=categories, standing=standing_of(slug), now=now)


def pass_on(
    people: Collection[UUID],
    *,
    purpose: str,
    categories: frozenset[Category] = MAILED,
    now: datetime,
    recorded: bool = False,
) -> frozenset[UUID]:
    """Let mail to ``people`` leave, and record it on each one's trail; for many at once, in a fixed number of queries.

    Call it before the mail goes, and send to nobody else than it returns.

    Args:
        recorded: whether their trails say so already (`mail.blind`).

    Returns:
        those whose mail may leave; the suppressed are not among them, nor is whoever was never told of this provider
        and has not agreed to it (law 10).

    Raises:
        Refused: no mail for this purpose may leave. Recorded and committed first.
    """
    categories &= MAILED
    verdict = may_send(purpose, categories, now=now)
    if verdict is None:
        return frozenset(people)
    slug = provider() or ""
    if not verdict:
        wish = Demand(slug, purpose, categories, DisclosureGround.CONTRACT)
        refuse(verdict, wish=wish, actor=POSTMAN, now=now)
    going = list(people)
    if purpose not in RESERVED_PURPOSES:  # what people ask for themselves goes in any case
        silent = suppressed_people(people)
        going = _told_of(slug, [p for p in people if p not in silent], purpose, categories, now)
    return frozenset(going if recorded else _record(slug, purpose, categories, going, now))


def held_back(people: Collection[UUID], *, purpose: str, now: datetime) -> None:
    """Record that mail to ``people`` did not leave after all, because they are not to be written to: with as many
    entries as `pass_on`, so that the ledger does not tell which it was.
    """
    not_passed_on(people, purpose=purpose, categories=MAILED, code="mail.suppressed", now=now)


def not_passed_on(
    people: Collection[UUID], *, purpose: str, categories: frozenset[Category], code: str, now: datetime
) -> None:
    """Record that mail to ``people`` did not leave, which would have gone through the provider.

    Args:
        code: why, in a word.
    """
    handed = handing_over(purpose, categories)
    if handed and people:
        payload = {**handed, "code": code, "clause": f"recipients.{handed['recipient']}"}
        with transaction.atomic(durable=True):
            record_present([Event(TRANSFER_REFUSED, payload, person) for person in people], now=now)


def _told_of(slug: str, people: list[UUID], purpose: str, categories: frozenset[Category], now: datetime) -> list[UUID]:
    """Those whose grant was given under a policy that names this provider for that; the others' trails say that nothing
    went.
    """
    known = transferable(people, purpose=purpose, recipient=slug, charters=charters(), now=now)
    untold = [person for person in people if not categories <= known.get(person, frozenset())]
    if untold:
        not_passed_on(untold, purpose=purpose, categories=categories, code="use.not-agreed", now=now)
    return [person for person in people if person not in {*untold}]


def _record(slug: str, purpose: str, categories: frozenset[Category], people: list[UUID], now: datetime) -> set[UUID]:
    """Returns those who are still there: nothing goes to the others."""
    payload = _handed(Recipient.objects.get(slug=slug), purpose, categories)
    with transaction.atomic(durable=True):
        return record_present([Event(TRANSFER_MADE, payload, person) for person in people], now=now)


def handing_over(purpose: str, categories: frozenset[Category]) -> dict[str, Value] | None:
    """What the ledger says of a mail that goes through the provider; None where there is none, or none that we know."""
    recipient = Recipient.objects.filter(slug=slug).first() if (slug := provider()) else None
    return _handed(recipient, purpose, categories & MAILED) if recipient else None


def _handed(recipient: Recipient, purpose: str, categories: frozenset[Category]) -> dict[str, Value]:
    contract = contract_of(recipient.slug)
    payload: dict[str, Value] = {
        "actor": "worker",
        "recipient": recipient.slug,
        "country": recipient.country.lower(),
        "purpose": purpose,
        "ground": DisclosureGround.CONTRACT.value,
        "categories": sorted(categories),
        "charter": current().number,
        "channel": Channel.MAIL.value,
    }
    return payload | {"contract": str(contract.id)} if contract else payload


def complaint(now: datetime) -> str:
    """Why no mail can leave at all, in a sentence for the operator; empty if it can."""
    verdict = may_send("confirmation", frozenset({Category.EMAIL}), now=now)
    if verdict is None or verdict:
        return ""
    return f"{verdict.sentence.get('en', verdict.code)} {verdict.remedy.get('en', '')} [{clause_of(verdict)}]"
