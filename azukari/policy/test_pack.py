"""What a law says, by the day on which a request came in: rules, reasons for refusing, the pack of a place (P44)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from azukari.policy.casework import CaseKind
from azukari.policy.pack import Pack, PackUnknown, Rule, pack, slugs, usual_pack
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
SAID = {"ja": "x", "en": "x"}


def _rule(begins: date, months: int) -> Rule:
    return Rule(begins, "1", months, 0, pauses=False, sentence=SAID)


def test_the_rule_that_held_on_the_day():
    first, second = date(2020, 1, 1), date(2025, 4, 1)
    law = Pack("law", SAID, (_rule(second, 1), _rule(first, 2)), {})
    assert [law.rule_on(day).months for day in (first, second - timedelta(days=1), second, date.max)] == [2, 2, 1, 1]
    with pytest.raises(PackUnknown, match="law"):
        law.rule_on(first - timedelta(days=1))


@pytest.mark.parametrize("slug", ["appi", "gdpr"])
def test_each_reason_for_refusing_is_for_the_kinds_that_it_names(slug):
    law = pack(slug)
    for kind in (*CaseKind, "nothing"):
        assert law.grounds_for(kind) == tuple(each for each in law.grounds.values() if kind in set(each.kinds))
    refusable = {kind for kind in CaseKind if law.grounds_for(kind)}
    assert CaseKind.RELEASE in refusable
    assert law.grounds_for("nothing") == ()
    assert all(each.kinds <= set(CaseKind) for each in law.grounds.values())
    assert {each.slug for each in law.grounds.values()} == set(law.grounds)
    assert all({*each.text} == {*each.clause} == {"ja", "en"} for each in law.grounds.values())


def test_there_are_two_packs_and_no_third():
    assert slugs() == ("appi", "gdpr")
    assert [pack(slug).slug for slug in slugs()] == [*slugs()]
    with pytest.raises(PackUnknown, match="ccpa"):
        pack("ccpa")


@pytest.mark.parametrize(("holidays", "slug"), [("JP", "appi"), ("DE", "gdpr"), ("", "gdpr")])
def test_the_pack_of_the_place_where_the_office_keeps_its_holidays(holidays, slug):
    asked = replace(POLICY.requests, hours=replace(POLICY.requests.hours, holidays=holidays))
    assert usual_pack(replace(POLICY, requests=asked)) == slug
