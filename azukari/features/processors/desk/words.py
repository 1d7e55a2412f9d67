"""The words of recipients, contracts and transfers, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from azukari.core.transfers.models import Channel, ContractReason, Outcome, Sort, TransferState, What
from azukari.policy.disclosure import ContractState

SORTS: Mapping[str, object] = {
    Sort.CONTRACTOR: _("Contractor"),
    Sort.THIRD_PARTY: _("Third party"),
    Sort.AUTHORITY: _("Authority"),
}
CHANNELS: Mapping[str, object] = {
    Channel.FILE: _("A file that only their key opens"),
    Channel.WEBHOOK: _("Posted to their server, signed and encrypted"),
    Channel.MAIL: _("Mail provider: it carries our mail"),
    Channel.API: _("Fetched by them with a token"),
}
OFFERED_CHANNELS = (Channel.FILE, Channel.WEBHOOK, Channel.API, Channel.MAIL)
CONTRACT_STATES: Mapping[str, object] = {
    ContractState.DRAFT: pgettext_lazy("contract", "draft"),
    ContractState.SIGNED: pgettext_lazy("contract", "signed"),
    ContractState.IN_FORCE: pgettext_lazy("contract", "in force"),
    ContractState.SUSPENDED: pgettext_lazy("contract", "suspended"),
    ContractState.ENDED: pgettext_lazy("contract", "ended"),
}
REASONS: Mapping[str, object] = {
    ContractReason.PUBLISHED: _("The policy names it"),
    ContractReason.AGREED: _("Both sides signed"),
    ContractReason.BEGUN: _("Its first day has come"),
    ContractReason.BREACH: _("The contractor did not keep to it"),
    ContractReason.INCIDENT: _("Something leaked or was lost"),
    ContractReason.REVIEW: _("A review was missed or not passed"),
    ContractReason.GUIDELINES: _("The guidelines were not accepted"),
    ContractReason.REMEDIED: _("The reason for the suspension has been resolved"),
    ContractReason.EXPIRED: _("Its last day has passed"),
    ContractReason.TERMINATED: _("One side gave notice"),
    ContractReason.REPLACED: _("Another contract takes its place"),
    ContractReason.OTHER: _("Another reason"),
}
OUTCOMES: Mapping[str, object] = {
    Outcome.PASSED: _("Passed"),
    Outcome.FINDINGS: _("Passed, with something to correct"),
    Outcome.FAILED: _("Not passed"),
}
WHATS: Mapping[str, object] = {
    What.CORRECT: _("correct it, or stop using what is wrong"),
    What.STOP: _("stop using it, and erase data held only for it"),
    What.ERASE: _("erase it"),
}
STATES: Mapping[str, object] = {
    TransferState.PROPOSED: _("needs a second person"),
    TransferState.APPROVED: _("approved, about to begin"),
    TransferState.RUNNING: _("under way"),
    TransferState.READY: _("encrypted, ready to download"),
    TransferState.DELIVERED: _("handed over"),
    TransferState.STOPPED: _("stopped"),
    TransferState.DECLINED: _("withdrawn"),
}
WAITS_TO_BE_FETCHED = _("approved, to be fetched")
STOPS: Mapping[str, object] = {
    "transfer.nobody": _("When their turn came, nobody was left who may go."),
    "transfer.not-fetched": _("The file was not downloaded in time, so it was destroyed."),
    "transfer.not-pulled": _("They did not fetch the rest in time."),
    "transfer.not-taken": _("Their server did not take it, however often it was tried."),
}
