"""P16: the organisation MAY ask. Required is only what a purpose of the form cannot do without."""

from azukari.policy.notice import rows
from azukari.policy.parse import STARTER, load
from tests.promises.policy_draft import Draft, field, objections


def test_a_field_that_no_purpose_needs_cannot_be_required():
    assert objections(lambda policy: field(policy, "membership", "phone").update(required=True)) == {
        "field.required-without-need"
    }


def test_a_mere_consent_makes_nothing_required():
    def insist(policy: Draft) -> None:
        policy["purposes"]["magazine"]["needs"].append("phone")
        for form in ("membership", "volunteers", "plastic-free-river", "magazine"):
            policy["forms"][form]["fields"].append(
                field(policy, "membership", "phone") | {"id": "extra_phone", "purposes": ["magazine"], "required": True}
            )
        policy["forms"]["magazine"]["fields"][-1]["required"] = True

    assert "field.required-without-need" in objections(insist)


def test_who_writes_to_us_need_not_leave_a_contact():
    assert "form.contact-required" in objections(
        lambda policy: field(policy, "feedback", "email").update(required=True)
    )


def test_in_the_starter_everything_else_is_optional():
    policy = load(STARTER)
    for form in policy.forms.values():
        for asked in form.fields:
            needed = any(asked.category in policy.purposes[p].needs for p in asked.purposes if p in form.purposes)
            assert needed or not asked.required


def test_the_notice_says_that_optional_fields_may_stay_empty():
    policy = load(STARTER)
    for lang, words in (("ja", "「任意」とある欄は空けておけます"), ("en", "Fields marked optional may stay empty")):
        assert words in rows(policy, policy.forms["membership"], lang=lang)[0].text
