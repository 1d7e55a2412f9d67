"""Which duties open a field is said beside it, where they are fewer than the notice names (P13)."""

from dataclasses import replace

import pytest

from azukari.policy.parse import STARTER, load
from azukari.policy.seen_by import seen_by
from azukari.policy.terms import Category

POLICY = load(STARTER)
FORM = POLICY.forms["volunteers"]


def _field(category: Category):
    return next(field for field in FORM.fields if field.category is category)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Opens only for the Volunteer coordinator."), ("ja", "開けるのは、ボランティア担当だけです。")],
)
def test_what_fewer_duties_open_says_which(lang: str, words: str) -> None:
    assert seen_by(POLICY, FORM, _field(Category.PHONE), lang) == words


def test_what_everybody_opens_whom_the_notice_names_says_nothing_more() -> None:
    assert {"magazine", "volunteers"} <= {*_field(Category.NAME).purposes}
    assert seen_by(POLICY, FORM, _field(Category.NAME), "en") == ""


@pytest.mark.parametrize(("lang", "words"), [("en", "Nobody here opens it."), ("ja", "職員は誰も開きません。")])
def test_what_no_duty_serves_opens_for_nobody(lang: str, words: str) -> None:
    lost = replace(_field(Category.PHONE), purposes=("emergency-of-nobody",))
    assert seen_by(POLICY, FORM, lost, lang) == words
