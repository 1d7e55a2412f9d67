"""What the steps of a recipient share: where they come back to, the document, and the faults of keys and addresses."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.transfers.models import Contract, Recipient
from azukari.core.transfers.seal import NotAKey, check_key
from azukari.features.processors.desk.page import STEPS
from azukari.policy.disclosure import ContractState
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.fields import Document
from azukari.shells.staff.step import Step, answer


def contract_step(
    request: HttpRequest, row: Contract, who: Doer, lead: str, name: str = "", **rest: object
) -> HttpResponse:
    """Ask for a step of a contract, and do it; where the contract stands so that it cannot be done, the page says why.

    Args:
        lead: what is said of it where it can be done.
        name: the step in `STEPS`.
    """
    no = against(row, name) if name else ""
    asked = {"stop": bool(no), **rest}
    step = Step(lead=no or lead, above=above(who, row.recipient), version=row.version, **asked)  # type: ignore[arg-type]
    return answer(request, step)


def against(row: Contract, step: str) -> str:
    """Why the step cannot be done with the contract as it stands, in words; `""` where it can."""
    state = ContractState(row.state)
    if step in STEPS[state]:
        return ""
    return {
        ContractState.DRAFT: _("The contract is a draft: both sides have to sign it first."),
        ContractState.SIGNED: _("The contract is signed, and not in force yet."),
        ContractState.IN_FORCE: _("The contract is in force already."),
        ContractState.SUSPENDED: _("The contract is suspended already."),
        ContractState.ENDED: _("The contract has ended."),
    }[state]


def contract_at(id: UUID) -> Contract:
    return get_object_or_404(Contract.objects.select_related("recipient"), id=id)


def home(slug: str) -> str:
    return reverse("console-recipient", args=[slug])


def above(who: Doer, recipient: Recipient | None = None) -> list[tuple[str, str]]:
    """The pages above a step: the list, and the recipient's own."""
    top = (reverse("console-recipients"), _("Recipients"))
    return [top, (home(recipient.slug), recipient.called(who.lang))] if recipient else [top]


def a_document(label: str, *, required: bool = True) -> Document:
    """Asks for a document that is kept elsewhere; here stays what shows later that it is the same."""
    hint = _(
        "Up to 20 MB. The file is not kept: the program takes its fingerprint (SHA-256), which shows later that it is"
        " the same document. Keep the document itself where you keep such papers."
    )
    return Document(label, required=required, help_text=hint)


def key_fault(text: str) -> str:
    try:
        check_key(text)
    except NotAKey:
        return _("That is not a public key of age; it begins with age1.")
    return ""
