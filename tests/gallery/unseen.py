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
    "questionnaire-invited": "questionnaire-invited",
    "questionnaire-saved": "questionnaire-saved",
    "questionnaire-saved-link": "questionnaire-saved-link",
    "campaigns-leave": "campaigns-leave",
    "member-card-valid": "member-card-valid",
    "console-person-edit": "console-person-edit",
    "console-message-text": "console-message-text",
    "console-mention-decide": "console-mention-left",
    "console-unsaved": "console-unsaved",
    "me-unsaved": "me-unsaved",
}
"""The stop that shows the page, or the one beside it, by the page's address."""

UNSEEN: Mapping[str, str] = {
    "root": "leads to the first page in the browser's language",
    "embedded-done": "within a frame of another site, once a letter's button was pressed there",
    "console-policy-questions": "before there is a policy alone; tests/console/test_first_hour.py looks at it",
    "console-member-yearly": "a file, once a member has paid in the year before",
    "console-member-step": "a step of a membership, taken on the person's page",
    "console-member-receipt": "a file",
    "console-export-file": "a file",
    "console-rights-file": "a file for somebody who asked for it",
    "console-rights-act": "a step of a request, taken on its page",
    "console-person-part": "done on the person's page, which the stop console-person-joined shows",
    "console-theme-sample": "part of the page of the look",
    "demo-pay": "while a payment waits",
    "agree-receipt": "a file",
    "me-certificate-file": "a file",
    "receipt-file": "a file",
    "receipt-paper": "a file",
    "shift-feed": "a calendar",
    "magazine-picture": "a picture",
    "ledger-witnessed": "told to machines",
    "ledger-handovers": "told to machines",
    "ledger-opened": "told to machines",
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
    return UNSEEN.get(name, "")


def reasoned() -> set[str]:
    """All that have one here."""
    return {*BY_A_STOP, *UNSEEN}
