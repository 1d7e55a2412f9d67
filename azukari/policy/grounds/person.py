"""Questions about one person, given that the transfer may be made."""

from datetime import datetime

from azukari.policy.disclose_words import told
from azukari.policy.disclosure import Demand, Subject
from azukari.policy.explain import name_categories
from azukari.policy.terms import Answer, Policy, Verdict


def of_contract(policy: Policy, demand: Demand, subject: Subject, _now: datetime) -> Verdict | None:
    faults = ((subject.suppressed, "suppressed"), (not subject.living, "no-grant"), (not subject.agreed, "not-agreed"))
    code = next((code for fault, code in faults if fault), None)
    return told(policy, Answer.NO, f"disclose.{code}", f"purposes.{demand.purpose}") if code else None


def of_consent(policy: Policy, demand: Demand, subject: Subject, now: datetime) -> Verdict | None:
    refused = of_contract(policy, demand, subject, now)
    if refused is not None:
        return refused
    clause, consent = f"recipients.{demand.recipient}", subject.consent
    if consent is None or consent.recipient != demand.recipient or now < consent.begins:
        return told(policy, Answer.NO, "disclose.no-consent", clause)
    if consent.withdrawn is not None and consent.withdrawn <= now:
        return told(policy, Answer.NO, "disclose.consent-withdrawn", clause)
    if consent.purpose != demand.purpose:
        return told(policy, Answer.NO, "disclose.consent-purpose", f"{clause}.purposes")
    if extra := demand.categories - consent.categories:
        words = name_categories(policy, extra)
        return told(policy, Answer.NO, "disclose.consent-category", f"{clause}.categories", categories=words)
    return None


def of_case(policy: Policy, _demand: Demand, subject: Subject, _now: datetime) -> Verdict | None:
    return None if subject.named else told(policy, Answer.NO, "disclose.not-named", "management")
