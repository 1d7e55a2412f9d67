"""The narrower scope of mutation testing: code that enforces, without the pages and parsers beside it.

Some packages enforce in every file. Of the forms it is the intake: what comes in is judged, kept, confirmed, ended and
let go. Of the mail it is the gate: who may be written to, what is opened for it, and what is kept of it.
"""

from tests.mutants.changes import package_of

WHOLE = frozenset(
    {
        "core/accounts", "core/backup", "core/consent", "core/ledger", "core/transfers", "core/vault",
        "features/rights", "policy",
    }
)  # fmt: skip

PARTS = {
    "core/forms": frozenset(
        {
            "accept", "addition", "again", "answers", "arrival", "at_once", "capacity", "challenge", "clearing",
            "confirm", "ending", "entered", "form_timestamp", "guardians", "handling", "held", "holder", "intake",
            "intake_view", "kinds", "last_day", "many", "not_mine", "notices", "once", "own_data", "proofs", "receipts",
            "saving", "submit", "suspicion", "waiting",
        }
    ),
    "core/mail": frozenset(
        {
            "blind", "holder", "in_doubt", "link", "mailbox_score", "mailing", "mailing_health", "mailing_retention",
            "outgoing", "queue", "retrying", "hooks", "transport",
        }
    ),
}  # fmt: skip


def enforces(file: str) -> bool:
    """Whether a file, from the root of the tree, is within it."""
    package, name = package_of(file), file.rpartition("/")[2]
    return package in WHOLE or name.removesuffix(".py") in PARTS.get(package, frozenset())
