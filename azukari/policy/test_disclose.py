"""The gate, every combination: ground x contract x review x guidelines x purpose x category x consent x case.

The table below was written from the promises (P21-P31), not from the code: each line says what is wrong, and what the
answer to that is; the first line that applies is the answer, and where none does, data may leave.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from azukari.policy.disclose import (
    contract_lets_go,
    ground_of,
    may_approve,
    may_collect,
    may_disclose,
    may_include,
    may_mail,
    may_transfer,
)
from azukari.policy.disclose_words import CODES
from azukari.policy.disclosure import (
    LEGAL_DUTY,
    CaseState,
    Demand,
    DisclosureGround,
    Informing,
    RecipientStatus,
    Subject,
)
from azukari.policy.grounds import contract, law
from azukari.policy.terms import Answer, Category, Policy, RecipientKind, Verdict
from tests.disclosure.combinations import (
    ADDRESS,
    CASE,
    CASES,
    CATEGORIES,
    CONSENTS,
    CONTRACTS,
    DAY,
    EMAIL,
    GOOD,
    GUIDELINES,
    KOTORI,
    NAME,
    NOW,
    OFFICE,
    ORACLE,
    OURS,
    PHONE,
    POLICY,
    PURPOSES,
    REVIEWS,
    SCOPES,
    TODAY,
    YES,
    C,
    expected_answer,
)


@pytest.mark.parametrize("ground", [*ORACLE])
@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_combination_of_contract_and_consent(ground: DisclosureGround, contract: str):
    tried = 0
    for review, guidelines, purpose, category, consent in product(REVIEWS, GUIDELINES, PURPOSES, CATEGORIES, CONSENTS):
        named = {
            "contract": contract,
            "review": review,
            "guidelines": guidelines,
            "purpose": purpose,
            "category": category,
            "consent": consent,
        }
        verdict = may_disclose(
            POLICY,
            Demand(KOTORI, PURPOSES[purpose], CATEGORIES[category], ground),
            standing=RecipientStatus(CONTRACTS[contract], REVIEWS[review], GUIDELINES[guidelines]),
            subject=Subject(living=True, consent=CONSENTS[consent]),
            now=NOW,
        )
        assert (verdict.code, verdict.clause) == expected_answer(ground, named), named
        assert bool(verdict) == (verdict.code == "disclose.allowed")
        tried += 1
    assert tried == 4 * 5 * 4 * 5 * 7


_BEFORE_SCOPE = {"no-case", "case-other-recipient", "case-closed", "voluntary"} | {
    "case-without-citation",
    "case-without-document",
    "case-without-people",
}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("purpose", [LEGAL_DUTY, "magazine", "marketing"])
def test_every_combination_of_a_case(case: str, scope: str, purpose: str):
    (state, of_case), (categories, of_scope) = CASES[case], SCOPES[scope]
    order = [
        of_scope if of_scope == "nothing-asked" else "",
        "" if purpose == LEGAL_DUTY else "case-purpose",
        of_case if of_case in _BEFORE_SCOPE else "",
        of_scope,
        of_case,
    ]
    expected = next((code for code in order if code), "allowed")
    verdict = may_transfer(
        POLICY, Demand(OFFICE, purpose, categories, DisclosureGround.LAW), standing=RecipientStatus(case=state), now=NOW
    )
    assert verdict.code == f"disclose.{expected}"
    assert verdict.clause == ("categories" if expected == "nothing-asked" else "management")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        *((state, code if code in _BEFORE_SCOPE - {"case-other-recipient"} else "") for state, code in CASES.values()),
        (replace(CASE, minimum=frozenset()), "case-without-minimum"),
        (replace(CASE, minimum=frozenset({NAME, PHONE})), "category-outside-case"),
        (replace(CASE, approvals=(), informing=Informing.OPEN), ""),
    ],
)
def test_what_a_case_lacks_before_anybody_may_approve_it(state: CaseState | None, code: str):
    refused = may_approve(POLICY, RecipientStatus(case=state), now=NOW)
    assert (None if refused is None else refused.code) == (f"disclose.{code}" if code else None)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_collecting_and_mailing_rest_on_the_contract_as_all_else_does(contract: str):
    for review, guidelines, purpose in product(REVIEWS, GUIDELINES, ("entrusted", "not in the contract", "unknown")):
        named = {"contract": contract, "review": review, "guidelines": guidelines, "purpose": purpose}
        standing = RecipientStatus(CONTRACTS[contract], REVIEWS[review], GUIDELINES[guidelines])
        slug = PURPOSES[purpose]
        collected = may_collect(POLICY, recipient=KOTORI, purpose=slug, standing=standing, now=NOW)
        mailed = may_mail(
            POLICY, recipient=KOTORI, purpose=slug, categories=frozenset({EMAIL}), standing=standing, now=NOW
        )
        expected = expected_answer(DisclosureGround.CONTRACT, named | {"category": "entrusted"})
        assert (collected.code, collected.clause) == (mailed.code, mailed.clause) == expected, named
        if purpose == "entrusted":  # what people ask for themselves goes by a contract that stands, too
            own = may_mail(
                POLICY, recipient=KOTORI, purpose="confirmation", categories=CATEGORIES["entrusted"],
                standing=standing, now=NOW,
            )  # fmt: skip
            assert (own.code, own.clause) == expected, named


def test_nobody_but_a_contractor_collects_or_carries_mail_and_only_what_the_contract_names():
    third = replace(POLICY, recipients={KOTORI: replace(POLICY.recipients[KOTORI], kind=RecipientKind.THIRD_PARTY)})
    for policy, categories, code in (
        (third, {EMAIL}, "not-a-contractor"),
        (POLICY, {EMAIL, NAME}, "category-outside-contract"),
    ):
        wanted = frozenset(categories)
        for purpose in ("magazine", "confirmation"):
            told = may_mail(policy, recipient=KOTORI, purpose=purpose, categories=wanted, standing=_SOUND, now=NOW)
            assert told.code == f"disclose.{code}"
    told = may_collect(third, recipient=KOTORI, purpose="magazine", standing=_SOUND, now=NOW)
    assert told.code == "disclose.not-a-contractor"


def test_a_contract_that_is_signed_today_counts_and_only_what_it_lacks_is_named():
    kotori = POLICY.recipients[KOTORI]
    assert kotori.contract
    today = replace(kotori, contract=replace(kotori.contract, signed=TODAY))
    policy = replace(POLICY, recipients={KOTORI: today})
    standing = replace(_SOUND, contract=replace(GOOD, signed=TODAY))
    assert _judge(DisclosureGround.CONTRACT, policy=policy, standing=standing)
    lacking = _judge(DisclosureGround.CONTRACT, standing=replace(_SOUND, contract=CONTRACTS["a clause missing"]))
    named = {clause.slug for clause in POLICY.confidentiality if clause.text["en"] in lacking.sentence["en"]}
    assert named == {"secrecy"}
    assert kotori.name["en"] in lacking.sentence["en"]
    assert _judge(DisclosureGround.CONTRACT, standing=replace(_SOUND, guidelines=None)).code == "disclose.no-guidelines"


def test_what_begins_now_has_begun():
    today = replace(_SOUND, contract=replace(GOOD, begins=TODAY))
    assert _judge(DisclosureGround.CONTRACT, standing=today)
    assert _judge(DisclosureGround.CONSENT, subject=Subject(living=True, consent=replace(YES, begins=NOW)))


def test_a_question_that_is_asked_too_early_is_a_fault_of_whoever_asks():
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), DisclosureGround.CONTRACT)
    for question in (contract.parity, law.case_scope):
        with pytest.raises(LookupError, match="before asking whether there is one"):
            question(POLICY, demand, RecipientStatus(), TODAY)


def test_a_consent_that_will_be_withdrawn_holds_until_then():
    later = replace(YES, withdrawn=NOW + timedelta(seconds=1))
    assert _judge(DisclosureGround.CONSENT, subject=Subject(living=True, consent=later))


def test_a_contract_is_no_ground_for_a_third_party():
    third = replace(POLICY.recipients[KOTORI], kind=RecipientKind.THIRD_PARTY)
    policy = replace(POLICY, recipients={KOTORI: third})
    verdict = _judge(DisclosureGround.CONTRACT, policy=policy)
    assert (verdict.code, verdict.clause) == ("disclose.not-a-contractor", f"{C}.kind")


def test_a_company_that_the_policy_does_not_name_gets_nothing():
    for ground in (DisclosureGround.CONTRACT, DisclosureGround.CONSENT):
        verdict = _judge(ground, policy=replace(POLICY, recipients={}))
        assert (verdict.answer, verdict.code, verdict.clause) == (
            Answer.GAP,
            "disclose.unknown-recipient",
            "recipients",
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signed": None}, "contract-unsigned"),
        ({"ends": TODAY - DAY}, "contract-lapsed"),
        ({"begins": TODAY + DAY}, "contract-not-begun"),
        ({"clauses": OURS - {"training"}}, "clause-missing"),
        (None, "no-contract"),
    ],
)
def test_the_published_contract_counts_as_much_as_the_registered_one(change: dict[str, object] | None, code: str):
    published = POLICY.recipients[KOTORI].contract
    assert published is not None
    contract = replace(published, **change) if change else None  # type: ignore[arg-type]
    policy = replace(POLICY, recipients={KOTORI: replace(POLICY.recipients[KOTORI], contract=contract)})
    assert _judge(DisclosureGround.CONTRACT, policy=policy).code == f"disclose.{code}"


@pytest.mark.parametrize("ground", [DisclosureGround.CONTRACT, DisclosureGround.CONSENT])
@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({"suppressed": True}, "suppressed"),
        ({"living": False}, "no-grant"),
        ({"agreed": False}, "not-agreed"),
        ({}, "allowed"),
    ],
)
def test_each_person_is_asked_about(ground: DisclosureGround, subject: dict[str, Any], code: str):
    who = replace(Subject(living=True, consent=YES), **subject)
    assert _judge(ground, subject=who).code == f"disclose.{code}"


def test_a_case_is_about_those_whom_it_names():
    demand = Demand(OFFICE, LEGAL_DUTY, frozenset({NAME}), DisclosureGround.LAW)
    for named, code in ((True, "allowed"), (False, "not-named")):
        subject = Subject(named=named, suppressed=True)  # who wants no mail is not outside the law
        verdict = may_disclose(POLICY, demand, standing=RecipientStatus(case=CASE), subject=subject, now=NOW)
        assert verdict.code == f"disclose.{code}"


@pytest.mark.parametrize(("ground", "code"), [("consent", "no-grant"), ("contract", "no-grant"), ("law", "not-named")])
def test_somebody_of_whom_nothing_is_known_goes_nowhere(ground: str, code: str):
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), DisclosureGround(ground))
    refused = may_include(POLICY, demand, subject=Subject(), now=NOW)
    assert refused is not None
    assert refused.code == f"disclose.{code}"


@pytest.mark.parametrize("word", ["partner", "legitimate-interest", "", "CONSENT", "vital-interest"])
def test_there_is_no_fourth_ground(word: str):
    refused = ground_of(POLICY, word)
    assert isinstance(refused, Verdict)
    assert (refused.answer, refused.code) == (Answer.GAP, "disclose.no-such-ground")
    with pytest.raises(ValueError, match="is not a valid"):
        DisclosureGround(word)


def test_a_day_is_a_day_where_the_organisation_is():
    lapses_today = RecipientStatus(replace(GOOD, ends=TODAY), REVIEWS["due today"], GUIDELINES["accepted"])
    last_minute = datetime(2026, 11, 24, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo
    for moment, code in ((last_minute, "allowed"), (last_minute + timedelta(minutes=1), "contract-lapsed")):
        demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), DisclosureGround.CONTRACT)
        assert may_transfer(POLICY, demand, standing=lapses_today, now=moment).code == f"disclose.{code}"


def test_a_contract_without_a_known_end_goes_on():
    kotori = POLICY.recipients[KOTORI]
    assert kotori.contract
    endless = replace(POLICY, recipients={KOTORI: replace(kotori, contract=replace(kotori.contract, ends=None))})
    standing = RecipientStatus(replace(GOOD, ends=None), REVIEWS["due today"], GUIDELINES["accepted"])
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), DisclosureGround.CONTRACT)
    assert may_transfer(endless, demand, standing=standing, now=NOW)
    assert may_transfer(POLICY, demand, standing=standing, now=NOW)


def test_a_mail_provider_gets_the_address_and_the_name_and_no_more():
    standing = RecipientStatus(
        replace(GOOD, categories=frozenset({EMAIL, NAME})), REVIEWS["due today"], GUIDELINES["accepted"]
    )

    def judged(purpose: str, *categories: Category, at: RecipientStatus = standing) -> str:
        wanted = frozenset(categories)
        return may_mail(POLICY, recipient=KOTORI, purpose=purpose, categories=wanted, standing=at, now=NOW).code

    assert judged("magazine", EMAIL, NAME) == "disclose.allowed"
    assert judged("confirmation", EMAIL) == judged("own-access", EMAIL) == "disclose.allowed"
    assert judged("confirmation") == "disclose.nothing-asked"
    assert judged("magazine", EMAIL, PHONE) == "disclose.mail-only-address"
    assert judged("membership", EMAIL) == "disclose.purpose-not-published"
    assert judged("campaign-updates", EMAIL) == "disclose.purpose-outside-contract"
    suspended = replace(standing, contract=CONTRACTS["suspended"])
    assert judged("confirmation", EMAIL, at=suspended) == "disclose.contract-suspended"
    named = replace(POLICY.recipients[KOTORI], categories=frozenset({NAME}))
    found = may_mail(
        replace(POLICY, recipients={KOTORI: named}),
        recipient=KOTORI, purpose="confirmation", categories=frozenset({EMAIL}), standing=standing, now=NOW,
    )  # fmt: skip
    assert not found, "The policy does not say that they get addresses."
    assert found.code in CODES
    assert "categor" in found.code


def _lets_go(
    *covered: Category, purposes: frozenset[str] = GOOD.purposes, published: frozenset[Category] | None = None
) -> Verdict:
    """Whether a contract over these categories lets something go to a company of which the policy publishes those."""
    kotori = POLICY.recipients[KOTORI]
    named = kotori.categories if published is None else published
    policy = replace(POLICY, recipients={KOTORI: replace(kotori, categories=named)})
    contract = replace(GOOD, purposes=purposes, categories=frozenset(covered))
    return contract_lets_go(policy, KOTORI, standing=replace(_SOUND, contract=contract), now=NOW)


def test_a_contract_lets_go_what_it_and_the_policy_both_name():
    for covered, published in (
        ((EMAIL,), None),
        ((EMAIL, PHONE), None),  # the magazine may use a telephone number, and this company gets none
        ((EMAIL, ADDRESS), frozenset({EMAIL, ADDRESS})),  # the magazine uses no postal address
    ):
        told = _lets_go(*covered, published=published)
        assert (told.code, told.clause) == ("disclose.allowed", C)
        assert told.sentence["en"] == f"{POLICY.recipients[KOTORI].name['en']} may get email address now."


def test_a_contract_over_other_data_than_the_policy_s_is_refused_and_one_over_none_asks_for_work_alone():
    assert _lets_go(ADDRESS).code == "disclose.category-outside-purpose"
    assert _lets_go(PHONE).code == "disclose.category-not-published"
    assert _lets_go().code == "disclose.allowed", "It collects payments, say."
    assert _lets_go(purposes=frozenset({"marketing"})).code == "disclose.unknown-purpose"
    assert (
        _lets_go(EMAIL, purposes=frozenset()).code == _lets_go(purposes=frozenset()).code == "disclose.unknown-purpose"
    )
    assert _lets_go(EMAIL, purposes=frozenset({"membership", "magazine"})).code == "disclose.allowed", (
        "The first by name."
    )
    nobody = replace(POLICY, recipients={})
    for covered in (frozenset({EMAIL}), frozenset[Category]()):
        standing = replace(_SOUND, contract=replace(GOOD, categories=covered))
        found = contract_lets_go(nobody, KOTORI, standing=standing, now=NOW)
        assert (found.answer, found.code) == (Answer.GAP, "disclose.unknown-recipient")
    with pytest.raises(LookupError, match=KOTORI):
        contract_lets_go(POLICY, KOTORI, standing=replace(_SOUND, contract=None), now=NOW)


def test_every_refusal_speaks_both_languages_and_says_what_to_do():
    silent = {"disclose.allowed", "disclose.no-grant", "disclose.suppressed", "disclose.consent-withdrawn"} | {
        "disclose.nothing-held",
        "disclose.not-named",
    }
    verdicts = {v.code: v for v in (_judge(g, standing=s) for g in ORACLE for s in _standings())}
    for code, verdict in verdicts.items():
        assert verdict.sentence["ja"] != verdict.sentence["en"]
        assert "{" not in verdict.sentence["ja"] + verdict.sentence["en"]
        assert code in silent or (verdict.remedy["ja"] and verdict.remedy["en"])
    assert silent < CODES


def _standings() -> list[RecipientStatus]:
    return [RecipientStatus(c, r, g) for c, r, g in product(CONTRACTS.values(), REVIEWS.values(), GUIDELINES.values())]


_SOUND = RecipientStatus(GOOD, REVIEWS["due today"], GUIDELINES["accepted"])
_SOMEBODY = Subject(living=True, consent=YES)


def _judge(
    ground: DisclosureGround,
    *,
    policy: Policy = POLICY,
    standing: RecipientStatus = _SOUND,
    subject: Subject = _SOMEBODY,
) -> Verdict:
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), ground)
    return may_disclose(policy, demand, standing=standing, subject=subject, now=NOW)
