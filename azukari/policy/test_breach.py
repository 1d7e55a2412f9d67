"""The breach rule against a table whose expectations were worked out by hand from the text of the rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from azukari.policy.breach import Assessment, BreachCase, Duty, Facts, Mishap, Risk, Role, Stage, assess, put_off
from azukari.policy.office import is_public_holiday
from azukari.policy.parse import starter

POLICY = starter()
ZONE = POLICY.organisation.zone
BERLIN = replace(POLICY, organisation=replace(POLICY.organisation, timezone="Europe/Berlin"))
YES, NONE = "breach.report", "breach.none-of-four"
LOCKED, UNDONE, LOOSE = "breach.encrypted", "breach.undone", "breach.no-records"
TELL, TOLD = "breach.tell-principal", "breach.principal-told"
type Given = dict[str, Any]
CARE: Given = {"special_care": True}
MONEY: Given = {"property_harm": True}
MEANT: Given = {"malicious": True}
MANY: Given = {"people": 1_001}
SAFE: Given = {"encrypted": True, "keys_safe": True}
TYPED: Given = {"stage": Stage.TYPED}
PAPER: Given = {"stage": Stage.LOOSE}
OURS_FOR_THEM: Given = {"role": Role.CONTRACTOR}
SAID: Given = {"told_principal": True}
LOST: Given = {"mishap": Mishap.LOSS}
BROKEN: Given = {"mishap": Mishap.DAMAGE}
BACK: Given = {"undone": True}

CASES: list[tuple[str, Given, str, str | None, str | None]] = [
    # known on, what is known, the answer, preliminary at the latest (day 5), final (day 30 or 60, put off)
    # Rules 7(i): one person is enough
    ("2026-11-24", CARE, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | LOST, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | BROKEN, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | {"people": 5_000}, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | TYPED, NONE, None, None),
    ("2026-11-24", CARE | PAPER, LOOSE, None, None),
    ("2026-11-24", CARE | SAFE, LOCKED, None, None),
    ("2026-11-24", CARE | {"encrypted": True}, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | {"keys_safe": True}, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | BACK, UNDONE, None, None),
    # Rules 7(ii), money
    ("2026-11-24", MONEY, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", MONEY | LOST, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", MONEY | SAFE, LOCKED, None, None),
    ("2026-11-24", MONEY | TYPED, NONE, None, None),
    ("2026-11-24", MONEY | LOST | BACK, UNDONE, None, None),
    # 7(iii): sixty days
    ("2026-11-24", MEANT, YES, "2026-11-28", "2027-01-22"),
    ("2026-11-24", MEANT | BROKEN, YES, "2026-11-28", "2027-01-22"),
    ("2026-11-24", MEANT | BROKEN | BACK, UNDONE, None, None),
    ("2026-11-24", MEANT | SAFE, LOCKED, None, None),
    ("2026-11-24", MEANT | PAPER, LOOSE, None, None),
    ("2026-11-24", MEANT | TYPED, YES, "2026-11-28", "2027-01-22"),
    ("2026-11-24", MEANT | TYPED | {"people": 9_999}, YES, "2026-11-28", "2027-01-22"),
    ("2026-11-24", MEANT | TYPED | SAFE, LOCKED, None, None),
    ("2026-11-24", MEANT | CARE, YES, "2026-11-28", "2027-01-22"),  # of several, the longer time
    ("2026-11-24", MEANT | MANY | MONEY, YES, "2026-11-28", "2027-01-22"),
    # 7(iii) before and after the amendment of the rules
    ("2024-03-31", MEANT | TYPED, "breach.typed-too-early", None, None),
    ("2024-04-01", MEANT | TYPED, YES, "2024-04-05", "2024-05-30"),
    ("2024-03-31", MEANT, YES, "2024-04-04", "2024-05-29"),
    # 7(iv): more than a thousand
    ("2026-11-24", {"people": 1_000}, NONE, None, None),
    ("2026-11-24", MANY, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", MANY | LOST, YES, "2026-11-28", "2026-12-23"),
    ("2026-11-24", MANY | TYPED, NONE, None, None),
    ("2026-11-24", MANY | SAFE, LOCKED, None, None),
    ("2026-11-24", MANY | BACK, UNDONE, None, None),
    ("2026-11-24", {}, NONE, None, None),
    ("2026-11-24", LOST, NONE, None, None),
    ("2026-11-24", {"people": 0}, NONE, None, None),
    # the law's first day
    ("2022-03-31", CARE | MEANT | MANY, "breach.before-the-law", None, None),
    ("2022-04-01", CARE, YES, "2022-04-05", "2022-05-02"),  # day 30 is Saturday 30 April
    # a contractor
    ("2026-11-24", CARE | OURS_FOR_THEM, TELL, "2026-11-28", "2026-12-23"),
    ("2026-11-24", CARE | OURS_FOR_THEM | SAID, TOLD, None, None),
    ("2026-11-24", OURS_FOR_THEM, NONE, None, None),
    ("2026-11-24", OURS_FOR_THEM | SAID, NONE, None, None),
    ("2026-11-24", MEANT | OURS_FOR_THEM, TELL, "2026-11-28", "2027-01-22"),
    ("2026-11-24", CARE | SAID, YES, "2026-11-28", "2026-12-23"),  # our own data has no principal
    ("2026-11-24", CARE | OURS_FOR_THEM | SAFE, LOCKED, None, None),
    # days 5 on holidays stay where they are
    ("2026-12-30", CARE, YES, "2027-01-03", "2027-01-28"),
    ("2026-12-31", CARE, YES, "2027-01-04", "2027-01-29"),
    ("2026-04-30", CARE, YES, "2026-05-04", "2026-05-29"),
    # day 30 at the turn of the year: to Monday 4 January
    ("2026-11-29", CARE, YES, "2026-12-03", "2026-12-28"),
    ("2026-11-30", CARE, YES, "2026-12-04", "2027-01-04"),
    ("2026-12-03", CARE, YES, "2026-12-07", "2027-01-04"),
    ("2026-12-06", CARE, YES, "2026-12-10", "2027-01-04"),
    # day 30 on or before a public holiday, a bridge between two, a substitute
    ("2026-12-11", CARE, YES, "2026-12-15", "2027-01-12"),
    ("2026-12-13", CARE, YES, "2026-12-17", "2027-01-12"),
    ("2026-08-21", CARE, YES, "2026-08-25", "2026-09-24"),
    ("2026-04-03", CARE, YES, "2026-04-07", "2026-05-07"),
    ("2026-03-31", CARE, YES, "2026-04-04", "2026-04-30"),
    ("2026-07-13", CARE, YES, "2026-07-17", "2026-08-12"),
    ("2026-06-21", CARE, YES, "2026-06-25", "2026-07-21"),
    ("2026-09-13", CARE, YES, "2026-09-17", "2026-10-13"),
    ("2026-10-25", CARE, YES, "2026-10-29", "2026-11-24"),
    ("2025-10-05", CARE, YES, "2025-10-09", "2025-11-04"),
    ("2025-10-25", CARE, YES, "2025-10-29", "2025-11-25"),
    ("2027-01-25", CARE, YES, "2027-01-29", "2027-02-24"),
    ("2027-02-20", CARE, YES, "2027-02-24", "2027-03-23"),
    # short and long Februaries
    ("2027-01-31", CARE, YES, "2027-02-04", "2027-03-01"),
    ("2028-01-31", CARE, YES, "2028-02-04", "2028-02-29"),
    # day 60
    ("2026-11-01", MEANT, YES, "2026-11-05", "2027-01-04"),
    ("2026-07-23", MEANT, YES, "2026-07-27", "2026-09-24"),
    ("2026-03-06", MEANT, YES, "2026-03-10", "2026-05-07"),
]


def _at(day: str, hour: int = 12) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE) + timedelta(hours=hour)


def _day(found: Assessment, duty: Duty) -> str | None:
    return next((str(owed.last_day) for owed in found.owed if owed.duty is duty), None)


def test_there_are_at_least_sixty_cases() -> None:
    assert len({(known, *sorted(facts.items())) for known, facts, *_rest in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(("known", "facts", "code", "preliminary", "final"), CASES)
def test_a_case(known: str, facts: Given, code: str, preliminary: str | None, final: str | None) -> None:
    found = assess(Facts(_at(known), **facts), POLICY)
    assert found.code == code
    assert _day(found, Duty.PRELIMINARY) == preliminary
    assert _day(found, Duty.FINAL) == final
    assert found.reportable == (preliminary is not None)
    assert any(owed.duty is Duty.PEOPLE for owed in found.owed) == found.reportable
    assert any(owed.duty is Duty.PRINCIPAL for owed in found.owed) == (code == TELL)
    assert found.clause
    assert all(found.sentence[lang] and "{" not in found.sentence[lang] for lang in ("ja", "en"))


@pytest.mark.parametrize(
    ("at", "code", "latest"),
    [
        (datetime(2024, 3, 31, 14, 59, tzinfo=UTC), "breach.typed-too-early", None),
        (datetime(2024, 3, 31, 15, 0, tzinfo=UTC), YES, "2024-04-05"),
        (datetime(2026, 11, 24, 14, 59, tzinfo=UTC), YES, "2026-11-28"),
        (datetime(2026, 11, 24, 15, 0, tzinfo=UTC), YES, "2026-11-29"),
    ],
)
def test_days_are_those_of_the_organisation(at: datetime, code: str, latest: str | None) -> None:
    found = assess(Facts(at, malicious=True, stage=Stage.TYPED), POLICY)
    assert (found.code, _day(found, Duty.PRELIMINARY)) == (code, latest)


def test_a_last_day_is_in_time_to_its_end_and_its_third_day_is_the_aim() -> None:
    preliminary = assess(Facts(_at("2026-11-24"), special_care=True), POLICY).owed[0]
    assert preliminary.aim == date(2026, 11, 26)
    assert preliminary.due == datetime(2026, 11, 28, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("risk", "facts", "duties"),
    [
        (Risk.ELSEWHERE, {}, []),
        (Risk.UNLIKELY, {}, []),
        (Risk.SOME, {}, [Duty.GDPR_AUTHORITY]),
        (Risk.HIGH, {}, [Duty.GDPR_AUTHORITY, Duty.GDPR_PEOPLE]),
        (Risk.HIGH, SAFE, [Duty.GDPR_AUTHORITY]),
        (Risk.HIGH, {"encrypted": True}, [Duty.GDPR_AUTHORITY, Duty.GDPR_PEOPLE]),
        (Risk.HIGH, {"keys_safe": True}, [Duty.GDPR_AUTHORITY, Duty.GDPR_PEOPLE]),
        (Risk.SOME, PAPER, [Duty.GDPR_AUTHORITY]),
        (Risk.HIGH, OURS_FOR_THEM, [Duty.GDPR_CONTROLLER]),
        (Risk.HIGH, OURS_FOR_THEM | SAID, []),
    ],
)
def test_the_gdpr_asks_for_the_risk_alone(risk: Risk, facts: Given, duties: list[Duty]) -> None:
    found = assess(Facts(_at("2026-12-24"), gdpr=risk, **facts), POLICY)
    assert [owed.duty for owed in found.owed] == duties
    assert not found.reportable


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ("2026-12-24T10:00+01:00", "2026-12-27T10:00+01:00"),  # Christmas counts
        ("2026-10-24T12:00+02:00", "2026-10-27T11:00+01:00"),  # hours are hours where the clocks go back
        ("2026-03-28T12:00+01:00", "2026-03-31T13:00+02:00"),
    ],
)
def test_seventy_two_hours_are_hours(known: str, due: str) -> None:
    [owed] = assess(Facts(datetime.fromisoformat(known), gdpr=Risk.SOME), BERLIN).owed
    assert owed.due == datetime.fromisoformat(due)
    assert owed.last_day is None


def test_the_clause_names_each_case_that_it_is() -> None:
    found = assess(Facts(_at("2026-11-24"), special_care=True, malicious=True, people=2_000), POLICY)
    assert found.items == {BreachCase.SPECIAL_CARE, BreachCase.MALICIOUS, BreachCase.MANY}
    assert found.clause == "APPI Rules 7(i), APPI Rules 7(iii), APPI Rules 7(iv)"
    ours = assess(Facts(_at("2026-11-24"), special_care=True, role=Role.CONTRACTOR), POLICY)
    assert "Rules 7" not in ours.clause, "Of what others entrusted to us, the clause is that by which they are told."


@pytest.mark.parametrize("year", range(2024, 2036))
def test_at_the_turn_of_the_year_the_authority_is_closed(year: int) -> None:
    shut = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    for day in (date(year, 12, 26) + timedelta(days=ahead) for ahead in range(14)):
        later = [day + timedelta(days=ahead) for ahead in range(12)]
        worked = [
            each
            for each in later
            if (each.month, each.day) not in shut and each.weekday() < 5 and not is_public_holiday("JP", each)
        ]
        assert put_off(day, "JP") == worked[0]


def test_it_is_closed_on_the_first_of_january_whatever_the_country_keeps() -> None:
    assert not is_public_holiday("IR", date(2027, 1, 1))
    assert put_off(date(2027, 1, 1), "IR") == date(2027, 1, 4)


def test_each_duty_names_its_clause_and_the_first_moment_too_late() -> None:
    facts = Facts(_at("2026-11-24"), malicious=True, role=Role.CONTRACTOR)
    told = [(owed.duty, owed.clause, owed.aim, owed.last_day) for owed in assess(facts, POLICY).owed]
    third, fifth, last = date(2026, 11, 26), date(2026, 11, 28), date(2027, 1, 22)
    assert told == [
        (Duty.PRINCIPAL, "APPI 26(1), Rules 9", third, fifth),
        (Duty.PRELIMINARY, "APPI 26(1), Rules 8(1)", third, fifth),
        (Duty.PEOPLE, "APPI 26(2), Rules 10", None, None),
        (Duty.FINAL, "APPI 26(1), Rules 8(2)", None, last),
    ]
    for owed in assess(facts, POLICY).owed:
        ends = owed.last_day and datetime(*(owed.last_day + timedelta(days=1)).timetuple()[:3], tzinfo=ZONE)
        assert owed.due == ends


def test_the_sentence_says_why_in_both_languages() -> None:
    found = assess(Facts(_at("2026-11-24"), property_harm=True, people=2_000), POLICY)
    assert (found.sentence["ja"].count("、") >= 1, "; " in found.sentence["en"]) == (True, True)
    none = assess(Facts(_at("2026-11-24")), POLICY)
    assert (none.reportable, none.items, none.owed, none.code) == (False, frozenset(), (), NONE)
    told = assess(Facts(_at("2026-11-24"), malicious=True, role=Role.CONTRACTOR, told_principal=True), POLICY)
    assert (told.items, told.owed) == (frozenset({BreachCase.MALICIOUS}), ())
