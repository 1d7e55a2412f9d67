"""Reminders before something is due, and once after, by email to the contact and to whose duty it is. Each goes once.

The days before are the policy's. What is due is read from the register each time; a row for each mail says that it
went, so that a worker that dies, or runs twice, sends none again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from azukari.core.accounts.who import addressees
from azukari.core.mail.once import enqueue_once
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.transfers.models import Contract, GuidelinesVersion, Instruction, Recipient
from azukari.core.transfers.standing import LIVE, guidelines_of, review_planned
from azukari.features.processors.call import LASTS, prepare
from azukari.features.processors.models import CONTACT, About, Call, Reminder, Sort
from azukari.lib.conflict import InvalidTransition
from azukari.policy.disclosure import ContractState
from azukari.policy.reminding import OVERDUE, stage
from azukari.policy.terms import Act, Policy

LETTER = "supervision:reminder"
WITH_LINK = {About.GUIDELINES: Sort.GUIDELINES, About.INSTRUCTIONS: Sort.INSTRUCTIONS}
"""Of what a reminder brings the contact's link along, and what for."""
_GIVEN_UP = timedelta(days=60)
"""What has been overdue for so long is a finding, and no news."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something with a day by which it has to be done.

    Args:
        subject: which review, contract, version or instruction.
        since: when the recipient was told first, if an email told it.
    """

    recipient: Recipient
    about: About
    subject: str
    due: date
    since: date | None = None


def remind(now: datetime) -> int:
    """Send every reminder that is due; returns how many mails were made."""
    if (policy := ruling_policy()) is None:
        return 0
    day, colleagues = policy.organisation.day(now), addressees(policy, Act.SUPERVISE)
    made = 0
    for deadline in deadlines(policy):
        days = stage(day, deadline.due, days=policy.supervision.remind_days, since=deadline.since)
        if days is None or deadline.due < day - _GIVEN_UP:
            continue
        contact = [CONTACT] if deadline.recipient.contact_email else []
        to_colleagues = deadline.about is not About.INSTRUCTIONS or days == OVERDUE  # theirs when somebody has to ask
        for addressee in [*contact, *(colleagues if to_colleagues else ())]:
            made += _send(deadline, days, addressee, now)
    return made


def deadlines(policy: Policy) -> Iterator[Deadline]:
    """Everything that has a day, of every recipient."""
    working = Contract.objects.select_related("recipient").filter(state__in=LIVE).order_by("recipient_id")
    for contract in working:
        yield from _of_contract(contract, policy)
    yield from _of_instructions(policy)


def _of_contract(contract: Contract, policy: Policy) -> Iterator[Deadline]:
    recipient = contract.recipient
    review = review_planned(contract)
    if review is not None and contract.state != ContractState.SIGNED:
        yield Deadline(recipient, About.REVIEW, str(review.id), review.due)
    known = guidelines_of(recipient.slug)
    if known.version and known.accepted < known.version and known.until:
        told = GuidelinesVersion.objects.get(number=known.version).published_at
        yield Deadline(recipient, About.GUIDELINES, str(known.version), known.until, policy.organisation.day(told))
    published = policy.recipients.get(recipient.slug)
    ends = [contract.ends, published.contract.ends if published and published.contract else None]
    last = min((day for day in ends if day), default=None)
    if last is not None:
        yield Deadline(recipient, About.CONTRACT, str(contract.id), last)


def _of_instructions(policy: Policy) -> Iterator[Deadline]:
    """Of each recipient the one that is due first: what comes later is on the same page."""
    seen: set[str] = set()
    rows = Instruction.objects.select_related("recipient").filter(acknowledged_at__isnull=True)
    for row in rows.order_by("answer_by", "id"):
        if row.recipient_id not in seen:
            seen.add(row.recipient_id)
            due, since = policy.organisation.day(row.answer_by), policy.organisation.day(row.created_at)
            yield Deadline(row.recipient, About.INSTRUCTIONS, str(row.id), due, since)


def _send(deadline: Deadline, days: int, addressee: str, now: datetime) -> int:
    """Make the row and its mail together; one that is there already says that it went."""
    recipient, key = deadline.recipient, {"about": deadline.about, "subject": deadline.subject, "due": deadline.due}
    sort = WITH_LINK.get(deadline.about) if addressee == CONTACT else None
    try:
        return enqueue_once(
            LETTER,
            Reminder.objects,
            {**key, "days": days, "addressee": addressee},
            lang=recipient.contact_lang if addressee == CONTACT else settings.AZUKARI.language,
            now=now,
            recipient=recipient,
            call=(lambda: prepare(recipient, sort, now=now)) if sort else None,
            made_at=now,
        )
    except InvalidTransition:  # it was answered meanwhile
        return 0


def forget(now: datetime) -> int:
    """Calls and reminders of long ago: what they led to is kept elsewhere. Returns how many went."""
    before = now - LASTS - timedelta(days=365)
    gone = Reminder.objects.filter(made_at__lt=before).delete()[0]
    return gone + Call.objects.filter(made_at__lt=before).delete()[0]
