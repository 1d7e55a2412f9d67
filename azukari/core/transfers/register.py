"""The register follows the policy: whoever a charter names has a row, and a contract that it names has a draft (P02).

What the register adds is the contract's life: signatures, a document, being in force, suspended and ended. A recipient
that no ruling policy names keeps its row, for the record of what went there, and gets nothing more.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.hooks import Publication
from azukari.core.transfers.contracts import open_drafts
from azukari.core.transfers.events import RECIPIENT_CHANGED
from azukari.core.transfers.models import Channel, Contract, Recipient, Sort
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor, ActorKind, Policy
from azukari.policy.terms import Recipient as Entry

PROGRAM = Actor(ActorKind.SYSTEM, "register")


def hear(published: Publication) -> None:
    """A charter was published; in its transaction."""
    follow(current(), now=published.now)


def follow(charter: Current, *, now: datetime) -> None:
    """Bring the register in line with ``charter``, in the caller's transaction. Doing it twice is the same as once."""
    named = charter.policy.recipients
    Recipient.objects.bulk_create(
        [
            Recipient(
                slug=slug,
                sort=entry.kind.value,
                name=dict(entry.name),
                address=dict(entry.address),
                country=entry.country,
                published=True,
                created_at=now,
            )
            for slug, entry in named.items()
        ],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["sort", "name", "address", "country", "published"],
    )
    Recipient.objects.exclude(slug__in=named).update(published=False)
    known = set(Contract.objects.filter(recipient__in=named).values_list("recipient", "reference"))
    drafts = [draft for slug, entry in named.items() if (draft := _draft(slug, entry, charter.policy))]
    open_drafts(
        [draft for draft in drafts if (draft.recipient_id, draft.reference) not in known], actor=PROGRAM, now=now
    )


def _draft(slug: str, entry: Entry, policy: Policy) -> Contract | None:
    """A contract that the policy names begins as a draft: to count, it has to be shown."""
    published = entry.contract
    if published is None:
        return None
    return Contract(
        recipient_id=slug,
        reference=published.reference,
        service=dict(entry.service),
        purposes=" ".join(entry.purposes),
        categories=" ".join(sorted(entry.categories)),
        clauses=" ".join(c.slug for c in policy.confidentiality if c.slug in published.clauses),
        signed=published.signed,
        begins=published.begins,
        ends=published.ends,
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How a recipient is reached, and what people are told about it besides the policy's entry; the names are those of
    the columns.

    Args:
        public_key: ``age1...``; ``webhook_url``: https, for that channel.
        abroad: what a transfer to another country needs to say (APPI 28), by language.
    """

    channel: Channel
    public_key: str = ""
    webhook_url: str = ""
    representative: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_lang: str = "ja"
    abroad: dict[str, str] | None = None


def set_reach(slug: str, reach: Reach, *, version: int, actor: Actor, now: datetime) -> Recipient:
    """Enter how a recipient is reached.

    Args:
        version: of the row that the author saw.

    Raises:
        Recipient.DoesNotExist: there is no such recipient.
        StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        recipient = Recipient.objects.select_for_update().get(slug=slug)
        if recipient.version != version:
            raise StaleVersion
        values: dict[str, Any] = {**asdict(reach), "abroad": reach.abroad or {}, "version": version + 1}
        for name, value in values.items():
            setattr(recipient, name, value)
        recipient.save(update_fields=[*values])
        _record(recipient, actor, now)
    return recipient


def add_authority(
    slug: str, *, name: dict[str, str], address: dict[str, str], country: str, actor: Actor, now: datetime
) -> Recipient:
    """An authority, to which a case may be about. It needs no place in the policy: the law names it (P25).

    Raises:
        IntegrityError: the name is taken.
    """
    with transaction.atomic():
        recipient = Recipient.objects.create(
            slug=slug, sort=Sort.AUTHORITY, name=name, address=address, country=country, created_at=now
        )
        _record(recipient, actor, now)
    return recipient


def _record(recipient: Recipient, actor: Actor, now: datetime) -> None:
    record(done_by(actor, RECIPIENT_CHANGED, recipient=recipient.slug, channel=recipient.channel), now=now)
