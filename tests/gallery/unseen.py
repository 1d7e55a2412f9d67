"""Pages of which the walk finds no example by itself, and why: another stop shows them, or nobody can see them here."""

from collections.abc import Mapping

BY_A_STOP: Mapping[str, str] = {
    "form-waiting": "form-sent-away",
    "saved-form": "form-resumed",
    "saved-link": "form-saved",
    "saved-mailed": "form-saved",
    "embedded-saved-form": "form-resumed",
    "embedded-saved-link": "form-saved",
    "embedded-saved-mailed": "form-saved",
    "embedded-waiting": "form-sent-away",
    "guardian": "guardian-forged",
    "me-certificate": "me-certificate",
    "me-membership-card": "me-resting-card",
    "magazine-leave": "magazine-leave",
    "magazine-wishes": "magazine-wishes",
    "console-transfer-preview": "console-transfer-seen",
    "console-person-correct": "console-person-correcting",
    "mfa_authenticate": "console-second-step",
    "console-invitation": "console-invitation-void",
}
"""The stop that shows the page, or the one beside it, by the page's address."""

BY_A_LETTER = frozenset({"campaigns-leave", "me-agent", "contractor", "questionnaire-invited", "member-card-valid"})
"""Behind a link that only a letter or a card holds which the demonstration does not make."""

UNSEEN: Mapping[str, str] = {
    "root": "leads to the first page in the browser's language",
    "embedded-done": "within a frame of another site, once a letter's button was pressed there",
    "campaign-names": "the starter policy shows no names of signers",
    "questionnaire-saved": "a questionnaire that was put aside; tests/questionnaires look at it in a browser",
    "questionnaire-saved-link": "the same",
    "questionnaire-countries": "the demonstration's results are not of several countries",
    "questionnaire-results-version": "the demonstration has published results once",
    "console-policy-questions": "before there is a policy alone; tests/console/test_first_hour.py looks at it",
    "console-member-yearly": "a file, once a member has paid in the year before",
    "console-member-step": "a step of a membership, taken on the person's page",
    "console-shift-telephone": "numbers of a shift of today, for which a purpose is said",
    "console-shift-emergency": "the same",
    "console-person-screening": "a check that an opening asks for; the demonstration's ask for none",
    "console-message-text": "a message that may become an example without its names; the demonstration has none",
    "console-questionnaire-invite": "a questionnaire for invited people alone; the demonstration's are open",
    "console-member-receipt": "a file",
    "console-export-file": "a file",
    "console-rights-file": "a file for somebody who asked for it",
    "console-rights-act": "a step of a request, taken on its page",
    "console-agent": "somebody who acts for many; the demonstration has none",
    "console-agent-move": "the same",
    "console-recipient-token": "a recipient that fetches its data by itself; the demonstration's do not",
    "console-recipient-ask": "what can be asked of a recipient stands on its page",
    "console-audit-proof": "once an audit has drawn its sample",
    "console-person-edit": "the record as a form, while it is open",
    "console-person-part": "two records that were joined",
    "console-mention": "a name in somebody else's text; the demonstration has none",
    "console-mention-open": "the same",
    "console-mention-decide": "the same",
    "console-theme-sample": "part of the page of the look",
    "me-part": "two records that were joined",
    "demo-pay": "while a payment waits",
    "agree-receipt": "a file",
    "me-certificate-file": "a file",
    "receipt-file": "a file",
    "receipt-paper": "a file",
    "shift-feed": "a calendar",
    "magazine-picture": "a picture",
    "ledger-witnessed": "told to machines",
    "ledger-handovers": "told to machines",
    "ledger-entries": "told to machines",
    "ledger-tile": "told to machines",
    "theme-stylesheet": "a style sheet",
    "theme-logo": "a picture",
    "demo-mail-file": "a file",
    "console-oidc": "an organisation's own sign-in; the demonstration has none",
    "console-oidc-callback": "the same",
    "mfa_reauthenticate_webauthn": "asks a security key; tests/console/test_passkey_in_a_browser.py looks at it",
    "mfa_login_webauthn": "the same",
    "mfa_edit_webauthn": "the same",
    "mfa_remove_webauthn": "the same",
}
"""Why there is nothing to see."""


def why(name: str) -> str:
    """The reason, or ``""`` where there should be a picture."""
    if name in BY_A_STOP:
        return f"the stop {BY_A_STOP[name]} shows it"
    return "behind a link in a letter that is not sent here" if name in BY_A_LETTER else UNSEEN.get(name, "")


def reasoned() -> set[str]:
    """All that have one here."""
    return {*BY_A_STOP, *BY_A_LETTER, *UNSEEN}
