"""Of which tables each job of the worker may let rows go; what it adds and changes depends on the day.

A job that is not named lets nothing go. What a job did not find in the population it may not let go of either: a state
that gives it something to do comes with its line here.
"""

from collections.abc import Mapping

ENDS = frozenset({
    "accounts.StaffSession", "accounts.StaffToken", "agents.SpentMessage", "cases.CaseMessage", "consent.Grant",
    "disclosure.Post", "disclosure.PreviewOrder", "disclosure.RecipientToken", "exports.ListExport",
    "feedback.MessageTag", "feedback.Satisfaction", "forms.Addition", "forms.GuardianAddress", "forms.Guardianship",
    "forms.Handling", "forms.ImportedSubmission", "forms.PageOfOrigin", "forms.RegistrationEnd", "forms.Reply",
    "forms.SentMark", "forms.SpentChallenge", "forms.Submission", "forms.Suspicion", "mail.MailboxScore",
    "mail.MailingMessage", "mail.Message", "members.KnownPayer", "members.Membership", "members.Term",
    "own.OwnSession", "own.SignIn", "people.Person", "people.Trail", "questionnaires.Invitation",
    "questionnaires.Response", "statistics.Audience", "statistics.CountedDay", "statistics.DayCount",
    "statistics.MonthCount", "supervision.Call", "supervision.Reminder", "training.Tries", "vault.AddressChange",
    "vault.Draft", "vault.DraftLetter", "vault.FormerValue", "vault.ListLine", "vault.Mention", "vault.MergedRow",
    "vault.PersonKey", "vault.Proposal", "vault.SealedFile", "vault.SealedPart", "vault.SealedValue",
    "vault.SearchCode", "volunteers.Clearance", "volunteers.Feed", "webhooks.Webhook",
})  # fmt: skip
"""What goes by retention and the other sweeps within a year."""
LOSES: Mapping[str, frozenset[str]] = {
    "former values": frozenset({"vault.FormerValue"}),
    "forms sent once": frozenset({"forms.SentMark"}),
    "mentions of people who are gone": frozenset({"vault.MentionWalk"}),
    "own pages": frozenset({"own.SignIn"}),
    "registers that are taken over": frozenset(
        {"members.Allocation", "members.Invoice", "members.Membership", "members.Payment", "members.Term"}
    ),
    "requests": frozenset(
        {
            "cases.CaseSubject",
            "consent.Grant",
            "mail.MailingMessage",
            "people.Trail",
            "vault.ListLine",
            "vault.PersonKey",
            "vault.SearchCode",
        }
    ),
    "requests by the contact form": frozenset({"forms.OwnDataQuestion"}),
    "retention": ENDS,
    "spent challenges": frozenset({"forms.SpentChallenge"}),
    "tallies of questionnaires": frozenset({"questionnaires.Recount"}),
    "unconfirmed requests of agents": frozenset({"agents.SpentMessage"}),
}
"""By the job's name."""
TOGETHER = frozenset({"vault.MentionSearch"}).union(*LOSES.values())
"""What all let go of, one after the other; a search that one begins another ends."""
