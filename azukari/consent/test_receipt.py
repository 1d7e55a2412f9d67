"""A receipt has the 25 mandatory fields of ISO/IEC TS 27560, and every change to it shows."""

import copy
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from azukari.consent.receipt import Occasion, build
from azukari.consent.signed_receipt import FIELDS, as_json, sign, verify
from azukari.policy.grant import begins_at_once
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
KEY = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
OCCASION = Occasion(
    submission=UUID(int=1),
    person=UUID(int=2),
    charter=3,
    notice="The exact words.",
    digest="ab" * 32,
    lang="en",
    consents=frozenset({"magazine"}),
    accepted=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    confirmed=True,
    base_url="https://example.org",
)


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
    occasion = copy.replace(OCCASION, lang=lang, consents=frozenset(POLICY.forms[slug].consents))
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
    made = build(POLICY, form, copy.replace(OCCASION, consents=frozenset(form.consents)))
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
    without = build(POLICY, POLICY.forms["membership"], copy.replace(OCCASION, consents=frozenset()))
    assert purposes(without) == ["membership"]
