"""A form's notice names whoever receives something that the form asks for."""

from dataclasses import replace

from azukari.core.consent import receipt
from azukari.policy.leads_to import purposes_of, recipients_of
from azukari.policy.notice import rows
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
MEMBERSHIP = POLICY.forms["membership"]
KOTORI = POLICY.recipients["kotori-mail"]


def test_whoever_gets_it_for_what_the_form_leads_to_or_asks_consent_for_is_named():
    assert KOTORI in recipients_of(POLICY, MEMBERSHIP), "for the magazine, to which members may agree"
    assert KOTORI not in recipients_of(POLICY, replace(MEMBERSHIP, consents=()))
    assert KOTORI in recipients_of(POLICY, replace(MEMBERSHIP, purposes=("magazine",), consents=()))
    other = tuple(field for field in MEMBERSHIP.fields if field.category not in KOTORI.categories)
    assert KOTORI not in recipients_of(POLICY, replace(MEMBERSHIP, fields=other))


def test_whoever_serves_a_purpose_without_any_of_it_is_named_as_well_by_notice_and_receipt():
    provider = replace(KOTORI, slug="pay", purposes=("membership",), categories=frozenset())
    policy = replace(POLICY, recipients={"pay": provider})
    assert recipients_of(policy, MEMBERSHIP) == (provider,)
    assert [r.slug for r in receipt.recipients_of(policy.purposes["membership"], policy)] == ["pay"]
    for lang in ("ja", "en"):
        row = next(row for row in rows(policy, MEMBERSHIP, lang=lang) if row.key == "recipients")
        assert row.brief == provider.name[lang]
        assert f"{provider.service[lang]}\n" in row.text, "and nothing about what it receives"


def test_purposes_come_before_consents_and_what_a_draft_does_not_know_is_left_out():
    named = replace(MEMBERSHIP, purposes=("membership", "nonsense"), consents=("magazine", "nothing"))
    assert [purpose.slug for purpose in purposes_of(POLICY, named)] == ["membership", "magazine"]
