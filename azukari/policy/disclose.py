"""May data leave? Pure answers, each with its clause, a sentence and a remedy. Default deny (P21-P31).

`may_transfer` answers for a whole transfer, `may_disclose` for one person in it, at the moment when it happens. Each
ground is a list of questions, asked in order; the first that stands against it is the answer. What is on no list is no
ground.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from azukari.policy.disclose_words import told
from azukari.policy.disclosure import LEGAL_DUTY, Demand, DisclosureGround, RecipientStatus, Subject
from azukari.policy.explain import name_categories
from azukari.policy.grounds import contract, law, person, published
from azukari.policy.grounds.question import Question
from azukari.policy.terms import RESERVED_PURPOSES, Answer, Category, Policy, Verdict

NOTHING: frozenset[Category] = frozenset()
MAILED = frozenset({Category.EMAIL, Category.NAME})
"""What a mail provider gets besides language and message (P29)."""


def ground_of(policy: Policy, text: str) -> DisclosureGround | Verdict:
    """The ground called ``text``, or the refusal of a fourth one (P26)."""
    try:
        return DisclosureGround(text)
    except ValueError:
        return told(policy, Answer.GAP, "disclose.no-such-ground", "recipients")


def may_transfer(policy: Policy, demand: Demand, *, standing: RecipientStatus, now: datetime) -> Verdict:
    """May this leave at all, whoever it is about?

    Args:
        standing: what the register says at that moment.
        now: the moment; days are counted where the organisation is.
    """
    refused = _first_no(policy, demand, standing, _QUESTIONS[demand.ground], now)
    return _allowed(policy, demand) if refused is None else refused


def may_approve(policy: Policy, standing: RecipientStatus, *, now: datetime) -> Verdict | None:
    """What of a case is still missing before anybody can say yes to it; None if nothing is.

    A yes is to a document and to a scope, so both come first (P25). Informing the person may come after it.
    """
    case = standing.case
    demand = Demand(case.recipient if case else "", LEGAL_DUTY, case.minimum if case else NOTHING, DisclosureGround.LAW)
    return _first_no(policy, demand, standing, _APPROVED_ON, now)


def may_disclose(
    policy: Policy, demand: Demand, *, standing: RecipientStatus, subject: Subject, now: datetime
) -> Verdict:
    """May this person's data leave now? Asked for each person again while a transfer runs.

    The answer of `may_transfer` comes first: a contract that lapses refuses whoever is next.
    """
    whole = may_transfer(policy, demand, standing=standing, now=now)
    alone = may_include(policy, demand, subject=subject, now=now) if whole else None
    return whole if alone is None else alone


def may_include(policy: Policy, demand: Demand, *, subject: Subject, now: datetime) -> Verdict | None:
    """What stands against this person alone, given that the transfer may be made; None if nothing does."""
    return _OF_PERSON[demand.ground](policy, demand, subject, now)


def may_mail(
    policy: Policy,
    *,
    recipient: str,
    purpose: str,
    categories: frozenset[Category],
    standing: RecipientStatus,
    now: datetime,
) -> Verdict:
    """May an email for ``purpose`` pass through the mail provider ``recipient`` (P29)?

    The two mails that people ask for themselves (the question whether an address is theirs, and the link to their own
    page) need the contract and nothing else of its scope.
    """
    if categories - MAILED:
        return told(policy, Answer.NO, "disclose.mail-only-address", f"recipients.{recipient}.categories")
    demand = Demand(recipient, purpose, categories, DisclosureGround.CONTRACT)
    questions = _MAILED_ON if purpose in RESERVED_PURPOSES else _QUESTIONS[DisclosureGround.CONTRACT]
    refused = _first_no(policy, demand, standing, questions, now)
    return _allowed(policy, demand) if refused is None else refused


def may_collect(policy: Policy, *, recipient: str, purpose: str, standing: RecipientStatus, now: datetime) -> Verdict:
    """May the payment provider ``recipient`` be asked to collect a payment that belongs to ``purpose``?

    It gets an amount, what it is for, and a reference made up for it: nothing out of the categories, so these are not
    asked about. The contract has to stand as for anybody who works for us (P23, P24, P30, P31).
    """
    demand = Demand(recipient, purpose, NOTHING, DisclosureGround.CONTRACT)
    refused = _first_no(policy, demand, standing, _COLLECTED_ON, now)
    return _allowed(policy, demand) if refused is None else refused


def contract_lets_go(policy: Policy, recipient: str, *, standing: RecipientStatus, now: datetime) -> Verdict:
    """May what the contract of ``recipient`` covers go there now? If it covers nothing (a payment provider's), may
    it be asked to do its work?

    Raises:
        LookupError: there is no contract.
    """
    if standing.contract is None:
        raise LookupError(recipient)
    covered, purpose = standing.contract.categories, min(standing.contract.purposes, default="-")
    if not covered:
        return may_collect(policy, recipient=recipient, purpose=purpose, standing=standing, now=now)
    named, known = covered, policy.recipients.get(recipient)
    for allowed in (known, policy.purposes.get(purpose)):
        named &= allowed.categories if allowed else covered
    demand = Demand(recipient, purpose, named or covered, DisclosureGround.CONTRACT)
    return may_transfer(policy, demand, standing=standing, now=now)


def _first_no(
    policy: Policy, demand: Demand, standing: RecipientStatus, questions: tuple[Question, ...], now: datetime
) -> Verdict | None:
    """What the first question says that stands against it."""
    if standing.altered:
        return told(policy, Answer.NO, "disclose.altered", "recipients")
    today = policy.organisation.day(now)
    answers = (question(policy, demand, standing, today) for question in questions)
    return next((refused for refused in answers if refused is not None), None)


def _allowed(policy: Policy, demand: Demand) -> Verdict:
    known = policy.recipients.get(demand.recipient)
    return told(
        policy,
        Answer.YES,
        "disclose.allowed",
        f"recipients.{demand.recipient}" if known else "management",
        recipient=known.name if known else demand.recipient,
        categories=name_categories(policy, demand.categories),
    )


_CONTRACT_STANDS: tuple[Question, ...] = (contract.contract_in_force, contract.contract_dates, contract.parity)
_SUPERVISED: tuple[Question, ...] = (contract.reviewed, contract.guided)
_PUBLISHED: tuple[Question, ...] = (published.something_asked, published.recipient_published)

_QUESTIONS: Mapping[DisclosureGround, tuple[Question, ...]] = {
    DisclosureGround.CONSENT: (*_PUBLISHED, published.purpose_published, published.categories_published),
    DisclosureGround.CONTRACT: (
        *_PUBLISHED,
        contract.contractor,
        published.purpose_published,
        published.categories_published,
        *_CONTRACT_STANDS,
        contract.contract_purpose,
        contract.contract_categories,
        *_SUPERVISED,
    ),
    DisclosureGround.LAW: (
        published.something_asked,
        law.case_at_hand,
        law.case_compels,
        law.case_scope,
        law.case_approved,
    ),
}
_APPROVED_ON: tuple[Question, ...] = (law.case_at_hand, law.case_compels, law.case_narrowed, law.case_scope)
_MAILED_ON: tuple[Question, ...] = (
    *_PUBLISHED,
    contract.contractor,
    published.categories_published,
    *_CONTRACT_STANDS,
    contract.contract_categories,
    *_SUPERVISED,
)
_COLLECTED_ON = tuple(
    question for question in _QUESTIONS[DisclosureGround.CONTRACT] if question is not published.something_asked
)
_OF_PERSON: Mapping[DisclosureGround, Callable[[Policy, Demand, Subject, datetime], Verdict | None]] = {
    DisclosureGround.CONSENT: person.of_consent,
    DisclosureGround.CONTRACT: person.of_contract,
    DisclosureGround.LAW: person.of_case,
}
