"""P13: nothing unnecessary is collected. Each field says why it asks, and serves a purpose that uses it."""

from azukari.policy.check import check
from azukari.policy.parse import parse
from tests.promises.policy_draft import Draft, draft, field, objections


def test_a_field_without_a_reason_is_refused():
    assert "field.without-reason" in objections(lambda policy: field(policy, "membership", "phone").pop("reason"))
    blank = {"ja": "", "en": " "}
    assert "field.without-reason" in objections(
        lambda policy: field(policy, "membership", "phone").update(reason=blank)
    )


def test_a_reason_in_one_language_only_is_refused():
    assert "text.missing" in objections(lambda policy: field(policy, "membership", "phone")["reason"].pop("en"))


def test_a_field_without_a_purpose_is_refused():
    assert "field.without-purpose" in objections(lambda policy: field(policy, "membership", "phone").pop("purposes"))
    assert "field.without-purpose" in objections(
        lambda policy: field(policy, "membership", "phone").update(purposes=[])
    )


def test_a_field_whose_purpose_does_not_use_it_is_refused():
    def ask_more(policy: Draft) -> None:
        field(policy, "membership", "phone")["purposes"] = ["magazine"]

    assert "field.category-unused" in objections(ask_more)


def test_a_category_that_a_purpose_claims_and_nobody_asks_for_is_flagged():
    def claim(policy: Draft) -> None:
        policy["purposes"]["magazine"]["may_use"].append("occupation")

    assert {f.code for f in check(parse(draft(claim)))} == {"purpose.category-never-asked"}
