"""A case: the law compels us, and we do exactly that (P25).

Open it with the demand as it stands; record the document when it is at hand; name the people; work out the least that
does; have two people of different duty say yes; inform the person, or write down which law forbids that and why. A yes
is to a document and to a scope: another of either undoes it, and nobody says it before both are there.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current, today
from azukari.core.transfers import step_words as words_of
from azukari.core.transfers.events import LEGAL_CASE_CHANGED
from azukari.core.transfers.models import CaseApproval, CasePerson, LegalCase, Recipient, TransferState
from azukari.core.transfers.refusal import refuse
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.decide import may_act
from azukari.policy.disclose import NOTHING, may_approve
from azukari.policy.disclosure import LEGAL_DUTY, Demand, DisclosureGround, Informing, RecipientStatus
from azukari.policy.terms import Act, Actor, ActorKind, Category, Policy, Verdict


@dataclass(frozen=True, slots=True)
class Demanded:
    """The demand.

    Args:
        compelled: whether the law obliges us to answer. A request that we may decline is declined.
        citation: the law and the article.
        document: SHA-256 of the order, hexadecimal; ``reference``: how the authority names it.
    """

    compelled: bool
    citation: str
    document: str
    reference: str
    categories: frozenset[Category]


def open_case(recipient: Recipient, demanded: Demanded, *, actor: Actor, now: datetime) -> LegalCase:
    """Enter a demand."""
    with transaction.atomic():
        case = LegalCase.objects.create(
            recipient=recipient,
            compelled=demanded.compelled,
            citation=demanded.citation,
            document_reference=demanded.reference,
            document_sha256=demanded.document,
            categories=_words(demanded.categories),
            opened_at=now,
            opened_by=actor_reference(actor),
        )
        _record(case, "opened", actor, now, **({"sha256": demanded.document} if demanded.document else {}))
    return case


@dataclass(frozen=True, slots=True)
class Papers:
    """What compels us, as it lies before us; the names are those of `Demanded`."""

    citation: str
    reference: str
    document: str


def record_document(case: UUID, papers: Papers, *, version: int, actor: Actor, now: datetime) -> LegalCase:
    """Enter the document of a case that was opened without it, or put another in its place.

    What was approved before has to be approved again. Nothing replaces the document on which something went out.

    Raises:
        InvalidTransition: the request is voluntary, nothing of it is new, something rests on the document before, or
            the case is closed.
        StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        if not row.compelled:
            raise InvalidTransition("case.voluntary", words_of.VOLUNTARY)
        if not papers.document or papers == Papers(row.citation, row.document_reference, row.document_sha256):
            raise InvalidTransition("case.same-document", words_of.SAME)
        if (
            row.document_sha256
            and row.transfers.exclude(state__in=(TransferState.PROPOSED, TransferState.DECLINED)).exists()
        ):
            raise InvalidTransition("case.document-used", words_of.USED)
        row.approvals.all().delete()
        row.citation, row.document_reference, row.document_sha256 = papers.citation, papers.reference, papers.document
        _save(row, "citation", "document_reference", "document_sha256")
        _record(row, "documented", actor, now, sha256=papers.document)
    return row


def same_document(case: LegalCase) -> list[LegalCase]:
    """Other cases that rest on the same document, oldest first."""
    if not case.document_sha256:
        return []
    rows = LegalCase.objects.filter(document_sha256=case.document_sha256)
    return list(rows.exclude(id=case.id).select_related("recipient").order_by("opened_at", "id"))


def missing(case: LegalCase, *, now: datetime) -> Verdict | None:
    """What has to be there before anybody can approve it; None if all is."""
    return may_approve(current().policy, RecipientStatus(case=case.state()), now=now)


def scope(
    case: UUID, *, people: Collection[UUID], minimum: frozenset[Category], version: int, actor: Actor, now: datetime
) -> LegalCase:
    """Name the people, and the least that does. What was approved before has to be approved again.

    Raises:
        InvalidTransition: somebody is not known, the least is more than was demanded, or the case is closed.
        StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        if minimum - {Category(c) for c in row.categories.split()}:
            raise InvalidTransition("case.more-than-demanded", words_of.MORE)
        known = set(Person.objects.filter(id__in=people).values_list("id", flat=True))
        if set(people) - known:
            raise InvalidTransition("case.unknown-person", words_of.UNKNOWN)
        row.people.all().delete()
        CasePerson.objects.bulk_create(CasePerson(case=row, person_id=person) for person in sorted(known))
        row.approvals.all().delete()
        row.minimum = _words(minimum)
        _save(row, "minimum")
        _record(row, "scoped", actor, now)
    return row


def inform(case: UUID, *, prohibition: str, version: int, actor: Actor, now: datetime) -> LegalCase:
    """The people were informed today; or, with ``prohibition``, the law forbids it, and this says which and why.

    Raises:
        InvalidTransition: the case is closed. StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        row.informing = Informing.FORBIDDEN if prohibition else Informing.INFORMED
        row.prohibition, row.informed_on = prohibition, None if prohibition else today(now)
        _save(row, "informing", "prohibition", "informed_on")
        _record(row, "not-informed" if prohibition else "informed", actor, now)
    return row


def approve_case(case: UUID, *, duty: str, version: int, actor: Actor, now: datetime) -> LegalCase:
    """One of the two yeses, for a duty that ``actor`` holds and that may approve disclosures.

    Raises:
        Refused: the document or the scope is not there yet. Recorded and committed first.
        InvalidTransition: they approved already, somebody of that duty did, the duty is not theirs, or it is
            closed.
        StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        lacking = missing(row, now=now)
        if lacking is None:
            _approve(row, duty, actor, now)
    if lacking is not None:
        refuse(lacking, wish=Demand(row.recipient_id, LEGAL_DUTY, NOTHING, DisclosureGround.LAW), actor=actor, now=now)
    return row


def _approve(row: LegalCase, duty: str, actor: Actor, now: datetime) -> None:
    if actor.kind is not ActorKind.STAFF or duty not in approving(current().policy, actor):
        raise InvalidTransition("case.not-your-duty", words_of.NOT_YOURS)
    said = list(row.approvals.values_list("staff", "duty"))
    if any(str(staff) == actor.reference or other == duty for staff, other in said):
        raise InvalidTransition("case.approved-before", words_of.BEFORE)
    CaseApproval.objects.create(case=row, staff=actor.reference, duty=duty, at=now)
    _record(row, "approved", actor, now, approver=actor.reference, duty=duty)


def approving(policy: Policy, actor: Actor) -> list[str]:
    """Those of the actor's duties that may approve a disclosure."""
    alone = {slug: replace(actor, duties=frozenset({slug})) for slug in sorted(actor.duties)}
    return [slug for slug, of_one_duty in alone.items() if may_act(policy, Act.APPROVE_DISCLOSURE, of_one_duty)]


def close(case: UUID, *, version: int, actor: Actor, now: datetime) -> LegalCase:
    """Nothing goes out under it any more.

    Raises:
        InvalidTransition: it is closed already. StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        row.closed_at = now
        _save(row, "closed_at")
        _record(row, "closed", actor, now)
    return row


def _locked(case: UUID, version: int) -> LegalCase:
    row = LegalCase.objects.select_for_update().get(id=case)
    if row.version != version:
        raise StaleVersion
    if row.closed_at is not None:
        raise InvalidTransition("case.closed", words_of.CLOSED)
    return row


def _save(row: LegalCase, *names: str) -> None:
    """Save what was changed under the lock, as the next version."""
    row.version += 1
    row.save(update_fields=[*names, "version"])


def _words(categories: Collection[Category]) -> str:
    return " ".join(sorted(categories))


def _record(case: LegalCase, state: str, actor: Actor, now: datetime, **more: str) -> None:
    event = done_by(actor, LEGAL_CASE_CHANGED, case=case.id, recipient=case.recipient_id, state=state, **more)
    record(event, now=now)
