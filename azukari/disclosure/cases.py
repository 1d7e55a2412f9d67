"""A case: the law compels us, and we do exactly that (P25).

Open it with the demand as it stands; name the people; work out the least that does; have two people of different duty
say yes; inform the person, or write down which law forbids that and why. A new scope undoes what was approved before.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.charter.current import current
from azukari.disclosure.contracts import today
from azukari.disclosure.models import CaseApproval, CasePerson, LegalCase, Recipient
from azukari.disclosure.trouble import NotNow, Overtaken
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.ledger.record import record
from azukari.people.models import Person
from azukari.policy.decide import may_act
from azukari.policy.disclosure import Informing
from azukari.policy.finding import both
from azukari.policy.terms import Act, Actor, ActorKind, Category, Policy, Text


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
        _record(case, "opened", actor, now)
    return case


def scope(
    case: UUID, *, people: Collection[UUID], minimum: frozenset[Category], version: int, actor: Actor, now: datetime
) -> LegalCase:
    """Name the people, and the least that does. What was approved before has to be approved again.

    Raises:
        NotNow: somebody is not known, the least is more than was demanded, or the case is closed.
        Overtaken: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        if minimum - {Category(c) for c in row.categories.split()}:
            raise NotNow("case.more-than-demanded", _MORE)
        known = set(Person.objects.filter(id__in=people).values_list("id", flat=True))
        if set(people) - known:
            raise NotNow("case.unknown-person", UNKNOWN)
        row.people.all().delete()
        CasePerson.objects.bulk_create(CasePerson(case=row, person_id=person) for person in sorted(known))
        row.approvals.all().delete()
        row.minimum, row.version = _words(minimum), row.version + 1
        row.save(update_fields=["minimum", "version"])
        _record(row, "scoped", actor, now)
    return row


def inform(case: UUID, *, prohibition: str, version: int, actor: Actor, now: datetime) -> LegalCase:
    """The people were informed today; or, with ``prohibition``, the law forbids it, and this says which and why.

    Raises:
        NotNow: the case is closed. Overtaken: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        row.informing = Informing.FORBIDDEN if prohibition else Informing.INFORMED
        row.prohibition, row.informed_on = prohibition, None if prohibition else today(now)
        row.version += 1
        row.save(update_fields=["informing", "prohibition", "informed_on", "version"])
        _record(row, "not-informed" if prohibition else "informed", actor, now)
    return row


def approve_case(case: UUID, *, duty: str, version: int, actor: Actor, now: datetime) -> LegalCase:
    """One of the two yeses, for a duty that ``actor`` holds and that may approve disclosures.

    Raises:
        NotNow: they approved already, somebody of that duty did, the duty is not theirs, or the case is closed.
        Overtaken: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        if actor.kind is not ActorKind.STAFF or duty not in approving(current().policy, actor):
            raise NotNow("case.not-your-duty", _NOT_YOURS)
        said = list(row.approvals.values_list("staff", "duty"))
        if any(str(staff) == actor.reference or other == duty for staff, other in said):
            raise NotNow("case.approved-before", _BEFORE)
        CaseApproval.objects.create(case=row, staff=actor.reference, duty=duty, at=now)
        _record(row, "approved", actor, now, approver=actor.reference, duty=duty)
    return row


def approving(policy: Policy, actor: Actor) -> list[str]:
    """Those of the actor's duties that may approve a disclosure."""
    held = [slug for slug in sorted(actor.duties) if slug in policy.duties]
    return [slug for slug in held if may_act(policy, Act.APPROVE_DISCLOSURE, _only(actor, slug))]


def _only(actor: Actor, duty: str) -> Actor:
    return replace(actor, duties=frozenset({duty}))


def close(case: UUID, *, version: int, actor: Actor, now: datetime) -> LegalCase:
    """Nothing goes out under it any more.

    Raises:
        NotNow: it is closed already. Overtaken: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(case, version)
        row.closed_at, row.version = now, row.version + 1
        row.save(update_fields=["closed_at", "version"])
        _record(row, "closed", actor, now)
    return row


def _locked(case: UUID, version: int) -> LegalCase:
    row = LegalCase.objects.select_for_update().get(id=case)
    if row.version != version:
        raise Overtaken
    if row.closed_at is not None:
        raise NotNow("case.closed", _CLOSED)
    return row


def _words(categories: Collection[Category]) -> str:
    return " ".join(sorted(categories))


def _record(case: LegalCase, state: str, actor: Actor, now: datetime, **more: str) -> None:
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "case": str(case.id),
        "recipient": case.recipient_id,
        "state": state,
        **more,
    }
    record(Event(Kind.LEGAL_CASE_CHANGED, payload), now=now)


_MORE: Text = both(
    "求められた項目より広くなっています。求められた項目の中から選んでください。",
    "That is more than was demanded. Choose among the categories of the demand.",
)
UNKNOWN: Text = both(
    "対象の中に、記録のない方がいます。番号を確かめてください。",
    "One of these people is not known here. Check the numbers.",
)
_NOT_YOURS: Text = both(
    "その担当として承認することはできません。承認できる担当を選んでください。",
    "You cannot approve for that duty. Choose a duty of yours that may approve disclosures.",
)
_BEFORE: Text = both(
    "承認は、担当の異なる二人がそれぞれ一度だけ行います。別の担当の職員に頼んでください。",
    "Two people of different duty approve once each. Ask somebody of another duty.",
)
_CLOSED: Text = both(
    "この案件は終わっています。新しい求めには、新しい案件を開いてください。",
    "This case is closed. Open a new one for a new demand.",
)
PROHIBITION: Text = both(
    "知らせることを禁じている法令と、その理由を書いてください。",
    "Write which law forbids telling them, and why.",
)
