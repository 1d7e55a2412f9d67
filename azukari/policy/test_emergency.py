"""A number for emergencies: which it is, and that it opens for one person, while a shift of theirs runs (P06, P14)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from azukari.policy.emergency import (
    emergency_fields,
    emergency_purpose,
    is_emergency,
    may_open_emergency,
    worked_with,
)
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category

POLICY = load(STARTER)
FORM = POLICY.forms["volunteers"]
NOW = datetime(2027, 5, 8, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_purpose_that_uses_a_telephone_number_and_nothing_else():
    assert {emergency_purpose(POLICY, form) for form in POLICY.forms.values() if form is not FORM} == {""}
    assert emergency_purpose(POLICY, FORM) == "emergency"
    wider = replace(POLICY.purposes["emergency"], may_use=frozenset({Category.PHONE, Category.NAME}))
    assert emergency_purpose(replace(POLICY, purposes={**POLICY.purposes, "emergency": wider}), FORM) == ""
    asked_besides = replace(FORM, purposes=("volunteers",), consents=("magazine", "emergency"))
    assert emergency_purpose(POLICY, asked_besides) == "emergency"
    assert emergency_purpose(POLICY, replace(FORM, purposes=("volunteers", "not-there"))) == ""
    other_kind = replace(FORM, kind=POLICY.forms["membership"].kind)
    assert emergency_purpose(POLICY, other_kind) == ""


def test_its_fields_are_the_telephone_numbers_that_serve_it():
    served = {field.id for field in FORM.fields if "emergency" in field.purposes}
    assert served
    assert emergency_fields(POLICY, FORM) == served
    assert "phone" not in emergency_fields(POLICY, FORM), "Their own number serves volunteering."
    named = [replace(field, purposes=(*field.purposes, "emergency")) for field in FORM.fields if field.id == "name"]
    assert emergency_fields(POLICY, replace(FORM, fields=(*FORM.fields, *named))) == served, "A name is no number."
    assert emergency_fields(POLICY, replace(FORM, purposes=("volunteers",))) == frozenset()


def test_nobody_works_through_a_list_for_it():
    assert [slug for slug in (*POLICY.purposes, "") if is_emergency(POLICY, slug)] == ["emergency"]
    wanted = {"emergency", "magazine", "volunteers"}
    assert [each.slug for each in worked_with(POLICY, wanted)] == [
        slug for slug in POLICY.purposes if slug in wanted - {"emergency"}
    ]


@pytest.mark.parametrize(
    ("people", "running", "code"),
    [
        (1, [(-HOUR, HOUR)], "release.allowed"),
        (1, [(HOUR * 0, HOUR)], "release.allowed"),
        (1, [(-HOUR, HOUR * 0)], "release.allowed"),
        (1, [(-3 * HOUR, -2 * HOUR), (-HOUR, HOUR)], "release.allowed"),
        (1, [(-3 * HOUR, -2 * HOUR), (HOUR, 2 * HOUR)], "release.emergency-shift"),
        (1, [], "release.emergency-shift"),
        (0, [(-HOUR, HOUR)], "release.emergency-one"),
        (2, [(-HOUR, HOUR)], "release.emergency-one"),
    ],
)
def test_one_person_while_a_shift_of_theirs_runs(people, running, code):
    shifts = [(NOW + starts, NOW + ends) for starts, ends in running]
    found = may_open_emergency(POLICY, "emergency", people=people, running=shifts, now=NOW)
    assert (found.code, bool(found), found.clause) == (code, code == "release.allowed", "purposes.emergency")
    assert POLICY.purposes["emergency"].title["ja"] in found.sentence["ja"]


@pytest.mark.parametrize(("lang", "words"), [("en", "if you named one"), ("ja", "ご指定の連絡先があれば")])
def test_nobody_is_told_of_a_number_that_they_did_not_give(lang: str, words: str):
    assert words in POLICY.purposes["emergency"].statement[lang]
