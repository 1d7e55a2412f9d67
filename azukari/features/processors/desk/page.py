"""The list of recipients, and one recipient: who it is, how its contract stands, and what has gone out."""

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.core.policy_versions.of_request import charters_of
from azukari.core.transfers.contracts import parity
from azukari.core.transfers.instruct import open_for
from azukari.core.transfers.models import Channel, Contract, Recipient, Sort, Transfer, TransferState
from azukari.core.transfers.standing import LIVE, contract_of, standing_of
from azukari.core.transfers.tokens import living
from azukari.core.transfers.webhook import our_keys
from azukari.features.processors.desk import words
from azukari.lib.joining import colon
from azukari.policy.disclose import contract_lets_go
from azukari.policy.disclosure import ContractState, RecipientStatus
from azukari.policy.explain import name_categories
from azukari.policy.terms import Act, Category, Policy, Verdict
from azukari.shells.self_service.subject_timeline import TimelineItem
from azukari.shells.staff.acts import Doer, judge, page_behind
from azukari.shells.staff.answer import staff_name

SEE = (Act.SUPERVISE, Act.DISCLOSE, Act.APPROVE_DISCLOSURE)
_SHOWN = 20


@page_behind(*SEE)
def show_all(request: HttpRequest, who: Doer) -> HttpResponse:
    """The list."""
    lines = [_line(recipient, who) for recipient in Recipient.objects.order_by("sort", "slug")]
    told = charters_of(request).told
    open_transfers = Transfer.objects.select_related("recipient").filter(state__in=("proposed", "ready", "running"))
    context = {
        "lines": lines,
        "waiting": [_told(t, told) for t in open_transfers.order_by("proposed_at")[:_SHOWN]],
        "may_supervise": bool(judge((Act.SUPERVISE,), who.actor, who.policy)),
        "may_disclose": bool(judge((Act.DISCLOSE,), who.actor, who.policy)),
    }
    return render(request, "console/recipients/list.html", context)


def _line(recipient: Recipient, who: Doer) -> dict[str, object]:
    """A recipient in the list. ``verdict`` says whether anything may go there by contract now, None where there is no
    contract to speak of; ``gets_nothing``, whether it works for us without anybody's data.
    """
    contract = contract_of(recipient.slug)
    return {
        "recipient": recipient,
        "sort": words.SORTS[recipient.sort],
        "contract": contract,
        "state": words.CONTRACT_STATES[contract.state] if contract else "",
        "verdict": contract_verdict(recipient, standing_of(recipient.slug), who) if contract else None,
        "gets_nothing": contract is not None and recipient.sort == Sort.CONTRACTOR and not contract.categories,
        "last": recipient.transfers.filter(state=TransferState.DELIVERED).order_by("-finished_at").first(),
    }


def contract_verdict(recipient: Recipient, standing: RecipientStatus, who: Doer) -> Verdict | None:
    """Whether what the contract covers may go out now; the answer says what stands in the way."""
    if standing.contract is None or recipient.sort != Sort.CONTRACTOR:
        return None
    return contract_lets_go(who.policy, recipient.slug, standing=standing, now=who.now)


@page_behind(*SEE)
def show(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """One recipient."""
    recipient = find(slug)
    standing, contract = standing_of(slug), contract_of(slug)
    context = {
        "recipient": recipient,
        "entry": who.policy.recipients.get(slug),
        "sort": words.SORTS[recipient.sort],
        "channel": words.CHANNELS[recipient.channel],
        "tokens": living(slug, now=who.now).order_by("created_at") if recipient.channel == Channel.API else [],
        "our_keys": our_keys(now=who.now) if recipient.channel == "webhook" else [],
        "verdict": contract_verdict(recipient, standing, who),
        "gets_nothing": standing.contract is not None and not standing.contract.categories,
        "standing": standing,
        "contract": _contract(contract, who.policy, who.lang) if contract else None,
        "transfers": [
            _told(t, charters_of(request).told) for t in recipient.transfers.order_by("-proposed_at")[:_SHOWN]
        ],
        "instructions": [
            {
                "row": row,
                "what": words.WHATS[row.what],
                "categories": name_categories(who.policy, {Category(c) for c in row.categories.split()}),
            }
            for row in open_for(slug)[:_SHOWN]
        ],
        "asked": dict(recipient.calls.values_list("sort").annotate(last=Max("made_at"))),
        "acceptance": recipient.acceptances.order_by("-guidelines_id").first(),
        "unsent": unreachable(recipient, contract),
        "cases": recipient.cases.order_by("-opened_at")[:_SHOWN],
        "may_supervise": bool(judge((Act.SUPERVISE,), who.actor, who.policy)),
        "may_disclose": bool(judge((Act.DISCLOSE,), who.actor, who.policy)),
    }
    return render(request, "console/recipients/recipient.html", context)


def unreachable(recipient: Recipient, contract: Contract | None) -> bool:
    """Whether mail has to go there and there is nobody to write to."""
    works = contract is not None and contract.state in LIVE
    return not recipient.contact_email and (works or bool(open_for(recipient.slug)))


STEPS = {
    ContractState.DRAFT: frozenset({"describe", "sign", "end"}),
    ContractState.SIGNED: frozenset({"force", "end"}),
    ContractState.IN_FORCE: frozenset({"suspend", "review", "end"}),
    ContractState.SUSPENDED: frozenset({"force", "review", "end"}),
    ContractState.ENDED: frozenset[str](),
}
"""What can be done with a contract in that state."""
_KINDS = {ContractState.IN_FORCE: "kept", ContractState.SUSPENDED: "broken"}


def _contract(row: Contract, policy: Policy, lang: str) -> dict[str, object]:
    """A contract as the page shows it."""
    state = ContractState(row.state)
    return {
        "row": row,
        "state": words.CONTRACT_STATES[row.state],
        "kind": _KINDS.get(state, "attention"),
        "parity": parity(policy, row),
        "purposes": [policy.purposes[slug] for slug in row.purposes.split() if slug in policy.purposes],
        "categories": name_categories(policy, {Category(c) for c in row.categories.split()}),
        "history": [
            TimelineItem(
                c.at,
                "other",
                "pen",
                capfirst(f"{words.CONTRACT_STATES[c.after]}{colon(lang)}{words.REASONS[c.reason]}"),
                " · ".join(part for part in (c.words, staff_name(c.actor)) if part),
            )
            for c in row.history.order_by("-at", "-id")
        ],
        "reviews": list(row.reviews.filter(done_on__isnull=False).order_by("-done_on", "-id")[:_SHOWN]),
        "steps": STEPS[state],
    }


def _told(row: Transfer, policy: Policy) -> dict[str, object]:
    """A transfer in a list."""
    purpose = policy.purposes.get(row.purpose)
    return {
        "row": row,
        "state": words.STATES[row.state],
        "purpose": purpose.title if purpose else row.purpose,
        "by": staff_name(row.proposed_by) or _("the program"),
        "url": reverse("console-transfer", args=[row.id]),
    }


def find(slug: str) -> Recipient:
    """The recipient, or 404."""
    return get_object_or_404(Recipient, slug=slug)
