"""What the gate keeps: the register, supervision, cases, people's consents, and what went out."""

from azukari.core.transfers.models.case import CaseApproval as CaseApproval
from azukari.core.transfers.models.case import CasePerson as CasePerson
from azukari.core.transfers.models.case import LegalCase as LegalCase
from azukari.core.transfers.models.consent import Consent as Consent
from azukari.core.transfers.models.preview import PreviewOrder as PreviewOrder
from azukari.core.transfers.models.register import Channel as Channel
from azukari.core.transfers.models.register import Contract as Contract
from azukari.core.transfers.models.register import ContractChange as ContractChange
from azukari.core.transfers.models.register import ContractReason as ContractReason
from azukari.core.transfers.models.register import Recipient as Recipient
from azukari.core.transfers.models.register import Sort as Sort
from azukari.core.transfers.models.supervision import GuidelinesAcceptance as GuidelinesAcceptance
from azukari.core.transfers.models.supervision import GuidelinesVersion as GuidelinesVersion
from azukari.core.transfers.models.supervision import Outcome as Outcome
from azukari.core.transfers.models.supervision import Review as Review
from azukari.core.transfers.models.token import RecipientToken as RecipientToken
from azukari.core.transfers.models.transfer import Instruction as Instruction
from azukari.core.transfers.models.transfer import Moved as Moved
from azukari.core.transfers.models.transfer import Post as Post
from azukari.core.transfers.models.transfer import Transfer as Transfer
from azukari.core.transfers.models.transfer import TransferPerson as TransferPerson
from azukari.core.transfers.models.transfer import TransferState as TransferState
from azukari.core.transfers.models.transfer import What as What
