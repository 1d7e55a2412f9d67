"""Every combination of a contract, its review, the guidelines, the purpose, the category and the consent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from azukari.policy.disclosure import (
    Approval,
    CaseState,
    ContractState,
    DisclosureConsent,
    DisclosureGround,
    Entrustment,
    GuidelinesState,
    Informing,
    ReviewState,
)
from azukari.policy.parse import STARTER, parse
from azukari.policy.terms import Category, Policy

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
YES = DisclosureConsent(KOTORI, "magazine", frozenset({EMAIL}), NOW - DAY)
CONSENTS: Mapping[str, DisclosureConsent | None] = {
    "none": None,
    "given": YES,
    "withdrawn": replace(YES, withdrawn=NOW),
    "not begun": replace(YES, begins=NOW + DAY),
    "to another": replace(YES, recipient="somebody-else"),
    "for another purpose": replace(YES, purpose="membership"),
    "narrower": replace(YES, categories=frozenset({NAME})),
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


def expected_answer(ground: DisclosureGround, named: Mapping[str, str]) -> tuple[str, str]:
    for wrong, code, clause in ORACLE[ground]:
        if all(named[dimension] in values for dimension, values in wrong.items()):
            return f"disclose.{code}", clause
    return "disclose.allowed", C


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
