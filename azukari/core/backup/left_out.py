"""What no bundle of data holds: whatever answers "is this person in there?", and whatever lets somebody in.

A bundle of data may be kept for years. A keyed hash of an address in it could be compared, by whoever holds the key,
with any address that there is, long after its person was erased. So tokens and search codes stay out, and a restore
computes them from the values that still open (`azukari.core.vault.index_renew`). Sessions and links that are under way
stay out as well: after a restore, whoever was signed in signs in again.
"""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.db import transaction

TABLES: Mapping[str, str] = {
    "vault.SearchCode": "computed anew at a restore",
    "vault.SearchIndex": "restarted at a restore, under the index key that is there then",
    "vault.BatchKey": "what lies under it is in the bundle opened, and sealed anew after a restore",
    "accounts.StaffSession": "staff sign in again",
    "own.OwnSession": "people sign in again",
    "own.SignIn": "people ask for another link",
    "account.EmailConfirmation": "staff ask for another link",
    "members.KnownPayer": "payers are known anew as staff confirm them",
    "forms.SentMark": "a form that was sent is remembered for a day",
    "forms.SpentChallenge": "a challenge lives for minutes",
    "campaigns.DomainHour": "trends begin anew with the next signatures",
    "desk.SentForm": "a form that was sent is remembered for seconds",
    "questionnaires.Invitation": "nobody is invited any more; two backups would tell who answered between them",
    "questionnaires.SpentTicket": "goes with the invitations",
    "questionnaires.TicketKey": "goes with the invitations; no ticket is good any more",
}
"""Tables that stay out, each with what happens instead."""

LETS_IN = (
    "accounts.StaffSession",
    "own.OwnSession",
    "own.SignIn",
    "account.EmailConfirmation",
    "questionnaires.Invitation",
    "questionnaires.SpentTicket",
    "questionnaires.TicketKey",
)
"""Those of them whose rows let somebody in, or in once: an older database has ones that ended, or were used, since."""


def close_doors() -> None:
    """Remove the rows that let somebody in, as a restore does by not having them."""
    with transaction.atomic():
        for label in LETS_IN:
            apps.get_model(label)._base_manager.all().delete()


COLUMNS: Mapping[str, Sequence[str]] = {
    "vault.SealedValue": ("token",),
    "campaigns.Signature": ("mailbox", "domain"),
    "members.BankLine": ("core", "text"),
}
"""Columns that stay out. An empty one says that there was something, so that a restore computes it."""

HARMLESS: Mapping[str, str] = {
    "ledger.Pending.salt": "chance",
    "ledger.Pending.commitment": "under the person's ledger key, which is in the bundle of keys",
    "ledger.Pending.seal": "under the ledger's key, over the row as it stands there",
    "ledger.Entry.salt": "chance",
    "ledger.Entry.commitment": "as of what is pending",
    "ledger.Tile.hashes": "of entries",
    "ledger.Tile.root": "of entries",
    "assurance.Audit.seed": "chance, of which entries an audit looked at",
    "assurance.Attestation.file_sha256": "of what staff saw of the organisation's own work",
    "assurance.Finding.fingerprint": "of a sentence of the program",
    "accounts.StaffToken.digest": "of 32 bytes of chance, made by the program",
    "accounts.StaffToken.proof": "under the instance's secret, which is in the bundle of keys",
    "accounts.User.proof": "likewise",
    "consent.Grant.proof": "likewise",
    "accounts.DutyGrant.proof": "likewise",
    "disclosure.CaseApproval.proof": "likewise",
    "disclosure.CasePerson.proof": "likewise",
    "disclosure.Consent.proof": "likewise",
    "disclosure.Contract.proof": "likewise",
    "disclosure.LegalCase.proof": "likewise",
    "disclosure.Recipient.proof": "likewise",
    "disclosure.RecipientToken.proof": "likewise",
    "disclosure.Transfer.proof": "likewise",
    "training.Pass.proof": "likewise",
    "appearance.Theme.digest": "of a public logo",
    "charter.Charter.digest": "of a public document",
    "charter.Notice.digest": "of public words",
    "questionnaires.Version.digest": "of a public document",
    "agents.Agent.token_digest": "of chance, made by the program",
    "training.Pass.questions": "of public questions",
    "vault.DraftLetter.link": "sealed",
    "forms.ImportJob.file_sha256": "of a whole list, never of one of its people",
    "forms.ImportJob.settings_sha256": "of how a list was read",
    "forms.ImportJob.evidence_sha256": "of a whole document",
    "forms.ImportJob.attested_sha256": "of public words",
    "feedback.AnswerCode.digest": "of chance, made by the program",
    "feedback.AnswerCode.salt": "chance",
    "campaigns.Removal.domain": "of a domain from which very many signed at once",
    "reconsent.Question.digest": "of public words",
    "disclosure.Recipient.public_key": "public",
    "disclosure.Contract.document_sha256": "of a contract",
    "disclosure.Review.evidence_sha256": "of a document about a contractor",
    "disclosure.GuidelinesVersion.digest": "of public words",
    "disclosure.LegalCase.document_sha256": "of a whole document",
    "disclosure.Transfer.part_salt": "chance, gone when the transfer ends",
    "disclosure.Transfer.file_sha256": "of a sealed file",
    "disclosure.Post.sha256": "of a whole message",
    "disclosure.RecipientToken.digest": "of chance, made by the program",
}
"""Columns of keys and digests that a bundle of data may hold, each with why it tells of nobody."""
