"""Questions about a contract: in force, as binding as our own duties, wide enough, supervised (P23, P24, P28-P31)."""

from collections.abc import Mapping
from datetime import date

from azukari.lib.day import in_words
from azukari.policy.disclosure import ContractState, Demand, Entrustment, RecipientStatus
from azukari.policy.explain import joined, name_categories
from azukari.policy.grounds.question import no
from azukari.policy.terms import Contract, Policy, Recipient, RecipientKind, Text, Verdict

_NOT_IN_FORCE: Mapping[ContractState, str] = {
    ContractState.DRAFT: "contract-draft",
    ContractState.SIGNED: "contract-signed",
    ContractState.SUSPENDED: "contract-suspended",
    ContractState.ENDED: "contract-ended",
}


def contractor(policy: Policy, demand: Demand, _standing: RecipientStatus, _today: date) -> Verdict | None:
    if policy.recipients[demand.recipient].kind is RecipientKind.CONTRACTOR:
        return None
    return no(policy, "not-a-contractor", demand, ".kind")


def contract_in_force(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    published, contract = policy.recipients[demand.recipient].contract, standing.contract
    if published is None or contract is None:
        return no(policy, "no-contract", demand, ".contract")
    if published.reference != contract.reference:
        return no(policy, "contract-differs", demand, ".contract.reference")
    if contract.state is not ContractState.IN_FORCE:
        return no(policy, _NOT_IN_FORCE[contract.state], demand, ".contract")
    return None


def contract_dates(policy: Policy, demand: Demand, standing: RecipientStatus, today: date) -> Verdict | None:
    published, contract = _both(policy.recipients[demand.recipient], standing)
    signed = (published.signed, contract.signed)
    if any(day is None or day > today for day in signed):
        return no(policy, "contract-unsigned", demand, ".contract.signed")
    begins = max(published.begins, contract.begins)
    if today < begins:
        return no(policy, "contract-not-begun", demand, ".contract.begins", day=_day(policy, begins))
    ends = min((day for day in (published.ends, contract.ends) if day), default=None)
    if ends and today > ends:
        return no(policy, "contract-lapsed", demand, ".contract.ends", day=_day(policy, ends))
    return None


def parity(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    published, contract = _both(policy.recipients[demand.recipient], standing)
    missing = missing_clauses(policy, contract, published)
    if not missing:
        return None
    texts = [clause.text for clause in policy.confidentiality if clause.slug in missing]
    named = {lang: joined([text[lang] for text in texts], lang=lang) for lang in policy.languages}
    return no(policy, "clause-missing", demand, ".contract.clauses", clauses=named)


def contract_purpose(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    _published, contract = _both(policy.recipients[demand.recipient], standing)
    if demand.purpose in contract.purposes:
        return None
    title = policy.purposes[demand.purpose].title
    return no(policy, "purpose-outside-contract", demand, ".contract", purpose=title)


def contract_categories(policy: Policy, demand: Demand, standing: RecipientStatus, _today: date) -> Verdict | None:
    _published, contract = _both(policy.recipients[demand.recipient], standing)
    extra = demand.categories - contract.categories
    if not extra:
        return None
    return no(policy, "category-outside-contract", demand, ".contract", categories=name_categories(policy, extra))


def reviewed(policy: Policy, demand: Demand, standing: RecipientStatus, today: date) -> Verdict | None:
    review = standing.review
    if review is None:
        return no(policy, "review-not-planned", demand, ".contract")
    if review.failed:
        return no(policy, "review-failed", demand, ".contract")
    if today > review.due:
        return no(policy, "review-overdue", demand, ".contract", day=_day(policy, review.due))
    return None


def guided(policy: Policy, demand: Demand, standing: RecipientStatus, today: date) -> Verdict | None:
    newest = standing.guidelines
    if newest is None or not newest.version:
        return no(policy, "no-guidelines", demand, ".contract")
    if newest.accepted >= newest.version or (newest.until and today <= newest.until):
        return None
    until = _day(policy, newest.until) if newest.until else {}
    grace = {"ja": "猶予は{}まででした。", "en": " It had time until {}."}
    over = {lang: grace[lang].format(day) for lang, day in until.items()}
    return no(policy, "guidelines-not-accepted", demand, ".contract", version=str(newest.version), over=over)


def _day(policy: Policy, day: date) -> Text:
    return {lang: in_words(day, lang) for lang in policy.languages}


def _both(recipient: Recipient, standing: RecipientStatus) -> tuple[Contract, Entrustment]:
    """The published contract and the registered one, which an earlier question has found."""
    if recipient.contract is None or standing.contract is None:
        raise LookupError("Asked about a contract before asking whether there is one.")
    return recipient.contract, standing.contract


def missing_clauses(policy: Policy, contract: Entrustment, published: Contract | None) -> frozenset[str]:
    """Duties of confidentiality that bind us and not the contractor (P24); both the policy and the register count."""
    ours = frozenset(clause.slug for clause in policy.confidentiality)
    return ours - (contract.clauses & (published.clauses if published else frozenset()))
