"""A receipt has the 25 mandatory fields of ISO/IEC TS 27560, and every change to it shows."""

import base64
import copy
import json
from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from azukari.core.consent.receipt import build, receipt_id
from azukari.core.consent.signed_receipt import FIELDS, as_json, sign, verify
from azukari.policy.grant import begins_at_once
from azukari.policy.terms import RecipientKind
from tests.receipt_policy import OCCASION, POLICY

KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.fixture
def receipt():
    return sign(build(POLICY, POLICY.forms["membership"], OCCASION), KEY)


def test_there_are_25_mandatory_fields_and_each_is_there(receipt):
    assert len(FIELDS) == 25
    assert verify(json.loads(as_json(receipt)), PUBLIC) == []


def _remove(value, path):
    for item in value if isinstance(value, list) else [value]:
        if len(path) == 1:
            item.pop(path[0], None)
        else:
            _remove(item[path[0]], path[1:])


@pytest.mark.parametrize("name", FIELDS)
def test_a_receipt_without_one_is_found(name):
    unsigned = build(POLICY, POLICY.forms["membership"], OCCASION)
    if name != "recipient_third_parties":  # "nobody" is an answer too, so the member itself has to go
        assert FIELDS[name]
    _remove(unsigned, FIELDS[name])
    found = verify(sign(unsigned, KEY), PUBLIC)
    assert f"The mandatory field {name} is missing." in found


@pytest.mark.parametrize("slug", list(POLICY.forms))
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_form_has_a_whole_receipt(slug, lang):
    occasion = replace(OCCASION, lang=lang, consents=frozenset(POLICY.forms[slug].consents))
    assert verify(sign(build(POLICY, POLICY.forms[slug], occasion), KEY), PUBLIC) == []


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*path, at))
    else:
        yield path


@pytest.mark.parametrize("slug", list(POLICY.forms))
def test_of_each_purpose_it_says_that_and_what_of_the_form_is_used_for_it_and_no_more(slug):
    form = POLICY.forms[slug]
    made = build(POLICY, form, replace(OCCASION, consents=frozenset(form.consents)))
    processes = made["dpv:hasConsentRecord"]["dpv:hasProcess"]
    assert len(processes) == len(begins_at_once(POLICY, form, form.consents))
    for process in processes:
        purpose = process["dpv:hasPurpose"]
        assert purpose["@type"] == "dpv:Purpose"
        assert purpose["dct:description"] == POLICY.purposes[purpose["dct:identifier"]].statement["en"]
        used = [field.id for field in form.fields if purpose["dct:identifier"] in field.purposes]
        assert [data["dct:identifier"] for data in process["dpv:hasPersonalData"]] == used


def test_each_changed_word_is_found(receipt):
    paths = [path for path in _leaves(receipt) if path[0] not in {"signature", "ledger"}]
    assert len(paths) > 100
    for path in paths:
        forged = copy.deepcopy(receipt)
        place = forged
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] += "."
        assert verify(forged, PUBLIC), path


def test_another_key_or_no_signature_is_found(receipt):
    assert verify(receipt, bytes(32))
    assert verify(sign(receipt, bytes(31) + b"1"), PUBLIC)
    assert verify({k: v for k, v in receipt.items() if k != "signature"}, PUBLIC)
    assert verify({}, PUBLIC)


def test_the_ledgers_proof_may_be_added_later(receipt):
    assert verify({**receipt, "ledger": {"proof": "x"}}, PUBLIC) == []


def test_it_comes_out_the_same_each_time(receipt):
    assert sign(build(POLICY, POLICY.forms["membership"], OCCASION), KEY) == receipt


def test_only_what_was_agreed_to_is_on_it(receipt):
    def purposes(signed):
        return [p["dpv:hasPurpose"]["dct:identifier"] for p in signed["dpv:hasConsentRecord"]["dpv:hasProcess"]]

    assert purposes(receipt) == ["membership", "magazine"]  # the books begin with a payment
    without = build(POLICY, POLICY.forms["membership"], replace(OCCASION, consents=frozenset()))
    assert purposes(without) == ["membership"]


def test_it_says_this_and_nothing_else():
    """Word for word: whoever keeps a receipt holds the organisation to it, years later and with other programs."""
    policy, form = POLICY, POLICY.forms["membership"]
    made = build(policy, form, OCCASION)
    record = made["dpv:hasConsentRecord"]
    schema = made["dct:conformsTo"]
    assert schema.endswith("#receipt")
    assert {name: value for name, value in made.items() if name != "dpv:hasConsentRecord"} == {
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "loc": "https://w3id.org/dpv/loc#",
            "dct": "http://purl.org/dc/terms/",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "schema": "https://schema.org/",
            "azukari": "urn:azukari:",
        },
        "@id": f"urn:uuid:{made['dpv:hasIdentifier']}",
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": schema,
        "dpv:hasIdentifier": str(receipt_id(UUID(int=1))),
        "dct:issued": "2026-11-24T12:00:00+00:00",
        "dct:language": "en",
    }
    subject = f"urn:uuid:{UUID(int=2)}"
    parts = ("dpv:hasProcess", "dpv:hasEntity", "dpv:hasConsentStatus")
    assert {name: value for name, value in record.items() if name not in parts} == {
        "@id": f"urn:uuid:{UUID(int=1)}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": schema.removesuffix("receipt") + "record",
        "dpv:hasIdentifier": str(UUID(int=1)),
        "dpv:hasDataSubject": {"@id": subject, "@type": "dpv:DataSubject", "dpv:hasIdentifier": str(UUID(int=2))},
        "dpv:hasNotice": {
            "@type": ["dpv:PrivacyNotice", "dpv:ConsentNotice"],
            "dct:identifier": f"sha256:{OCCASION.digest}",
            "dct:language": "en",
            "schema:text": "The exact words.",
            "schema:version": "3",
            "schema:url": "https://example.org/en/privacy/3",
        },
    }
    magazine, mine = policy.purposes["magazine"], record["dpv:hasProcess"][1]
    handed = [slug for slug, each in policy.recipients.items() if "magazine" in each.purposes]
    assert mine == {
        "@type": "dpv:Process",
        "dpv:hasService": {"@type": "dpv:Service", "dct:title": form.service["en"]},
        "dpv:hasPurpose": {
            "@id": "https://example.org/en/privacy/3#purpose-magazine",
            "@type": "dpv:Purpose",
            "dct:identifier": "magazine",
            "dct:title": magazine.title["en"],
            "dct:description": magazine.statement["en"],
        },
        "dpv:hasLegalBasis": "dpv:ExpressedConsent",
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:PersonalData",
                "dct:type": field.category.value,
                "dct:identifier": field.id,
                "dct:title": field.label["en"],
                "dpv:hasNecessity": "dpv:Required" if field.required else "dpv:Optional",
            }
            for field in form.fields
            if "magazine" in field.purposes
        ],
        "dpv:hasDataController": "https://example.org/#organisation",
        "dpv:hasProcessing": ["dpv:Collect", "dpv:Store", "dpv:Use"],
        "dpv:hasDataSource": "dpv:DataSubjectDataSource",
        "dpv:hasStorageCondition": {
            "@type": "dpv:StorageCondition",
            "dpv:hasLocation": "loc:JP",
            "dpv:hasDuration": mine["dpv:hasStorageCondition"]["dpv:hasDuration"],
            "dct:description": f"from: {magazine.retention.start.value}",
        },
        "dpv:hasJurisdiction": "loc:JP",
        "dpv:hasRecipient": [f"https://example.org/#recipient-{slug}" for slug in handed],
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": "https://example.org/en/me"},
        "dpv:hasRight": {
            "@type": "dpv:DataSubjectRight",
            "dct:title": "access, correction, elimination, portability",
            "dpv:isExercisedAt": "https://example.org/en/me",
        },
    }


def test_it_names_the_organisation_and_exactly_those_to_whom_something_goes():
    said = build(POLICY, POLICY.forms["membership"], OCCASION)["dpv:hasConsentRecord"]
    goes = {slug: r for slug, r in POLICY.recipients.items() if {"membership", "magazine"} & {*r.purposes}}
    assert goes
    organisation = POLICY.organisation
    assert said["dpv:hasEntity"] == [
        {
            "@id": "https://example.org/#organisation",
            "@type": "dpv:DataController",
            "dpv:hasIdentifier": "https://example.org/#organisation",
            "dpv:hasName": organisation.name["en"],
            "schema:address": organisation.address["en"],
            "schema:contactPoint": {
                "@type": "schema:ContactPoint",
                "schema:name": POLICY.requests.department["en"],
                "schema:email": organisation.email,
                "schema:telephone": POLICY.requests.phone,
                "schema:url": organisation.website,
            },
        },
        *(
            {
                "@id": f"https://example.org/#recipient-{slug}",
                "@type": "dpv:ThirdParty" if each.kind is RecipientKind.THIRD_PARTY else "dpv:DataProcessor",
                "dpv:hasIdentifier": f"https://example.org/#recipient-{slug}",
                "dpv:hasName": each.name["en"],
                "schema:address": each.address["en"],
                "schema:contactPoint": {"@type": "schema:ContactPoint", "schema:url": "https://example.org/en/contact"},
            }
            for slug, each in goes.items()
        ),
    ]


def test_it_says_when_how_and_for_how_long_each_was_agreed_to():
    membership, magazine = build(POLICY, POLICY.forms["membership"], OCCASION)["dpv:hasConsentRecord"][
        "dpv:hasConsentStatus"
    ]
    assert magazine == {
        "@type": "dpv:ConsentGiven",
        "dpv:isIndicatedAtTime": "2026-11-24T12:00:00+00:00",
        "dpv:isIndicatedBy": f"urn:uuid:{UUID(int=2)}",
        "dpv:hasIndicationMethod": "button on the confirmation page",
        "dpv:hasLegalBasis": "dpv:ExpressedConsent",
        "dpv:hasPurpose": "magazine",
        "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": "withdrawal, or the end of the service"},
    }
    assert (membership["@type"], membership["dpv:hasLegalBasis"]) == ("azukari:RegistrationConfirmed", "dpv:Contract")
    asked = build(POLICY, POLICY.forms["riverside-survey"], replace(OCCASION, confirmed=False, consents=frozenset()))
    [answered] = asked["dpv:hasConsentRecord"]["dpv:hasConsentStatus"]
    assert answered["dpv:hasIndicationMethod"] == "button of the form"


def test_who_gets_nothing_for_a_purpose_is_not_named_with_it():
    [slug, recipient] = next((slug, r) for slug, r in POLICY.recipients.items() if "magazine" in r.purposes)
    policy = replace(POLICY, recipients={slug: replace(recipient, purposes=("magazine",))})
    made = build(policy, policy.forms["membership"], OCCASION)["dpv:hasConsentRecord"]["dpv:hasProcess"]
    assert [len(process["dpv:hasRecipient"]) for process in made] == [0, 1]


@pytest.mark.parametrize("agreed", [{"membership"}, {"magazine"}, {"membership", "magazine"}, set()])
def test_a_yes_to_a_later_policy_is_a_consent_to_that_and_for_what_was_given(agreed):
    later = replace(OCCASION, agreed=frozenset(agreed), given=frozenset({"email"}), consents=frozenset())
    processes = build(POLICY, POLICY.forms["membership"], later)["dpv:hasConsentRecord"]["dpv:hasProcess"]
    assert {each["dpv:hasPurpose"]["dct:identifier"] for each in processes} == agreed
    for process in processes:
        assert process["dpv:hasLegalBasis"] == "dpv:ExpressedConsent"
        assert [data["dct:identifier"] for data in process["dpv:hasPersonalData"]] == ["email"]


def test_its_signature_names_its_kind_what_it_covers_and_the_key(receipt):
    signature = receipt["signature"]
    value = signature["value"]
    assert signature == {
        "type": "Ed25519",
        "covers": "RFC 8785 form of the document without the members signature and ledger",
        "publicKey": base64.b64encode(PUBLIC).decode(),
        "value": value,
    }
    assert verify({**receipt, "signature": {**signature, "value": f"{value}!"}}, PUBLIC), "No letter may be put in."


def test_its_file_can_be_read_in_japanese():
    text = as_json({"dct:title": "会報"}).decode()
    assert "会報" in text


def _put(value, path, new):
    for item in value if isinstance(value, list) else [value]:
        if len(path) == 1:
            item[path[0]] = new
        else:
            _put(item[path[0]], path[1:], new)


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_there_and_says_nothing_is_found(name, blank):
    unsigned = copy.deepcopy(build(POLICY, POLICY.forms["membership"], OCCASION))
    _put(unsigned, FIELDS[name], blank)
    assert any(f"field {name} is missing" in wrong for wrong in verify(sign(unsigned, KEY), PUBLIC))
