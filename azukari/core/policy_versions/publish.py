"""Publishing: a document becomes charter N, with every form's notice, in one transaction, or nothing happens at all.

From then on it rules: forms, notices, vault and policy page all read it, so that the page and what is enforced cannot
be changed apart (P02).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from azukari.both_languages import BothLanguages
from azukari.core.ledger.events import Event, actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Current, ruling_charter
from azukari.core.policy_versions.events import CHARTER_APPROVED, CHARTER_PUBLISHED, CHARTER_REFUSED, EXCEPTION_APPROVED
from azukari.core.policy_versions.hooks import Publication, on_published
from azukari.core.policy_versions.models import Charter, Notice
from azukari.core.policy_versions.notice import notice_of
from azukari.core.policy_versions.sound import findings
from azukari.policy.change import Change
from azukari.policy.check import errors
from azukari.policy.diff import SecondPerson, diff, second_person, widens_existing
from azukari.policy.finding import Finding
from azukari.policy.parse import canonical, parse
from azukari.policy.terms import Actor, ActorKind, Policy, Text


class PublicationRefused(Exception):
    """The document does not become a charter; nothing was stored but the refusal itself, in the ledger.

    Args:
        code: a key of `SENTENCES`, or the code of a verdict.
        findings: what the check found, where that is the reason.
        sentence: why, and what to do, where the code has no sentence of its own.
    """

    def __init__(self, code: str, findings: tuple[Finding, ...] = (), *, sentence: Text | None = None) -> None:
        self.code, self.findings = code, findings
        self.sentence = sentence or SENTENCES[code]
        super().__init__(self.sentence["en"])


def publish(
    document_text: str,
    *,
    actor: Actor,
    now: datetime,
    approver: Actor | None = None,
    based_on: int | None = None,
    ask: bool = False,
    also: Callable[[], object] = lambda: None,
    file: str = "policy",
) -> Charter:
    """Make a policy document the charter that rules.

    Args:
        document_text: the policy, as YAML or JSON.
        actor: who publishes.
        now: the moment of publication.
        approver: a second member of staff, needed for exceptional purposes, for a purpose that is worded anew, and
            where the use of existing data widens (P12, P13; law 10). The caller knows that they approved.
        based_on: the number of the charter that the author has compared with, 0 for none; if given, a publication in
            between is refused as overtaken.
        ask: whether the people are asked to whose data more is done; without it, such a policy is refused.
        also: what else belongs to the transaction of the publication; if it raises, nothing is published.
        file: the document's name, for errors.

    Raises:
        PolicyError: the document is not well-formed.
        PublicationRefused: it is not sound, changes nothing, lacks its second person, would ask people unasked, or was
            overtaken.
    """
    policy = parse(document_text, file=file)
    try:
        decided = examine(policy, actor=actor, approver=approver, based_on=based_on, ask=ask)
        return _store(decided, actor=actor, approver=approver, also=also, now=now)
    except PublicationRefused as refusal:
        record_refusal(refusal.code, actor=actor, now=now)
        raise


def record_refusal(code: str, *, actor: Actor, now: datetime) -> None:
    """Commit that somebody was refused (law 5)."""
    with transaction.atomic(durable=True):
        record(done_by(actor, CHARTER_REFUSED, code=code), now=now)


@dataclass(frozen=True, slots=True)
class Publishable:
    """A policy that may become a charter, and what it takes the place of."""

    policy: Policy
    ruling: Current | None
    changes: tuple[Change, ...]
    second: SecondPerson


def examine(policy: Policy, *, actor: Actor, approver: Actor | None, based_on: int | None, ask: bool) -> Publishable:
    """Whether `publish` would go through now; nothing is changed or recorded.

    Raises:
        PublicationRefused: it would not.
    """
    if found := errors(findings(policy)):
        raise PublicationRefused("publish.unsound", found)
    ruling = ruling_charter()
    if based_on is not None and based_on != (ruling.number if ruling else 0):
        raise PublicationRefused("publish.overtaken")
    changes = diff(ruling.policy, policy) if ruling else ()
    if ruling and not changes:
        raise PublicationRefused("publish.unchanged")
    second = second_person(ruling.policy if ruling else None, policy)
    if second and not (approver and approver.kind is ActorKind.STAFF and approver.reference != actor.reference):
        raise PublicationRefused("publish.second-person")
    if widens_existing(changes) and not ask:
        raise PublicationRefused("publish.asks-again")
    return Publishable(policy, ruling, changes, second)


def _store(
    decided: Publishable, *, actor: Actor, approver: Actor | None, also: Callable[[], object], now: datetime
) -> Charter:
    document = canonical(decided.policy)
    number = decided.ruling.number + 1 if decided.ruling else 1
    charter = Charter(
        number=number,
        document=document,
        digest=sha256(document.encode()).hexdigest(),
        published_at=now,
        published_by=actor_reference(actor),
        approved_by=actor_reference(approver) if approver and decided.second else "",
        changes=[change.as_json() for change in decided.changes],
    )
    made, policy = Current(number, decided.policy, charter.digest), decided.policy
    notices = [notice_of(made, form, lang) for form in policy.forms for lang in policy.languages]
    try:
        with transaction.atomic(durable=True):
            charter.save(force_insert=True)
            Notice.objects.bulk_create(
                Notice(digest=n.digest, charter_id=n.charter, form=n.form, lang=n.lang, text=n.text) for n in notices
            )
            _record(charter, decided.second, actor=actor, approver=approver, now=now)
            on_published.tell(Publication(charter, widens_existing(decided.changes), now))
            also()
    except IntegrityError as error:
        if Charter.objects.filter(number=number).exists():
            raise PublicationRefused("publish.overtaken") from error
        raise
    return charter


def _record(charter: Charter, second: SecondPerson, *, actor: Actor, approver: Actor | None, now: datetime) -> None:
    payload: dict[str, Value] = {"charter": charter.number, "policy": charter.digest, "actor": actor_reference(actor)}
    record(Event(CHARTER_PUBLISHED, payload), now=now)
    if approver and second:
        approved: dict[str, Value] = {
            "charter": charter.number,
            "purposes": list(dict.fromkeys((*second.exceptional, *second.reworded))),
            "approver": approver.reference,
        }
        record(Event(EXCEPTION_APPROVED if second.exceptional else CHARTER_APPROVED, approved), now=now)


SENTENCES: Mapping[str, Text] = {
    "publish.unsound": BothLanguages("This policy cannot be published yet. Correct the problems found."),
    "publish.unchanged": BothLanguages("This policy is already in force, so there is nothing to publish."),
    "publish.overtaken": BothLanguages(
        "Another version was published in the meantime. Compare with it, then publish again."
    ),
    "publish.second-person": BothLanguages(
        "It states an exceptional purpose, rewords a purpose, or does more with data that people have left already, so"
        " a second member of staff has to approve it, in the console under “Policy”."
    ),
    "publish.asks-again": BothLanguages(
        "It uses data that you already hold in a new way, so those people have to be asked again. Tick that they are "
        "to be asked, then publish."
    ),
    "publish.without-officer": BothLanguages(
        "No member of staff could edit the policy any more. Leave the act policy-edit with a duty that someone holds, "
        "then publish."
    ),
    "publish.scheduler-left": BothLanguages(
        "The person who scheduled it no longer edits the policy. Someone who does has to schedule it again."
    ),
    "publish.past": BothLanguages("That time has passed. Choose a later one."),
    "draft.same-person": BothLanguages("You made the last change, so another privacy officer has to approve it."),
}
"""Why a policy is not published, and what to do, by code."""
