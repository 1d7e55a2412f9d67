"""P23: a contractor has a contract in force. A policy that names a company without one cannot be published."""

from tests.promises.policy_draft import Draft, objections


def company(policy: Draft) -> Draft:
    found: Draft = policy["recipients"]["kotori-mail"]
    return found


def test_a_company_without_a_contract_is_refused():
    assert objections(lambda policy: company(policy).pop("contract")) == {"recipient.without-contract"}


def test_a_contract_that_ends_before_it_begins_is_refused():
    assert "recipient.ends-before-beginning" in objections(
        lambda policy: company(policy)["contract"].update(ends="2026-01-01")
    )


def test_to_call_it_a_third_party_is_no_way_around():
    def rename(policy: Draft) -> None:
        company(policy).pop("contract")
        company(policy).update(kind="third_party", purposes=["membership"], categories=["name"])

    assert objections(rename) == {"recipient.third-party-ground"}


def test_there_is_no_third_kind_of_recipient():
    assert "shape.value" in objections(lambda policy: company(policy).update(kind="partner"))
