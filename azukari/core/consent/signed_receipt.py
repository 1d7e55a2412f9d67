"""A receipt under our signature, and the check of one: whole, complete after ISO/IEC TS 27560, and made by us.

What is signed is the canonical form (RFC 8785), so that the file may be indented, stored and sent as anybody likes.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from azukari.lib.canonical import NotCanonical, dump

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


def sign(
    receipt: Mapping[str, Any],
    key: bytes,
    *,
    key_id: str = "",
    keys: str = "",
    ledger: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The receipt with our signature, and with its place in the ledger where that is known.

    Args:
        key: 32 bytes, an Ed25519 key.
        key_id: what that key is called where our keys are published.
        keys: the address at which they are.
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
            **({"keyId": key_id, "keys": keys} if keys else {}),
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
