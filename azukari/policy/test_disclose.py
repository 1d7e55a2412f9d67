"""The gate, every combination: ground x contract x review x guidelines x purpose x category x consent x case.

The table below was written from the promises (P21-P31), not from the code: each line says what is wrong, and what the
answer to that is; the first line that applies is the answer, and where none does, data may leave.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
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
    Approval,
    CaseState,
    ContractState,
    Demand,
    DisclosureConsent,
    DisclosureGround,
    Entrustment,
    GuidelinesState,
    Informing,
    RecipientStatus,
    ReviewState,
    Subject,
)
from azukari.policy.grounds import contract, law
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import Answer, Category, Policy, RecipientKind, Verdict

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
KOTORI, OFFICE = "kotori-mail", "tax-office"
EMAIL, NAME, PHONE, ADDRESS = Category.EMAIL, Category.NAME, Category.PHONE, Category.ADDRESS


def _policy() -> Policy:
    """The starter's, with a purpose that uses one category more than its contractor gets."""
    policy = parse(STARTER.read_text("utf-8"))
    magazine = replace(policy.purposes["magazine"], may_use=policy.purposes["magazine"].may_use | {PHONE})
    return replace(policy, purposes={**policy.purposes, "magazine": magazine})


POLICY = _policy()
OURS = frozenset(clause.slug for clause in POLICY.confidentiality)
GOOD = Entrustment(
    reference="SN-2026-03",
    state=ContractState.IN_FORCE,
    signed=date(2026, 3, 16),
    begins=date(2026, 4, 1),
    ends=date(2027, 3, 31),
    purposes=frozenset({"magazine"}),
    categories=frozenset({EMAIL}),
    clauses=OURS,
)
CONTRACTS: Mapping[str, Entrustment | None] = {
    "none": None,
    "draft": replace(GOOD, state=ContractState.DRAFT),
    "signed": replace(GOOD, state=ContractState.SIGNED),
    "in force": GOOD,
    "suspended": replace(GOOD, state=ContractState.SUSPENDED),
    "ended": replace(GOOD, state=ContractState.ENDED),
    "another": replace(GOOD, reference="SN-2020-01"),
    "unsigned": replace(GOOD, signed=None),
    "signed tomorrow": replace(GOOD, signed=TODAY + DAY),
    "begins tomorrow": replace(GOOD, begins=TODAY + DAY),
    "last day": replace(GOOD, ends=TODAY),
    "lapsed": replace(GOOD, ends=TODAY - DAY),
    "a clause missing": replace(GOOD, clauses=OURS - {"secrecy"}),
}
REVIEWS: Mapping[str, ReviewState | None] = {
    "none": None,
    "due today": ReviewState(TODAY),
    "overdue": ReviewState(TODAY - DAY),
    "failed": ReviewState(TODAY + DAY, failed=True),
}
GUIDELINES: Mapping[str, GuidelinesState | None] = {
    "none": GuidelinesState(0, None, 0),
    "accepted": GuidelinesState(2, TODAY - DAY, 2),
    "in grace": GuidelinesState(2, TODAY, 1),
    "late": GuidelinesState(2, TODAY - DAY, 1),
    "no day named": GuidelinesState(2, None, 1),
}
PURPOSES = {
    "entrusted": "magazine",
    "not in the contract": "campaign-updates",
    "not in the entry": "membership",
    "unknown": "marketing",
}
CATEGORIES = {
    "entrusted": frozenset({EMAIL}),
    "not in the contract": frozenset({EMAIL, NAME}),
    "not in the entry": frozenset({PHONE}),
    "not in the purpose": frozenset({ADDRESS}),
    "none": frozenset[Category](),
}
_YES = DisclosureConsent(KOTORI, "magazine", frozenset({EMAIL}), NOW - DAY)
CONSENTS: Mapping[str, DisclosureConsent | None] = {
    "none": None,
    "given": _YES,
    "withdrawn": replace(_YES, withdrawn=NOW),
    "not begun": replace(_YES, begins=NOW + DAY),
    "to another": replace(_YES, recipient="somebody-else"),
    "for another purpose": replace(_YES, purpose="membership"),
    "narrower": replace(_YES, categories=frozenset({NAME})),
}

C = f"recipients.{KOTORI}"
PUBLISHED = (
    ({"category": {"none"}}, "nothing-asked", "categories"),
    ({"purpose": {"unknown"}}, "unknown-purpose", "purposes"),
    ({"purpose": {"not in the entry"}}, "purpose-not-published", f"{C}.purposes"),
    (
        {"category": {"not in the purpose"}, "purpose": {"entrusted"}},
        "category-outside-purpose",
        "purposes.magazine.needs",
    ),
    (
        {"category": {"not in the purpose", "not in the entry"}, "purpose": {"not in the contract"}},
        "category-outside-purpose",
        "purposes.campaign-updates.needs",
    ),
    ({"category": {"not in the entry"}}, "category-not-published", f"{C}.categories"),
)
BY_CONTRACT = (
    *PUBLISHED,
    ({"contract": {"none"}}, "no-contract", f"{C}.contract"),
    ({"contract": {"another"}}, "contract-differs", f"{C}.contract.reference"),
    ({"contract": {"draft"}}, "contract-draft", f"{C}.contract"),
    ({"contract": {"signed"}}, "contract-signed", f"{C}.contract"),
    ({"contract": {"suspended"}}, "contract-suspended", f"{C}.contract"),
    ({"contract": {"ended"}}, "contract-ended", f"{C}.contract"),
    ({"contract": {"unsigned", "signed tomorrow"}}, "contract-unsigned", f"{C}.contract.signed"),
    ({"contract": {"begins tomorrow"}}, "contract-not-begun", f"{C}.contract.begins"),
    ({"contract": {"lapsed"}}, "contract-lapsed", f"{C}.contract.ends"),
    ({"contract": {"a clause missing"}}, "clause-missing", f"{C}.contract.clauses"),
    ({"purpose": {"not in the contract"}}, "purpose-outside-contract", f"{C}.contract"),
    ({"category": {"not in the contract"}}, "category-outside-contract", f"{C}.contract"),
    ({"review": {"none"}}, "review-not-planned", f"{C}.contract"),
    ({"review": {"failed"}}, "review-failed", f"{C}.contract"),
    ({"review": {"overdue"}}, "review-overdue", f"{C}.contract"),
    ({"guidelines": {"none"}}, "no-guidelines", f"{C}.contract"),
    ({"guidelines": {"late", "no day named"}}, "guidelines-not-accepted", f"{C}.contract"),
)
BY_CONSENT = (
    *PUBLISHED,
    ({"consent": {"none", "to another", "not begun"}}, "no-consent", C),
    ({"consent": {"withdrawn"}}, "consent-withdrawn", C),
    ({"consent": {"for another purpose"}}, "consent-purpose", f"{C}.purposes"),
    ({"purpose": {"not in the contract"}}, "consent-purpose", f"{C}.purposes"),
    ({"consent": {"narrower"}, "category": {"entrusted"}}, "consent-category", f"{C}.categories"),
    ({"category": {"not in the contract"}}, "consent-category", f"{C}.categories"),
)
ORACLE = {DisclosureGround.CONTRACT: BY_CONTRACT, DisclosureGround.CONSENT: BY_CONSENT}


def _expected(ground: DisclosureGround, named: Mapping[str, str]) -> tuple[str, str]:
    for wrong, code, clause in ORACLE[ground]:
        if all(named[dimension] in values for dimension, values in wrong.items()):
            return f"disclose.{code}", clause
    return "disclose.allowed", C


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
        assert (verdict.code, verdict.clause) == _expected(ground, named), named
        assert bool(verdict) == (verdict.code == "disclose.allowed")
        tried += 1
    assert tried == 4 * 5 * 4 * 5 * 7


CASE = CaseState(
    recipient=OFFICE,
    compelled=True,
    citation=True,
    document=True,
    categories=frozenset({NAME, ADDRESS}),
    minimum=frozenset({NAME}),
    people=2,
    approvals=(Approval("a", "privacy"), Approval("b", "membership")),
    informing=Informing.INFORMED,
)
CASES: Mapping[str, tuple[CaseState | None, str]] = {
    "none": (None, "no-case"),
    "good": (CASE, ""),
    "person may not know": (replace(CASE, informing=Informing.FORBIDDEN), ""),
    "another authority": (replace(CASE, recipient="police"), "case-other-recipient"),
    "closed": (replace(CASE, closed=True), "case-closed"),
    "voluntary": (replace(CASE, compelled=False), "voluntary"),
    "no citation": (replace(CASE, citation=False), "case-without-citation"),
    "no document": (replace(CASE, document=False), "case-without-document"),
    "nobody named": (replace(CASE, people=0), "case-without-people"),
    "one approver": (replace(CASE, approvals=CASE.approvals[:1]), "case-approvals"),
    "one approver twice": (replace(CASE, approvals=(Approval("a", "x"), Approval("a", "y"))), "case-approvals"),
    "two of one duty": (replace(CASE, approvals=(Approval("a", "x"), Approval("b", "x"))), "case-approvals"),
    "nobody told": (replace(CASE, informing=Informing.OPEN), "person-not-informed"),
}
SCOPES = {
    "minimum": (frozenset({NAME}), ""),
    "demanded, not needed": (frozenset({NAME, ADDRESS}), "more-than-minimum"),
    "not demanded": (frozenset({NAME, PHONE}), "category-outside-case"),
    "nothing": (frozenset[Category](), "nothing-asked"),
}
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
        expected = _expected(DisclosureGround.CONTRACT, named | {"category": "entrusted"})
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
    assert _judge(DisclosureGround.CONSENT, subject=Subject(living=True, consent=replace(_YES, begins=NOW)))


def test_a_question_that_is_asked_too_early_is_a_fault_of_whoever_asks():
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), DisclosureGround.CONTRACT)
    for question in (contract.parity, law.case_scope):
        with pytest.raises(LookupError, match="before asking whether there is one"):
            question(POLICY, demand, RecipientStatus(), TODAY)


def test_a_consent_that_will_be_withdrawn_holds_until_then():
    later = replace(_YES, withdrawn=NOW + timedelta(seconds=1))
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
    who = replace(Subject(living=True, consent=_YES), **subject)
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
_SOMEBODY = Subject(living=True, consent=_YES)


def _judge(
    ground: DisclosureGround,
    *,
    policy: Policy = POLICY,
    standing: RecipientStatus = _SOUND,
    subject: Subject = _SOMEBODY,
) -> Verdict:
    demand = Demand(KOTORI, "magazine", frozenset({EMAIL}), ground)
    return may_disclose(policy, demand, standing=standing, subject=subject, now=NOW)
