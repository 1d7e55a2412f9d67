"""P28: outsourcing exists to improve the services. Each entrustment says what it does for us, and for which purpose."""

from tests.promises.policy_draft import Draft, objections


def company(policy: Draft) -> Draft:
    found: Draft = policy["recipients"]["kotori-mail"]
    return found


def test_an_entrustment_without_a_purpose_is_refused():
    assert objections(lambda policy: company(policy).pop("purposes")) == {"recipient.without-purpose"}
    assert "recipient.without-purpose" in objections(lambda policy: company(policy).update(purposes=[]))


def test_a_purpose_that_does_not_exist_is_refused():
    assert "name.dangling" in objections(lambda policy: company(policy)["purposes"].append("lottery"))


def test_what_the_company_does_for_us_is_stated_in_each_language():
    assert "text.missing" in objections(lambda policy: company(policy)["service"].pop("en"))
    assert "shape.missing-key" in objections(lambda policy: company(policy).pop("service"))


def test_it_receives_only_what_its_purposes_use():
    assert objections(lambda policy: company(policy)["categories"].append("phone")) == {"recipient.category-unused"}
