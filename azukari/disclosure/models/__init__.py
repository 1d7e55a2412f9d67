"""What the gate keeps: the register, supervision, cases, people's consents, and what went out."""

from azukari.disclosure.models.case import CaseApproval, CasePerson, LegalCase
from azukari.disclosure.models.consent import Consent
from azukari.disclosure.models.preview import PreviewOrder
from azukari.disclosure.models.register import Channel, Contract, ContractChange, ContractReason, Recipient, Sort
from azukari.disclosure.models.supervision import GuidelinesAcceptance, GuidelinesVersion, Outcome, Review
from azukari.disclosure.models.token import RecipientToken
from azukari.disclosure.models.transfer import (
    Instruction,
    Moved,
    Post,
    Transfer,
    TransferPerson,
    TransferState,
    What,
)

__all__ = [
    "CaseApproval",
    "CasePerson",
    "Channel",
    "Consent",
    "Contract",
    "ContractChange",
    "ContractReason",
    "GuidelinesAcceptance",
    "GuidelinesVersion",
    "Instruction",
    "LegalCase",
    "Moved",
    "Outcome",
    "Post",
    "PreviewOrder",
    "Recipient",
    "RecipientToken",
    "Review",
    "Sort",
    "Transfer",
    "TransferPerson",
    "TransferState",
    "What",
]
