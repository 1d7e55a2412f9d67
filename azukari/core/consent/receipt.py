"""Receipts: what a person agreed to, as signed JSON-LD after ISO/IEC TS 27560, in terms of the Data Privacy Vocabulary.

A receipt is computed whenever it is asked for; so none is stored. It comes out the same each time, but for data erased
since. It lists the uses whose ground began with the registration, and the fields that were filled in. It names the
person by an opaque reference only, and nothing of what they wrote; no address of a device.

Source of the field list and of the terms: the W3C DPVCG's guide "Consent Records and Receipts as per ISO/IEC TS
27560:2023". Purposes that rest on a contract or a law have no consent status there; theirs is a word of our own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from azukari.policy.grant import begins_at_once
from azukari.policy.period import duration
from azukari.policy.terms import Field, Form, Ground, Policy, Purpose, Recipient, RecipientKind, RetentionStart

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
        confirmed: whether by a mailed link; else by sending the form, since no address was given, and then nobody can
            come in to an own page.
        base_url: where people reach us.
        agreed: purposes that somebody who is here already said yes to again; None where it is a registration.
        guardian_agreed: when a parent or guardian agreed, where one had to.
        given: ids of the fields that were filled in, as far as they are still held; None for all that the form has.
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
    guardian_agreed: datetime | None = None
    agreed: frozenset[str] | None = None
    given: frozenset[str] | None = None

    @property
    def desk(self) -> str:
        """The address at which whoever this is about can exercise their rights."""
        return f"{self.base_url}/{self.lang}/{'me' if self.confirmed else 'contact'}"


def receipt_id(submission: UUID) -> UUID:
    """The receipt's own number; the same however often it is made."""
    return uuid5(NAMESPACE_URL, f"azukari:receipt:{submission}")


def purposes_of(form: Form, occasion: Occasion, policy: Policy) -> list[Purpose]:
    """What the data may be used for from the acceptance on: the form's purposes and those agreed to besides."""
    slugs = begins_at_once(policy, form, occasion.consents)
    if occasion.agreed is not None:
        slugs = [slug for slug in form.leads_to if slug in occasion.agreed]
    return [policy.purposes[slug] for slug in slugs]


def fields_of(purpose: Purpose, form: Form, occasion: Occasion) -> list[Field]:
    """What was given for a purpose."""
    asked = [field for field in form.fields if purpose.slug in field.purposes]
    return [field for field in asked if occasion.given is None or field.id in occasion.given]


def recipients_of(purpose: Purpose, policy: Policy) -> list[Recipient]:
    """Who is handed data for a purpose."""
    return [recipient for recipient in policy.recipients.values() if purpose.slug in recipient.purposes]


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
            **({"azukari:guardianAgreed": _time(occasion.guardian_agreed)} if occasion.guardian_agreed else {}),
            "dpv:hasConsentStatus": [_event(purpose, occasion, subject) for purpose in purposes],
        },
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _ground(purpose: Purpose, occasion: Occasion) -> Ground:
    """A yes to a later policy is a consent, whatever the purpose rests on for those who register."""
    return purpose.ground if occasion.agreed is None else Ground.CONSENT


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
        "dpv:hasLegalBasis": _BASIS[_ground(purpose, occasion)],
        **({"dpv:hasApplicableLaw": law[lang]} if law else {}),
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:PersonalData",
                "dct:type": field.category.value,
                "dct:identifier": field.id,
                "dct:title": field.label[lang],
                "dpv:hasNecessity": "dpv:Required" if field.required else "dpv:Optional",
            }
            for field in fields_of(purpose, form, occasion)
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
            "dpv:isExercisedAt": occasion.desk,
        },
        "dpv:hasRight": {
            "@type": "dpv:DataSubjectRight",
            "dct:title": "access, correction, elimination, portability",
            "dpv:isExercisedAt": occasion.desk,
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
        "@type": "dpv:ConsentGiven"
        if _ground(purpose, occasion) is Ground.CONSENT
        else "azukari:RegistrationConfirmed",
        "dpv:isIndicatedAtTime": _time(occasion.accepted),
        "dpv:isIndicatedBy": subject,
        "dpv:hasIndicationMethod": "button on the confirmation page" if occasion.confirmed else "button of the form",
        "dpv:hasLegalBasis": _BASIS[_ground(purpose, occasion)],
        "dpv:hasPurpose": purpose.slug,
        "dpv:hasDuration": {
            "@type": "dpv:UntilEventDuration" if until_event else "dpv:TemporalDuration",
            "rdf:value": "withdrawal, or the end of the service" if until_event else duration(purpose.retention.period),
        },
    }
