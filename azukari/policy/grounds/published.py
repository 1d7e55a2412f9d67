"""Questions about every transfer to somebody whom the policy names."""

from datetime import date

from azukari.policy.disclose_words import told
from azukari.policy.disclosure import Demand, RecipientStatus
from azukari.policy.explain import name_categories
from azukari.policy.grounds.question import no
from azukari.policy.terms import Answer, Policy, Verdict


def something_asked(policy: Policy, demand: Demand, _standing: RecipientStatus, _today: date) -> Verdict | None:
    return None if demand.categories else told(policy, Answer.NO, "disclose.nothing-asked", "categories")


def recipient_published(policy: Policy, demand: Demand, _standing: RecipientStatus, _today: date) -> Verdict | None:
    if demand.recipient in policy.recipients:
        return None
    return told(policy, Answer.GAP, "disclose.unknown-recipient", "recipients")


def purpose_published(policy: Policy, demand: Demand, _standing: RecipientStatus, _today: date) -> Verdict | None:
    if demand.purpose not in policy.purposes:
        return told(policy, Answer.GAP, "disclose.unknown-purpose", "purposes")
    if demand.purpose not in policy.recipients[demand.recipient].purposes:
        title = policy.purposes[demand.purpose].title
        return no(policy, "purpose-not-published", demand, ".purposes", purpose=title)
    return None


def categories_published(policy: Policy, demand: Demand, _standing: RecipientStatus, _today: date) -> Verdict | None:
    purpose = policy.purposes.get(demand.purpose)
    if purpose and (unused := demand.categories - purpose.categories):
        words = {"purpose": purpose.title, "categories": name_categories(policy, unused)}
        clause = f"purposes.{demand.purpose}.needs"
        return told(policy, Answer.NO, "disclose.category-outside-purpose", clause, **words)
    if extra := demand.categories - policy.recipients[demand.recipient].categories:
        return no(policy, "category-not-published", demand, ".categories", categories=name_categories(policy, extra))
    return None
