"""P04: forms serve registration for a named service. A form without one cannot be published."""

from azukari.policy.parse import STARTER, load
from tests.promises.policy_draft import Draft, objections


def test_the_starter_may_be_published():
    assert objections(lambda policy: None) == set()


def test_a_form_without_a_service_is_refused():
    assert "form.without-service" in objections(lambda policy: policy["forms"]["magazine"].pop("service"))


def test_a_service_without_a_name_in_each_language_is_refused():
    assert "text.missing" in objections(lambda policy: policy["forms"]["magazine"]["service"].pop("en"))
    assert "text.missing" in objections(lambda policy: policy["forms"]["magazine"]["service"].update(ja=""))


def test_a_form_without_a_purpose_is_refused():
    assert "form.without-purpose" in objections(lambda policy: policy["forms"]["magazine"].update(purposes=[]))


def test_one_purpose_cannot_serve_two_services():
    def share(policy: Draft) -> None:
        policy["forms"]["volunteers"] |= {"purposes": ["volunteers", "magazine"], "consents": []}

    assert "purpose.many-services" in objections(share)


def test_each_form_of_the_starter_names_its_service():
    assert all(form.service["ja"] and form.service["en"] for form in load(STARTER).forms.values())
