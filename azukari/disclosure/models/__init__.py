"""What the gate keeps: the register, supervision, cases, people's consents, and what went out."""

from azukari.disclosure.models.case import CaseApproval as CaseApproval
from azukari.disclosure.models.case import CasePerson as CasePerson
from azukari.disclosure.models.case import LegalCase as LegalCase
from azukari.disclosure.models.consent import Consent as Consent
from azukari.disclosure.models.preview import PreviewOrder as PreviewOrder
from azukari.disclosure.models.register import Channel as Channel
from azukari.disclosure.models.register import Contract as Contract
from azukari.disclosure.models.register import ContractChange as ContractChange
from azukari.disclosure.models.register import ContractReason as ContractReason
from azukari.disclosure.models.register import Recipient as Recipient
from azukari.disclosure.models.register import Sort as Sort
from azukari.disclosure.models.supervision import GuidelinesAcceptance as GuidelinesAcceptance
from azukari.disclosure.models.supervision import GuidelinesVersion as GuidelinesVersion
from azukari.disclosure.models.supervision import Outcome as Outcome
from azukari.disclosure.models.supervision import Review as Review
from azukari.disclosure.models.token import RecipientToken as RecipientToken
from azukari.disclosure.models.transfer import Instruction as Instruction
from azukari.disclosure.models.transfer import Moved as Moved
from azukari.disclosure.models.transfer import Post as Post
from azukari.disclosure.models.transfer import Transfer as Transfer
from azukari.disclosure.models.transfer import TransferPerson as TransferPerson
from azukari.disclosure.models.transfer import TransferState as TransferState
from azukari.disclosure.models.transfer import What as What
