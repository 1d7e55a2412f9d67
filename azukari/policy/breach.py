"""Breach notification: whether an incident must be reported, to whom, and by when. Pure, and no legal advice.

Japan: APPI 26 and the Enforcement Rules 7-10 (in force since 2022-04-01; data being typed into a form since
2024-04-01). European Union: GDPR 33 and 34. How days and holidays count stands in
docs/decisions/2026-11-27-how-reporting-deadlines-are-counted-after-a-breach.md.
What may have happened counts like what did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from azukari.policy.breach_words import REASONS, SENTENCES
from azukari.policy.deadline import working_day
from azukari.policy.terms import Policy, Text

IN_FORCE = date(2022, 4, 1)  # of the duty to report (APPI as amended in 2020)
TYPED_SINCE = date(2024, 4, 1)  # of data being typed into a form (Enforcement Rules 7(iii), amended in 2023)
MANY = 1_000
PRELIMINARY = (3, 5)
FINAL, FINAL_MALICIOUS = 30, 60
GDPR_HOURS = timedelta(hours=72)


class Mishap(StrEnum):
    LEAK = "leak"
    LOSS = "loss"
    DAMAGE = "damage"


class Stage(StrEnum):
    KEPT = "kept"  # in our records, or bound for them
    TYPED = "typed"  # somebody was typing it into a form
    LOOSE = "loose"  # on a paper or in an email that belongs to no records


class Role(StrEnum):
    OWN = "own"  # our own data, also where our contractor had the incident
    CONTRACTOR = "contractor"  # data that another organisation entrusted to us


class Risk(StrEnum):
    """What the GDPR asks: how likely harm is to people whom it protects."""

    ELSEWHERE = "elsewhere"  # it protects nobody of them
    UNLIKELY = "unlikely"
    SOME = "some"
    HIGH = "high"


class BreachCase(StrEnum):
    """The four cases of the Enforcement Rules 7."""

    SPECIAL_CARE = "special-care"
    PROPERTY = "property"
    MALICIOUS = "malicious"
    MANY = "many"


CLAUSES: Mapping[BreachCase, str] = {
    BreachCase.SPECIAL_CARE: "APPI Rules 7(i)",
    BreachCase.PROPERTY: "APPI Rules 7(ii)",
    BreachCase.MALICIOUS: "APPI Rules 7(iii)",
    BreachCase.MANY: "APPI Rules 7(iv)",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. Whatever may be so is said to be so.

    Args:
        knew_at: when anybody of the organisation knew first.
        people: how many it concerns, at the most.
        special_care: data about race, creed, illness, crime and the like (APPI 2(3)).
        property_harm: it can be used to take money: a card number, a password of a bank.
        malicious: somebody meant it, a colleague as well as a stranger.
        encrypted: strongly, by a method that is recommended.
        keys_safe: the keys lie apart, and did not get out.
        undone: all of it came back before anybody saw it; or, lost or damaged, the same is kept elsewhere.
        told_principal: the organisation that entrusted it to us has been told.
    """

    knew_at: datetime
    mishap: Mishap = Mishap.LEAK
    stage: Stage = Stage.KEPT
    people: int = 1
    special_care: bool = False
    property_harm: bool = False
    malicious: bool = False
    encrypted: bool = False
    keys_safe: bool = False
    undone: bool = False
    role: Role = Role.OWN
    told_principal: bool = False
    gdpr: Risk = Risk.ELSEWHERE


class Duty(StrEnum):
    """What has to be done."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    PEOPLE = "people"
    PRINCIPAL = "principal"
    GDPR_AUTHORITY = "gdpr-authority"
    GDPR_PEOPLE = "gdpr-people"
    GDPR_CONTROLLER = "gdpr-controller"


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty with its time.

    Args:
        aim: the day to aim for, where the authority names a span.
        last_day: the last day that is in time; None where the law names none.
        due: the first moment that is too late.
    """

    duty: Duty
    clause: str
    aim: date | None = None
    last_day: date | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer, with its clause and a sentence.

    Args:
        reportable: whether Japan's authority must be told.
        items: which of the four cases it is.
        owed: everything that has to be done, whatever the law.
    """

    reportable: bool
    code: str
    clause: str
    sentence: Text
    items: frozenset[BreachCase] = frozenset()
    owed: tuple[Owed, ...] = field(default=())


def assess(facts: Facts, policy: Policy) -> Assessment:
    """Whether it must be reported, and by when.

    Args:
        policy: of the organisation on whose clocks days are counted, and whose public holidays put a last day off.
    """
    day = policy.organisation.day(facts.knew_at)
    code, items = _appi(facts, day)
    owed = (*_of_appi(code, items, day, policy), *_of_gdpr(facts))
    clause, sentence = REASONS[code]
    if code == REPORT:
        named = sorted(items, key=list(BreachCase).index)
        clause = ", ".join(CLAUSES[item] for item in named)
        sentence = {
            lang: sentence[lang].format(why=("、" if lang == "ja" else "; ").join(SENTENCES[i][lang] for i in named))
            for lang in sentence
        }
    return Assessment(code in (REPORT, TELL_PRINCIPAL), code, clause, sentence, items, owed)


REPORT, TELL_PRINCIPAL = "breach.report", "breach.tell-principal"


def _appi(facts: Facts, day: date) -> tuple[str, frozenset[BreachCase]]:
    """The code of the answer, and the cases that it is."""
    kept = facts.stage is Stage.KEPT  # else only malice counts: what belongs to no records is answered below
    cases = (
        (BreachCase.SPECIAL_CARE, kept and facts.special_care),
        (BreachCase.PROPERTY, kept and facts.property_harm),
        (BreachCase.MALICIOUS, facts.malicious),
        (BreachCase.MANY, kept and facts.people > MANY),
    )
    items = frozenset(item for item, holds in cases if holds)
    for code, holds in (
        ("breach.before-the-law", day < IN_FORCE),
        ("breach.no-records", facts.stage is Stage.LOOSE),
        ("breach.typed-too-early", facts.stage is Stage.TYPED and day < TYPED_SINCE),
        ("breach.undone", facts.undone),
        ("breach.encrypted", facts.encrypted and facts.keys_safe),
        ("breach.none-of-four", not items),
        ("breach.principal-told", facts.role is Role.CONTRACTOR and facts.told_principal),
    ):
        if holds:
            return code, frozenset() if code != "breach.principal-told" else items
    return (TELL_PRINCIPAL if facts.role is Role.CONTRACTOR else REPORT), items


def _of_appi(code: str, items: frozenset[BreachCase], day: date, policy: Policy) -> tuple[Owed, ...]:
    if code not in (REPORT, TELL_PRINCIPAL):
        return ()
    end_of = policy.organisation.end_of
    aim, latest = (nth_day(day, count) for count in PRELIMINARY)
    told = Owed(Duty.PRINCIPAL, "APPI 26(1), Rules 9", aim, latest, end_of(latest))
    count = FINAL_MALICIOUS if BreachCase.MALICIOUS in items else FINAL
    final = put_off(nth_day(day, count), policy.requests.hours.holidays)
    return (
        *((told,) if code == TELL_PRINCIPAL else ()),
        Owed(Duty.PRELIMINARY, "APPI 26(1), Rules 8(1)", aim, latest, end_of(latest)),
        Owed(Duty.PEOPLE, "APPI 26(2), Rules 10"),
        Owed(Duty.FINAL, "APPI 26(1), Rules 8(2)", None, final, end_of(final)),
    )


def _of_gdpr(facts: Facts) -> tuple[Owed, ...]:
    if facts.gdpr is Risk.ELSEWHERE:
        return ()
    if facts.role is Role.CONTRACTOR:
        return () if facts.told_principal else (Owed(Duty.GDPR_CONTROLLER, "GDPR 33(2)"),)
    owed: list[Owed] = []
    if facts.gdpr in (Risk.SOME, Risk.HIGH):
        owed.append(Owed(Duty.GDPR_AUTHORITY, "GDPR 33(1)", due=facts.knew_at + GDPR_HOURS))
    if facts.gdpr is Risk.HIGH and not (facts.encrypted and facts.keys_safe):
        owed.append(Owed(Duty.GDPR_PEOPLE, "GDPR 34(1)"))
    return tuple(owed)


def nth_day(first: date, count: int) -> date:
    """The day that is number ``count``, where ``first`` is number 1; every day counts, holidays as well."""
    return first + timedelta(days=count - 1)


def put_off(day: date, country: str) -> date:
    """The day itself, or the first after it that is neither on a weekend nor a public holiday, nor between 29 December
    and 3 January (Act on Holidays of Administrative Organs, 1 and 2).
    """
    return working_day(day, country, but=_TURN)


_TURN = frozenset({"12-29", "12-30", "12-31", "01-01", "01-02", "01-03"})
