"""Contracts that change for each reason, reviews of each outcome, and transfers and instructions in each state."""

from contextlib import suppress as expected
from datetime import date, datetime, timedelta

from azukari.core.policy_versions.current import current
from azukari.core.transfers.cases import Demanded, approve_case, inform, open_case, scope
from azukari.core.transfers.contracts import REASONS, end, open_drafts, put_in_force, suspend
from azukari.core.transfers.disclose import decline, propose
from azukari.core.transfers.instruct import instruct
from azukari.core.transfers.models import Channel, Contract, ContractReason, GuidelinesVersion, Outcome, Recipient, What
from azukari.core.transfers.previews import look
from azukari.core.transfers.register import Reach, set_reach
from azukari.core.transfers.supervise import (
    Findings,
    accept_guidelines,
    default_guidelines,
    publish_guidelines,
    record_review,
)
from azukari.core.vault.refusal import Refused
from azukari.core.vault.suppression import suppress
from azukari.core.vault.withdraw import withdraw
from azukari.features.processors.call import tend
from azukari.features.processors.remind import remind
from azukari.policy.disclosure import LEGAL_DUTY, ContractState
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks
from tests.disclosure import office
from tests.gallery import stage

FETCHES, CITIES, POSTED, PAYS, BY_LAW = "other", "three-cities", "everybody", "hibiki-pay", "tax-office"
LEAVES, CORRECTED, UNWANTED = "reader-7@example.org", "reader-8@example.org", "reader-9@example.org"
"""One gives the magazine up while a transfer of it is on its way, and one wants no mail any more."""


def happen(now: datetime) -> None:
    """All of it; what is on its way stays so."""
    _contracts(now)
    _reviews(now)
    _transfers(now)
    _instructions(now)
    _reminders(now)
    _by_law(now)


def _contract(recipient: str) -> Contract:
    return Contract.objects.get(recipient=recipient, state__in=(ContractState.IN_FORCE, ContractState.SUSPENDED))


def _suspend(reason: ContractReason, now: datetime, *, whose: str = office.KOTORI) -> None:
    suspend(_contract(whose), reason=reason, words="", version=None, actor=office.ASKER, now=now)


def _resume(now: datetime) -> None:
    contract = _contract(office.KOTORI)
    put_in_force(contract, version=contract.version, actor=office.ASKER, now=now)


def _contracts(now: datetime) -> None:
    """One that is suspended for each reason and remedied; former ones that ended for each; a draft."""
    for reason in REASONS[ContractState.SUSPENDED]:
        _suspend(reason, now)
        _resume(now)
    pattern = _contract(office.KOTORI)
    former = [
        Contract(
            recipient_id=office.KOTORI,
            reference=f"SN-2019-{at:02}",
            service=pattern.service,
            purposes=pattern.purposes,
            categories=pattern.categories,
            begins=pattern.begins.replace(year=2019),
            ends=pattern.begins.replace(year=2020),
        )
        for at, _reason in enumerate([*REASONS[ContractState.ENDED], None])
    ]
    open_drafts(former, actor=office.ASKER, now=now)
    for one, reason in zip(former, REASONS[ContractState.ENDED], strict=False):
        end(one, reason=reason, words="", version=one.version, actor=office.ASKER, now=now)


def _reviews(now: datetime) -> None:
    for outcome in (Outcome.FAILED, Outcome.FINDINGS, Outcome.PASSED):
        record_review(_contract(office.KOTORI), Findings(outcome), actor=office.ASKER, now=now)


def _transfers(now: datetime) -> None:
    """One that was declined, one that stops at the last step, one that runs, and one for each way to a recipient."""

    def clock() -> datetime:
        return now + timedelta(seconds=1)

    office.engaged(now=now, slug=FETCHES, channel=Channel.API, ends=_in(5, now))
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    refused, _seen = propose(wish, actor=office.ASKER, now=now)
    decline(refused.id, actor=office.SECOND, now=now)
    running, stopped = office.approved(wish, now=now), office.approved(wish, now=now)
    desks.register("magazine", {"email": "since-then@example.org"})  # the others agreed before it was named
    office.approved(office.wish(FETCHES), now=clock())
    leaves = stage.person(LEAVES)
    withdraw(leaves, purpose="magazine", actor=Actor(ActorKind.PERSON, str(leaves)), now=now)
    suppress([UNWANTED], actor=stage.actor(stage.PRIVACY), now=now)
    office.run(stopped.id, clock=clock)
    _suspend(ContractReason.OTHER, now)
    with expected(Refused):
        office.fetch(stopped.id, actor=office.ASKER, now=now)
    _resume(now)
    office.run(running.id, clock=clock, most=1)
    cities = office.wish(CITIES, purpose="campaign-handing", categories=frozenset({Category.NAME}), ground="consent")
    office.keyed(CITIES, now=now, channel=Channel.WEBHOOK, url="https://cities.example.org/azukari")
    look(cities, actor=office.ASKER, now=now)
    office.approved(cities, now=now)
    office.keyed(POSTED, now=now, channel=Channel.MAIL)


def _instructions(now: datetime) -> None:
    """Told ten days ago to correct, and now to stop; by a link to the contact."""
    instruct(stage.person(CORRECTED), what=What.CORRECT, recipient=office.KOTORI, now=now - timedelta(days=10))
    instruct(stage.person(CORRECTED), what=What.STOP, recipient=office.KOTORI, now=now)
    known = Recipient.objects.get(slug=office.KOTORI)
    reach = Reach(Channel.FILE, known.public_key, contact_name="送田 楓", contact_email="contact@kotori.example.org")
    set_reach(office.KOTORI, reach, version=known.version, actor=office.ASKER, now=now)
    tend(now)


def _reminders(now: datetime) -> None:
    """Of what ends soon: guidelines of four weeks ago, a contract, a review after one that failed, an instruction."""
    text = {lang: f"{words}\n" for lang, words in default_guidelines().items()}
    publish_guidelines(text, grace_days=30, actor=office.ASKER, now=now - timedelta(days=28))
    record_review(_contract(FETCHES), Findings(Outcome.FAILED), actor=office.ASKER, now=now)
    remind(now)
    newest = GuidelinesVersion.objects.latest("number")
    payer = Recipient.objects.get(slug=PAYS)
    accept_guidelines(payer, newest.number, by="響 鳴海", method="paper", now=now)


def _by_law(now: datetime) -> None:
    """A demand that was approved by two and is on its way, one of which people were told, and one of which not."""
    authority, people = Recipient.objects.get(slug=BY_LAW), [stage.person("member-30@example.org")]
    asked = Demanded(True, "国税通則法 第74条の2", office.DOCUMENT, "R8-78", frozenset({Category.NAME}))
    for prohibition in ("刑法 第134条", ""):
        case = open_case(authority, asked, actor=office.ASKER, now=now)
        case = scope(case.id, people=people, minimum=asked.categories, version=0, actor=office.ASKER, now=now)
        case = inform(case.id, prohibition=prohibition, version=case.version, actor=office.ASKER, now=now)
    for email, duty in ((stage.PRIVACY, "privacy"), (stage.SYSTEMS, "operator")):
        approve_case(case.id, duty=duty, version=case.version, actor=stage.actor(email), now=now)
    wish = office.wish(BY_LAW, purpose=LEGAL_DUTY, categories=asked.categories, ground="law", case=case.id)
    look(wish, actor=office.ASKER, now=now)
    office.approved(wish, now=now)
    look(office.wish(), actor=office.ASKER, now=now)
    _suspend(ContractReason.INCIDENT, now, whose=FETCHES)


def _in(days: int, now: datetime) -> date:
    return current().policy.organisation.day(now) + timedelta(days=days)
