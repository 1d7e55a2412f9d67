"""What the gate has watched all the time: contracts, reviews, guidelines, instructions, and who carries the mail."""

import re
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from azukari.core.policy_versions.current import NoCharter, ruling_policy
from azukari.core.transfers import entries
from azukari.core.transfers.mail_gate import complaint
from azukari.core.transfers.models import Contract, Instruction, Recipient
from azukari.core.transfers.standing import standing_of
from azukari.lib.control import Control, Findings, register
from azukari.lib.danger import DATA, LAW
from azukari.lib.sentence import Sentence
from azukari.policy.disclose import contract_lets_go
from azukari.policy.disclose_words import sentences
from azukari.policy.disclosure import ContractState

_BRACE = re.compile(r"\{(\w+)\}")
_NOT_CONFIRMED = Sentence(
    "%(recipient)s has not confirmed %(count)d instructions in time. Ask them; the console lists them by recipient."
)
Sentence("%(why)s [%(clause)s]")
for _english, _japanese in sentences():  # of the gate, which speaks both languages itself
    Sentence(*(_BRACE.sub(r"%(\1)s", text.replace("%", "%%")) for text in (_english, _japanese)))


def _in_force() -> QuerySet[Contract]:
    return Contract.objects.filter(state=ContractState.IN_FORCE).order_by("recipient_id")


def _contracts(now: datetime) -> Findings:
    """A contract that is in force on paper and lets nothing out is something that somebody has to know."""
    if (policy := ruling_policy()) is None:
        return
    for contract in _in_force():
        slug = contract.recipient_id
        verdict = contract_lets_go(policy, slug, standing=standing_of(slug), now=now)
        if not verdict:
            yield " ".join((verdict.sentence.get("en", verdict.code), verdict.remedy.get("en", ""))).strip()


def _instructions(now: datetime) -> Findings:
    late = Instruction.objects.filter(acknowledged_at__isnull=True, answer_by__lt=now)
    for slug in Recipient.objects.filter(instructions__in=late).distinct().values_list("slug", flat=True):
        count = late.filter(recipient_id=slug).count()
        yield _NOT_CONFIRMED(recipient=slug, count=count)


def _mail(now: datetime) -> Findings:
    try:
        trouble = complaint(now)
    except NoCharter:
        return
    if trouble:
        yield trouble


for _control in (
    Control(
        "contracts",
        gettext_noop("Every contract in force is kept, reviewed and guided."),
        (23, 24, 30, 31),
        _contracts,
        danger=LAW,
        size=_in_force().count,
    ),
    Control(
        "entries",
        gettext_noop("Contracts and transfers match the ledger, and none is missing."),
        (23, 24, 27),
        entries.findings,
        danger=DATA,
        size=entries.looked_at,
    ),
    Control(
        "instructions",
        gettext_noop("Recipients confirm in time what they were told to correct or erase."),
        (40, 41),
        _instructions,
        danger=LAW,
        size=Instruction.objects.count,
    ),
    Control(
        "mail-provider",
        gettext_noop("The company that carries our mail may, and it is named."),
        (21, 29),
        _mail,
        danger=LAW,
    ),
):
    register(_control)
