"""What few receipts say, and some people need: that a law keeps something, that a guardian agreed, who is a third
party, and for how long what runs from the registration itself may be used.
"""

from dataclasses import replace
from typing import Any

import pytest

from azukari.core.consent.receipt import build
from azukari.policy.terms import Ground, Period, Policy, RecipientKind, Retention, RetentionStart
from tests.receipt_policy import OCCASION, POLICY

LAW = {"ja": "ある法律", "en": "Some Act"}


def _record(policy: Policy, **occasion: Any) -> dict[str, Any]:
    made = build(policy, policy.forms["membership"], replace(OCCASION, **occasion))
    record: dict[str, Any] = made["dpv:hasConsentRecord"]
    return record


def _with_purpose(ground: Ground, retention: Retention) -> Policy:
    """The policy, of which what members are asked for rests on that ground."""
    asked = replace(POLICY.purposes["membership"], ground=ground, retention=retention)
    return replace(POLICY, purposes={**POLICY.purposes, "membership": asked})


@pytest.mark.parametrize(
    ("ground", "basis", "event"),
    [
        (Ground.CONSENT, "dpv:ExpressedConsent", "dpv:ConsentGiven"),
        (Ground.CONTRACT, "dpv:Contract", "azukari:RegistrationConfirmed"),
        (Ground.LAW, "dpv:LegalObligation", "azukari:RegistrationConfirmed"),
    ],
)
def test_each_ground_is_named_and_only_a_law_by_its_name(ground: Ground, basis: str, event: str) -> None:
    law = LAW if ground is Ground.LAW else None
    made = _record(_with_purpose(ground, Retention(RetentionStart.CONFIRMED, Period(years=7), law)))
    process, said = made["dpv:hasProcess"][0], made["dpv:hasConsentStatus"][0]
    assert process["dpv:hasLegalBasis"] == said["dpv:hasLegalBasis"] == basis
    assert process.get("dpv:hasApplicableLaw") == ("Some Act" if law else None)
    assert said["@type"] == event


@pytest.mark.parametrize(
    ("start", "storage", "event"),
    [
        (
            RetentionStart.CONFIRMED,
            {"dpv:hasDuration": "P1Y6M", "dct:description": "from: confirmed"},
            {"@type": "dpv:TemporalDuration", "rdf:value": "P1Y6M"},
        ),
        (
            RetentionStart.ENDED,
            {"dpv:hasDuration": "P1Y6M", "dct:description": "from: ended"},
            {"@type": "dpv:UntilEventDuration", "rdf:value": "withdrawal, or the end of the service"},
        ),
    ],
)
def test_it_says_for_how_long_and_from_when(
    start: RetentionStart, storage: dict[str, str], event: dict[str, str]
) -> None:
    made = _record(_with_purpose(Ground.CONTRACT, Retention(start, Period(years=1, months=6))))
    stored = made["dpv:hasProcess"][0]["dpv:hasStorageCondition"]
    assert {name: stored[name] for name in storage} == storage
    assert made["dpv:hasConsentStatus"][0]["dpv:hasDuration"] == event


def test_a_guardian_who_agreed_is_told_with_the_moment_and_else_not_mentioned() -> None:
    asked = _record(POLICY, guardian_agreed=OCCASION.accepted)
    assert asked["azukari:guardianAgreed"] == "2026-11-24T12:00:00+00:00"
    assert "azukari:guardianAgreed" not in _record(POLICY)


@pytest.mark.parametrize(
    ("kind", "role"),
    [(RecipientKind.CONTRACTOR, "dpv:DataProcessor"), (RecipientKind.THIRD_PARTY, "dpv:ThirdParty")],
)
def test_who_receives_something_is_named_with_their_part(kind: RecipientKind, role: str) -> None:
    [slug, recipient] = next((slug, r) for slug, r in POLICY.recipients.items() if "magazine" in r.purposes)
    made = _record(replace(POLICY, recipients={slug: replace(recipient, kind=kind)}))
    assert [each["@type"] for each in made["dpv:hasEntity"]] == ["dpv:DataController", role]


def test_whoever_gave_no_address_is_sent_to_the_contact_page() -> None:
    made = _record(POLICY, confirmed=False)
    for process in made["dpv:hasProcess"]:
        assert process["dpv:hasConsentControl"]["dpv:isExercisedAt"] == "https://example.org/en/contact"
        assert process["dpv:hasRight"]["dpv:isExercisedAt"] == "https://example.org/en/contact"
