"""Publishing: a document becomes charter N, with every form's notice, in one transaction, or nothing happens at all.

From then on it rules: forms, notices, vault and policy page all read it, so that the page and what is enforced cannot
be changed apart (P02).
"""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from azukari.charter.current import Current, NoCharter, current
from azukari.charter.models import Charter, Notice
from azukari.charter.notice import notice_of
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.ledger.record import record
from azukari.policy.change import Change
from azukari.policy.check import check, errors
from azukari.policy.diff import diff, needs_second_person
from azukari.policy.finding import Finding, both
from azukari.policy.parse import canonical, parse
from azukari.policy.terms import Actor, ActorKind, Policy, Text


class PublicationRefused(Exception):
    """The document does not become a charter; nothing was stored but the refusal itself, in the ledger.

    Args:
        code: ``publish.unsound``, ``publish.unchanged``, ``publish.overtaken`` or ``publish.second-person``.
        sentence: why, and what to do.
        findings: what the check found, where that is the reason.
    """

    def __init__(self, code: str, sentence: Text, findings: tuple[Finding, ...] = ()) -> None:
        self.code, self.sentence, self.findings = code, sentence, findings
        super().__init__(sentence["en"])


def publish(
    document_text: str,
    *,
    actor: Actor,
    now: datetime,
    approver: Actor | None = None,
    based_on: int | None = None,
    file: str = "policy",
) -> Charter:
    """Make a policy document the charter that rules.

    Args:
        document_text: the policy, as YAML or JSON.
        actor: who publishes.
        now: the moment of publication.
        approver: a second member of staff, needed for exceptional purposes (P12, P13).
        based_on: the number of the charter that the author has compared with, 0 for none; if given, a publication in
            between is refused as overtaken.
        file: the document's name, for errors.

    Raises:
        PolicyError: the document is not well-formed.
        PublicationRefused: it is not sound, changes nothing, lacks its second person, or was overtaken.
    """
    policy = parse(document_text, file=file)
    try:
        return _publish(policy, actor=actor, approver=approver, based_on=based_on, now=now)
    except PublicationRefused as refusal:
        with transaction.atomic(durable=True):
            payload: dict[str, Value] = {"actor": actor_reference(actor), "code": refusal.code}
            record(Event(Kind.CHARTER_REFUSED, payload), now=now)
        raise


def _publish(policy: Policy, *, actor: Actor, approver: Actor | None, based_on: int | None, now: datetime) -> Charter:
    found = errors(check(policy))
    if found:
        raise PublicationRefused("publish.unsound", _UNSOUND, found)
    ruling = _ruling()
    if based_on is not None and based_on != (ruling.number if ruling else 0):
        raise PublicationRefused("publish.overtaken", _OVERTAKEN)
    changes = diff(ruling.policy, policy) if ruling else ()
    if ruling and not changes:
        raise PublicationRefused("publish.unchanged", _UNCHANGED)
    exceptions = needs_second_person(ruling.policy if ruling else None, policy)
    if exceptions:
        _require_second_person(actor, approver)
    return _store(policy, changes, ruling, actor=actor, approver=approver, exceptions=exceptions, now=now)


def _store(
    policy: Policy,
    changes: tuple[Change, ...],
    ruling: Current | None,
    *,
    actor: Actor,
    approver: Actor | None,
    exceptions: tuple[str, ...],
    now: datetime,
) -> Charter:
    document = canonical(policy)
    number = ruling.number + 1 if ruling else 1
    charter = Charter(
        number=number,
        document=document,
        digest=sha256(document.encode()).hexdigest(),
        published_at=now,
        published_by=actor_reference(actor),
        approved_by=actor_reference(approver) if approver and exceptions else "",
        changes=[change.as_json() for change in changes],
    )
    try:
        with transaction.atomic(durable=True):
            charter.save(force_insert=True)
            Notice.objects.bulk_create(_notices(Current(number, policy, charter.digest)))
            _record(charter, exceptions, actor=actor, approver=approver, now=now)
    except IntegrityError as error:
        if Charter.objects.filter(number=number).exists():
            raise PublicationRefused("publish.overtaken", _OVERTAKEN) from error
        raise
    return charter


def _notices(charter: Current) -> list[Notice]:
    made = [notice_of(charter, form, lang) for form in charter.policy.forms for lang in charter.policy.languages]
    return [Notice(digest=n.digest, charter_id=n.charter, form=n.form, lang=n.lang, text=n.text) for n in made]


def _record(
    charter: Charter, exceptions: tuple[str, ...], *, actor: Actor, approver: Actor | None, now: datetime
) -> None:
    payload: dict[str, Value] = {"charter": charter.number, "policy": charter.digest, "actor": actor_reference(actor)}
    record(Event(Kind.CHARTER_PUBLISHED, payload), now=now)
    if approver and exceptions:
        approved: dict[str, Value] = {
            "charter": charter.number,
            "purposes": list(exceptions),
            "approver": approver.reference,
        }
        record(Event(Kind.EXCEPTION_APPROVED, approved), now=now)


def _require_second_person(actor: Actor, approver: Actor | None) -> None:
    second = approver is not None and approver.kind is ActorKind.STAFF and approver.reference != actor.reference
    if not second:
        raise PublicationRefused("publish.second-person", _SECOND_PERSON)


def _ruling() -> Current | None:
    try:
        return current()
    except NoCharter:
        return None


_UNSOUND = both(
    "この方針には直すところがあるので、公表できません。指摘された点を直してください。",
    "This policy cannot be published yet. Put right what was found.",
)
_UNCHANGED = both(
    "いまの方針と同じなので、公表するものがありません。",
    "This is the policy that rules already; there is nothing to publish.",
)
_OVERTAKEN = both(
    "その間に別の版が公表されました。違いを確かめてから、もう一度公表してください。",
    "Another version was published in the meantime. Compare with it, then publish again.",
)
_SECOND_PERSON = both(
    "例外の目的があるので、公表する人とは別の職員の承認が必要です。",
    "It states an exceptional purpose, so a second member of staff has to approve it.",
)
