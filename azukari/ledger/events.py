"""What may be written into the ledger: a closed set of kinds, and payloads that hold references only.

The ledger outlives the data it tells of, so no personal data may enter it. Each payload key has a shape (a UUID, a
slug, a small number, a time), and what has no shape is refused. No shape fits a mail address, a phone number or
Japanese text. A slug could spell a Latin given name; that is why slugs are for words out of the policy, and people
appear nowhere at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from azukari.ledger.catalogue import Kind as Declared
from azukari.ledger.catalogue import find, is_declared
from azukari.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG, TIME, TRUTH, Shape, Value
from azukari.policy.terms import Actor, ActorKind


class Kind(StrEnum):
    """Every event there is: ``source:subject:action``."""

    CHARTER_PUBLISHED = "policy:charter:published"
    CHARTER_REFUSED = "policy:charter:refused"
    CHARTER_APPROVED = "policy:charter:approved"
    CHARTER_SCHEDULED = "policy:charter:scheduled"
    CHARTER_CALLED_OFF = "policy:charter:called-off"
    EXCEPTION_APPROVED = "policy:exception:approved"
    SUBMISSION_RECEIVED = "form:submission:received"
    SUBMISSION_REFUSED = "form:submission:refused"
    SUBMISSION_CONFIRMED = "form:submission:confirmed"
    SUBMISSION_REPEATED = "form:submission:repeated"
    SUBMISSION_ADDED = "form:submission:added"
    SUBMISSION_EXPIRED = "form:submission:expired"
    SUBMISSION_HANDLED = "form:submission:handled"
    REGISTRATION_ENDED = "form:registration:ended"
    REGISTRATION_RESUMED = "form:registration:resumed"
    SERVICE_ENDED = "form:service:ended"
    SUBMISSION_CLEARED = "form:submission:cleared"
    GUARDIAN_ASKED = "form:guardian:asked"
    GUARDIAN_AGREED = "form:guardian:agreed"
    GUARDIAN_REFUSED = "form:guardian:refused"
    SUBMISSION_JOINED = "person:submission:joined"
    PEOPLE_MERGED = "person:record:merged"
    PEOPLE_PARTED = "person:record:parted"
    MERGE_ASKED = "person:merge:asked"
    MERGE_AGREED = "person:merge:agreed"
    MERGE_DECLINED = "person:merge:declined"
    DUPLICATE_DISMISSED = "person:duplicate:dismissed"
    GRANT_BEGUN = "consent:grant:begun"
    GRANT_ENDED = "consent:grant:ended"
    GRANT_WITHDRAWN = "consent:grant:withdrawn"
    ROUND_OPENED = "consent:round:opened"
    ROUND_ENDED = "consent:round:ended"
    WIDENING_AGREED = "consent:widening:agreed"
    WIDENING_DECLINED = "consent:widening:declined"
    VALUE_RELEASED = "vault:value:released"
    VALUE_REFUSED = "vault:value:refused"
    VALUE_SEARCHED = "vault:value:searched"
    VALUE_CORRECTED = "vault:value:corrected"
    VALUE_EXPIRED = "vault:value:expired"
    MENTIONS_SEARCHED = "vault:mentions:searched"
    MENTION_REPLACED = "vault:mention:replaced"
    MENTION_LEFT = "vault:mention:left"
    ADDRESS_PROPOSED = "vault:address:proposed"
    ADDRESS_OBJECTED = "vault:address:objected"
    SUPPRESSION_SET = "vault:suppression:set"
    SUPPRESSION_LIFTED = "vault:suppression:lifted"
    SUPPRESSION_CHECKED = "vault:suppression:checked"
    PURPOSE_ERASED = "vault:purpose:erased"
    PERSON_ERASED = "vault:person:erased"
    KEY_ROTATED = "vault:key:rotated"
    TRANSFER_MADE = "disclosure:transfer:made"
    TRANSFER_REFUSED = "disclosure:transfer:refused"
    TRANSFER_PROPOSED = "disclosure:transfer:proposed"
    TRANSFER_APPROVED = "disclosure:transfer:approved"
    TRANSFER_DECLINED = "disclosure:transfer:declined"
    TRANSFER_WITHHELD = "disclosure:transfer:withheld"
    TRANSFER_STOPPED = "disclosure:transfer:stopped"
    TRANSFER_DELIVERED = "disclosure:transfer:delivered"
    DISCLOSURE_AGREED = "disclosure:consent:given"
    DISCLOSURE_WITHDRAWN = "disclosure:consent:withdrawn"
    RECIPIENT_CHANGED = "disclosure:recipient:changed"
    RECIPIENT_TOKEN_MADE = "disclosure:token:made"  # noqa: S105 - a kind of event
    RECIPIENT_TOKEN_REVOKED = "disclosure:token:revoked"  # noqa: S105 - a kind of event
    LEGAL_CASE_CHANGED = "disclosure:case:changed"
    GUIDELINES_PUBLISHED = "disclosure:guidelines:published"
    INSTRUCTION_SENT = "disclosure:instruction:sent"
    INSTRUCTION_ACKNOWLEDGED = "disclosure:instruction:acknowledged"
    CONTRACT_CHANGED = "disclosure:contract:changed"
    REVIEW_RECORDED = "disclosure:review:recorded"
    GUIDELINES_ACCEPTED = "disclosure:guidelines:accepted"
    SESSION_OPENED = "rights:session:opened"
    SESSION_REFUSED = "rights:session:refused"
    ARCHIVE_TAKEN = "rights:archive:taken"
    CASE_OPENED = "rights:case:opened"
    CASE_CHANGED = "rights:case:changed"
    CASE_DECIDED = "rights:case:decided"
    CASE_CLOSED = "rights:case:closed"
    AGENT_CHANGED = "rights:agent:changed"
    HOLD_SET = "rights:hold:set"
    HOLD_LIFTED = "rights:hold:lifted"
    MESSAGE_SENT = "mail:message:sent"
    BLANK = "mail:message:blank"  # in the place of an entry about somebody, where there is nobody
    ISSUE_SENT = "magazine:issue:sent"
    ACCOUNT_INVITED = "staff:account:invited"
    ACCOUNT_CHANGED = "staff:account:changed"
    ACCOUNT_DISABLED = "staff:account:disabled"
    ACCOUNT_SIGNED_IN = "staff:account:signed-in"
    ACCOUNT_CALLED_OFF = "staff:account:called-off"
    ACT_REFUSED = "staff:act:refused"
    TOKEN_MADE = "staff:token:made"  # noqa: S105 - a kind of event
    TOKEN_REVOKED = "staff:token:revoked"  # noqa: S105 - a kind of event
    LOOK_CHANGED = "staff:look:changed"
    HOST_ALLOWED = "staff:host:allowed"
    HOST_REMOVED = "staff:host:removed"
    IMPORT_RUN = "staff:import:run"
    LIST_ASKED = "staff:list:asked"
    LIST_FETCHED = "staff:list:fetched"
    TRAINING_PASSED = "stewardship:training:passed"
    CHECK_FAILED = "stewardship:check:failed"
    FINDING_OPENED = "stewardship:finding:opened"
    FINDING_CLOSED = "stewardship:finding:closed"
    INCIDENT_OPENED = "stewardship:incident:opened"
    RETENTION_RUN = "stewardship:retention:run"
    CLOCK_TRUSTED = "stewardship:clock:trusted"
    BACKUP_MADE = "operator:backup:made"
    BACKUP_RESTORED = "operator:backup:restored"
    GAP_ACCEPTED = "operator:gap:accepted"


class EventRefused(ValueError):
    """The event holds something that is not a reference; the message names the key, never the value."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Args:
        kind: what happened.
        payload: references to what it concerned; the keys are those of ``SHAPES``.
        subject: the person it is about, or None. Never stored: the person's ledger key stands for them.
    """

    kind: "AnyKind"
    payload: Mapping[str, Value]
    subject: UUID | None = None


SHAPES: Mapping[str, Shape] = {
    **dict.fromkeys(
        (
            "account", "approver", "assignee",
        ),
        ROLE,
    ),
    **dict.fromkeys(
        (
            "acceptance", "agent", "archive", "batch", "case", "certificate", "contract", "dispute", "document",
            "draft", "entry", "finding", "grant", "grants", "hold", "import", "incident", "instruction", "issue",
            "job", "list", "mail", "restored", "review", "submission", "submissions", "token", "transfer",
        ),
        ID,
    ),
    **dict.fromkeys(
        (
            "act", "authority", "categories", "category", "channel", "clause", "code", "consents", "control", "country",
            "course", "duties", "duty", "field", "fields", "form", "ground", "guidelines", "holder", "kind", "lang",
            "law", "method", "outcome", "purpose", "purposes", "reason", "recipient", "service", "state", "table",
        ),
        SLUG,
    ),
    **dict.fromkeys(
        (
            "charter", "count", "erased", "form_version", "kept", "people", "refused", "score", "size", "version",
        ),
        NUMBER,
    ),
    **dict.fromkeys(("begins", "day", "due", "ends", "from", "until"), TIME),
    **dict.fromkeys(("notice", "policy", "sha256"), HASH),
    **dict.fromkeys(("automatic", "complete", "confirmed", "dry_run"), TRUTH),
    "actor": ACTOR,
}  # fmt: skip
"""Payload keys and the shape of their values. A list of such values fits as well."""


type AnyKind = Declared | Kind


def kind_of(name: str) -> AnyKind:
    """The kind called ``name``, declared or not."""
    return Kind(name) if name in set(Kind) else find(name)


def check(kind: AnyKind, payload: Mapping[str, Value]) -> None:
    """Refuse a payload that holds anything but references.

    Raises:
        EventRefused: nobody declared the kind, it has no such key, or the value has not the key's shape.
    """
    if isinstance(kind, Declared) and not is_declared(kind):
        raise EventRefused("An event of a kind that nobody declared cannot be recorded.")
    keys = kind.keys if isinstance(kind, Declared) else SHAPES
    for key, value in payload.items():
        shape = keys.get(key)
        if shape is None:
            raise EventRefused(f"The event {kind} may not hold a key that its declaration does not name.")
        if not shape.takes(value):
            raise EventRefused(f"The value of {key!r} is not of the form that the ledger takes for it.")


def actor_reference(actor: Actor) -> str:
    """How the ledger names who acted: a person who acts on their own data is only ``person``."""
    match actor.kind:
        case ActorKind.PERSON:
            return "person"
        case ActorKind.SYSTEM:
            return "worker" if actor.reference == "worker" else "system"
        case ActorKind.STAFF:
            return f"staff:{actor.reference}"
        case ActorKind.RECIPIENT:
            return f"recipient:{actor.reference}"


def who(actor: Actor) -> dict[str, Value]:
    """Who acted, as payload keys: the reference, and the token where a program acted in somebody's name."""
    named: dict[str, Value] = {"actor": actor_reference(actor)}
    return named | {"token": actor.token} if actor.token else named
