"""What is left of the example is found wherever it stands, and nothing is found in a policy of one's own."""

import pytest

from azukari.policy.finding import Finding
from azukari.policy.parse import STARTER, parse
from azukari.policy.rules import example
from tests.own_policy import own_policy


def found(text: str) -> list[Finding]:
    policy = parse(text)
    return [f for rule in (example.organisation, example.recipients, example.words) for f in rule(policy)]


def test_the_untouched_example_is_told_fact_by_fact():
    clauses = {f.clause for f in found(STARTER.read_text("utf-8"))}
    assert {f"organisation.{key}" for key in ("name", "address", "registration", "website", "email")} <= clauses
    assert {"organisation.representative", "requests.phone", "recipients.kotori-mail.name"} <= clauses


def test_a_policy_of_ones_own_has_nothing_left_of_it():
    assert found(own_policy()) == []


@pytest.mark.parametrize(
    ("ours", "left", "clause"),
    [
        ("03-5550-1234", "03-0000-0000", "requests.phone"),
        ("Yoko Mori", "Haruka Mizuno", "organisation.representative"),
        ("office@satoyama.example.net", "office@seoto.example.org", "organisation.email"),
        ("Tsubame Post Inc.", "Kotori Delivery Inc.", "recipients.kotori-mail.name"),
    ],
)
def test_one_fact_that_was_left_is_found(ours: str, left: str, clause: str):
    assert ours in own_policy()
    assert [f.clause for f in found(own_policy().replace(ours, left))] == [clause]


def test_a_text_that_still_speaks_of_the_association_is_found():
    text = own_policy().replace("里山ネットワークは、", "瀬音ネットワークは、")
    assert [(f.code, f.clause) for f in found(text)] == [("example.words", "lead")]


def test_a_text_in_english_alone_that_speaks_of_it_is_found():
    text = own_policy().replace("Satoyama River Network is a group", "Seoto River Network is a group")
    assert [(f.code, f.clause) for f in found(text)] == [("example.words", "lead")]


def test_an_organisation_that_is_called_so_may_speak_of_itself():
    text = own_policy().replace("特定非営利活動法人 里山ネットワーク", "瀬音の会").replace("里山", "瀬音")
    assert found(text) == []


@pytest.mark.parametrize(("ours", "alike"), [("Yoko Mori", "Seoto Mori"), ("Tsubame Post Inc.", "Seoto Post Inc.")])
def test_a_fact_of_ones_own_that_sounds_like_the_example_is_left_alone(ours: str, alike: str):
    assert found(own_policy().replace(ours, alike)) == []
