"""Receipts: what a person agreed to, as signed JSON-LD after ISO/IEC TS 27560, in terms of the Data Privacy Vocabulary.

A receipt is computed from the charter and the submission whenever it is asked for, and comes out the same each time; so
none is stored. It names the person by an opaque reference only, and nothing of what they wrote; no address of a device.

Source of the field list and of the terms: the W3C DPVCG's guide "Consent Records and Receipts as per ISO/IEC TS
27560:2023". Purposes that rest on a contract or a law have no consent status there; theirs is a word of our own.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from azukari.lib.canonical import NotCanonical, dump
from azukari.policy.terms import Form, Ground, Period, Policy, Purpose, Recipient, RecipientKind, RetentionStart

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt"
_CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "azukari": "urn:azukari:",
}
_BASIS = {Ground.CONSENT: "dpv:ExpressedConsent", Ground.CONTRACT: "dpv:Contract", Ground.LAW: "dpv:LegalObligation"}
_ROLE = {RecipientKind.CONTRACTOR: "dpv:DataProcessor", RecipientKind.THIRD_PARTY: "dpv:ThirdParty"}
_UNSIGNED = frozenset({"signature", "ledger"})

type Path = tuple[str, ...]

_PROCESS: Path = ("dpv:hasConsentRecord", "dpv:hasProcess")
_ENTITY: Path = ("dpv:hasConsentRecord", "dpv:hasEntity")
_EVENT: Path = ("dpv:hasConsentRecord", "dpv:hasConsentStatus")

FIELDS: Mapping[str, Path] = {
    "schema_version": ("dpv:hasConsentRecord", "dct:conformsTo"),
    "record_id": ("dpv:hasConsentRecord", "dpv:hasIdentifier"),
    "receipt_id": ("dpv:hasIdentifier",),
    "pii_principal_id": ("dpv:hasConsentRecord", "dpv:hasDataSubject", "dpv:hasIdentifier"),
    "privacy_notice": ("dpv:hasConsentRecord", "dpv:hasNotice", "schema:text"),
    "language": ("dpv:hasConsentRecord", "dpv:hasNotice", "dct:language"),
    "purpose": (*_PROCESS, "dpv:hasPurpose", "dct:title"),
    "pii_information": (*_PROCESS, "dpv:hasPersonalData"),
    "pii_controllers": (*_PROCESS, "dpv:hasDataController"),
    "storage_locations": (*_PROCESS, "dpv:hasStorageCondition", "dpv:hasLocation"),
    "retention_period": (*_PROCESS, "dpv:hasStorageCondition", "dpv:hasDuration"),
    "jurisdiction": (*_PROCESS, "dpv:hasJurisdiction"),
    "recipient_third_parties": (*_PROCESS, "dpv:hasRecipient"),
    "withdrawal_method": (*_PROCESS, "dpv:hasConsentControl", "dpv:isExercisedAt"),
    "pii_type": (*_PROCESS, "dpv:hasPersonalData", "dct:type"),
    "party_id": (*_ENTITY, "dpv:hasIdentifier"),
    "party_address": (*_ENTITY, "schema:address"),
    "party_name": (*_ENTITY, "dpv:hasName"),
    "party_contact": (*_ENTITY, "schema:contactPoint"),
    "party_type": (*_ENTITY, "@type"),
    "event_time": (*_EVENT, "dpv:isIndicatedAtTime"),
    "validity_duration": (*_EVENT, "dpv:hasDuration", "rdf:value"),
    "entity_id": (*_EVENT, "dpv:isIndicatedBy"),
    "event_type": (*_EVENT, "dpv:hasLegalBasis"),
    "event_state": (*_EVENT, "@type"),
}
"""The 25 mandatory fields of ISO/IEC TS 27560, and where in the document each stands."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a receipt is about.

    Args:
        submission: its id; the receipt's own id is derived from it.
        person: opaque reference.
        charter: number of the policy that ruled.
        notice: the exact words that were shown, ``digest`` their hash, ``lang`` their language.
        consents: purposes agreed to besides the form's own.
        accepted: when the registration came into force.
        confirmed: whether by a mailed link; else by sending the form, since no address was given.
        base_url: where people reach us.
    """

    submission: UUID
    person: UUID
    charter: int
    notice: str
    digest: str
    lang: str
    consents: frozenset[str]
    accepted: datetime
    confirmed: bool
    base_url: str


def receipt_id(submission: UUID) -> UUID:
    """The receipt's own number; the same however often it is made."""
    return uuid5(NAMESPACE_URL, f"azukari:receipt:{submission}")


def purposes_of(form: Form, occasion: Occasion, policy: Policy) -> list[Purpose]:
    """What the data may be used for: the form's purposes and those agreed to besides."""
    slugs = [*form.purposes, *(slug for slug in form.consents if slug in occasion.consents)]
    return [policy.purposes[slug] for slug in slugs]


def recipients_of(purpose: Purpose, policy: Policy) -> list[Recipient]:
    """Who is handed data for a purpose."""
    return [recipient for recipient in policy.recipients.values() if purpose.slug in recipient.purposes]


def duration(period: Period) -> str:
    """A period as ISO 8601 writes it: ``P1Y6M``."""
    parts = ((period.years, "Y"), (period.months, "M"), (period.days, "D"))
    return "P" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0D")


def build(policy: Policy, form: Form, occasion: Occasion) -> dict[str, Any]:
    """The receipt, unsigned."""
    controller = f"{occasion.base_url}/#organisation"
    subject = occasion.person.urn
    purposes = purposes_of(form, occasion, policy)
    recipients = {r.slug: r for purpose in purposes for r in recipients_of(purpose, policy)}
    return {
        "@context": _CONTEXT,
        "@id": receipt_id(occasion.submission).urn,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": SCHEMA,
        "dpv:hasIdentifier": str(receipt_id(occasion.submission)),
        "dct:issued": _time(occasion.accepted),
        "dct:language": occasion.lang,
        "dpv:hasConsentRecord": {
            "@id": occasion.submission.urn,
            "@type": "dpv:ConsentRecord",
            "dct:conformsTo": SCHEMA.replace("#receipt", "#record"),
            "dpv:hasIdentifier": str(occasion.submission),
            "dpv:hasDataSubject": {
                "@id": subject,
                "@type": "dpv:DataSubject",
                "dpv:hasIdentifier": str(occasion.person),
            },
            "dpv:hasNotice": {
                "@type": ["dpv:PrivacyNotice", "dpv:ConsentNotice"],
                "dct:identifier": f"sha256:{occasion.digest}",
                "dct:language": occasion.lang,
                "schema:text": occasion.notice,
                "schema:version": str(occasion.charter),
                "schema:url": f"{occasion.base_url}/{occasion.lang}/privacy/{occasion.charter}",
            },
            "dpv:hasProcess": [_process(policy, form, purpose, occasion, controller) for purpose in purposes],
            "dpv:hasEntity": [
                _organisation(policy, occasion.lang, controller),
                *(_recipient(r, occasion) for r in recipients.values()),
            ],
            "dpv:hasConsentStatus": [_event(purpose, occasion, subject) for purpose in purposes],
        },
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _country(policy: Policy) -> str:
    """The organisation's country, as its calendar of holidays names it."""
    return f"loc:{policy.requests.hours.holidays}"


def _process(policy: Policy, form: Form, purpose: Purpose, occasion: Occasion, controller: str) -> dict[str, Any]:
    lang = occasion.lang
    law = purpose.retention.law
    return {
        "@type": "dpv:Process",
        "dpv:hasService": {"@type": "dpv:Service", "dct:title": form.service[lang]},
        "dpv:hasPurpose": {
            "@id": f"{occasion.base_url}/{lang}/privacy/{occasion.charter}#purpose-{purpose.slug}",
            "@type": "dpv:Purpose",
            "dct:identifier": purpose.slug,
            "dct:title": purpose.title[lang],
            "dct:description": purpose.statement[lang],
        },
        "dpv:hasLegalBasis": _BASIS[purpose.ground],
        **({"dpv:hasApplicableLaw": law[lang]} if law else {}),
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:PersonalData",
                "dct:type": field.category.value,
                "dct:identifier": field.id,
                "dct:title": field.label[lang],
                "dpv:hasNecessity": "dpv:Required" if field.required else "dpv:Optional",
            }
            for field in form.fields
            if purpose.slug in field.purposes
        ],
        "dpv:hasDataController": controller,
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use"],
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageCondition",
            "dpv:hasLocation": _country(policy),
            "dpv:hasDuration": duration(purpose.retention.period),
            "dct:description": f"from: {purpose.retention.start.value}",
        },
        "dpv:hasJurisdiction": _country(policy),
        "dpv:hasRecipient": [_party_id(recipient, occasion) for recipient in recipients_of(purpose, policy)],
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": f"{occasion.base_url}/{lang}/me",
        },
        "dpv:hasRight": {
            "@type": "dpv:DataSubjectRight",
            "dct:title": "access, correction, elimination, portability",
            "dpv:isExercisedAt": f"{occasion.base_url}/{lang}/me",
        },
    }


def _organisation(policy: Policy, lang: str, id: str) -> dict[str, Any]:
    organisation = policy.organisation
    return {
        "@id": id,
        "@type": "dpv:DataController",
        "dpv:hasIdentifier": id,
        "dpv:hasName": organisation.name[lang],
        "schema:address": organisation.address[lang],
        "schema:contactPoint": {
            "@type": "schema:ContactPoint",
            "schema:name": policy.requests.department[lang],
            "schema:email": organisation.email,
            "schema:telephone": policy.requests.phone,
            "schema:url": organisation.website,
        },
    }


def _party_id(recipient: Recipient, occasion: Occasion) -> str:
    return f"{occasion.base_url}/#recipient-{recipient.slug}"


def _recipient(recipient: Recipient, occasion: Occasion) -> dict[str, Any]:
    lang = occasion.lang
    return {
        "@id": _party_id(recipient, occasion),
        "@type": _ROLE[recipient.kind],
        "dpv:hasIdentifier": _party_id(recipient, occasion),
        "dpv:hasName": recipient.name[lang],
        "schema:address": recipient.address[lang],
        "schema:contactPoint": {"@type": "schema:ContactPoint", "schema:url": f"{occasion.base_url}/{lang}/contact"},
    }


def _event(purpose: Purpose, occasion: Occasion, subject: str) -> dict[str, Any]:
    until_event = purpose.retention.start is RetentionStart.ENDED
    return {
        "@type": "dpv:ConsentGiven" if purpose.ground is Ground.CONSENT else "azukari:RegistrationConfirmed",
        "dpv:isIndicatedAtTime": _time(occasion.accepted),
        "dpv:isIndicatedBy": subject,
        "dpv:hasIndicationMethod": "button on the confirmation page" if occasion.confirmed else "button of the form",
        "dpv:hasLegalBasis": _BASIS[purpose.ground],
        "dpv:hasPurpose": purpose.slug,
        "dpv:hasDuration": {
            "@type": "dpv:UntilEventDuration" if until_event else "dpv:TemporalDuration",
            "rdf:value": "withdrawal, or the end of the service" if until_event else duration(purpose.retention.period),
        },
    }


def sign(receipt: Mapping[str, Any], key: bytes, *, ledger: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The receipt with our signature, and with its place in the ledger where that is known.

    Args:
        key: 32 bytes, the Ed25519 key called ``receipts``.
        ledger: proves itself, so the signature does not cover it; it may be added later.
    """
    private = Ed25519PrivateKey.from_private_bytes(key)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = private.sign(_signed_part(receipt))
    return {
        **receipt,
        **({"ledger": dict(ledger)} if ledger else {}),
        "signature": {
            "type": "Ed25519",
            "covers": "RFC 8785 form of the document without the members signature and ledger",
            "publicKey": base64.b64encode(public).decode(),
            "value": base64.b64encode(signature).decode(),
        },
    }


def _signed_part(receipt: Mapping[str, Any]) -> bytes:
    return dump({name: value for name, value in receipt.items() if name not in _UNSIGNED})


def verify(receipt: Mapping[str, Any], public_key: bytes) -> list[str]:
    """What is wrong with a receipt, in sentences; nothing if it is whole, complete and signed by ``public_key``."""
    try:
        value = base64.b64decode(receipt["signature"]["value"], validate=True)
        Ed25519PublicKey.from_public_bytes(public_key).verify(value, _signed_part(receipt))
    except (KeyError, TypeError, binascii.Error, InvalidSignature, NotCanonical, ValueError):
        return ["The signature does not fit: the receipt was changed, or somebody else made it."]
    return [f"The mandatory field {name} is missing." for name, path in FIELDS.items() if not _present(receipt, path)]


def _present(value: object, path: Sequence[str]) -> bool:
    """Whether something stands at ``path``; of a list, every item must have it (an empty list says "none")."""
    if isinstance(value, list):
        return all(_present(item, path) for item in value)
    if not path:
        return value not in (None, "")
    return isinstance(value, dict) and path[0] in value and _present(value[path[0]], path[1:])


def as_json(receipt: Mapping[str, Any]) -> bytes:
    """The file that people keep."""
    return json.dumps(receipt, ensure_ascii=False, indent=2).encode() + b"\n"
