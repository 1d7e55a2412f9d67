"""P15: the scope is name, address, email, phone or fax, occupation, and what a person writes. There it ends."""

import pytest

from azukari.core.forms.answers import Answers, read
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category
from tests.promises.policy_draft import BOTH, Draft, field, objections

BIRTHDATE = {
    "id": "birthdate",
    "category": "answer",
    "type": "text",
    "label": {"ja": "お誕生の日", "en": "A day"},
    "purposes": ["membership"],
    "reason": BOTH,
}


def test_the_scope_is_closed():
    assert {*Category} == {"name", "address", "email", "phone", "fax", "occupation", "message", "answer"}


def test_a_category_outside_the_scope_cannot_be_stated():
    assert "category.outside-scope" in objections(lambda policy: policy["categories"].update(birthdate=BOTH))
    assert "category.outside-scope" in objections(
        lambda policy: policy["purposes"]["membership"]["needs"].append("birthdate")
    )
    assert "category.outside-scope" in objections(
        lambda policy: field(policy, "membership", "phone").update(category="birthdate")
    )


@pytest.mark.parametrize(
    ("id", "label"),
    [
        ("birthdate", BIRTHDATE["label"]),
        ("date_of_birth", BIRTHDATE["label"]),
        ("when", {"ja": "生年月日", "en": "A day"}),
        ("which", {"ja": "性別", "en": "Which?"}),
        ("number", {"ja": "個人番号", "en": "A number"}),
    ],
)
def test_it_cannot_be_smuggled_in_as_an_answer(id: str, label: dict[str, str]):
    def add(policy: Draft) -> None:
        policy["forms"]["membership"]["fields"].append(BIRTHDATE | {"id": id, "label": label})

    assert "field.outside-scope" in objections(add)


def test_a_category_in_use_is_stated_on_the_page():
    assert "category.undeclared" in objections(lambda policy: policy["categories"].pop("occupation"))


def test_a_field_that_the_policy_does_not_name_is_not_asked_for():
    policy = load(STARTER)
    answers = read(policy.forms["membership"], policy, {"birthdate": "1980-01-01"}, lang="en")
    assert not isinstance(answers, Answers)
    assert ("birthdate", "unknown") in {(problem.field_id, problem.code) for problem in answers}
