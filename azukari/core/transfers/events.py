"""What goes to recipients and what does not, and how they are supervised, as the ledger keeps it and tells of it.

What was handed over is recorded by the vault itself (`vault.events.TRANSFER_MADE`).
"""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG
from azukari.core.vault.events import ITEMS

_PROPOSAL = {
    "actor": ACTOR,
    "transfer": ID,
    "recipient": SLUG,
    "purpose": SLUG,
    "ground": SLUG,
    "categories": SLUG,
}
_RECIPIENT = {"actor": ACTOR, "recipient": SLUG}
_CONSENT = {**_RECIPIENT, "purpose": SLUG, "categories": SLUG}
_INSTRUCTION = {**_RECIPIENT, "instruction": ID, "kind": SLUG, "categories": SLUG}

TRANSFER_REFUSED = declare(
    "disclosure:transfer:refused",
    {**ITEMS, "token": ID, "code": SLUG, "clause": SLUG},
    EventWords(
        Sort.DISCLOSURE,
        "lock",
        person=says(gettext_lazy("Not passed on to %(recipient)s: %(what)s"), gettext_lazy("For “%(purpose)s”")),
        staff=says(gettext_lazy("Not passed on to %(recipient)s: refused")),
    ),
)
TRANSFER_PROPOSED = declare(
    "disclosure:transfer:proposed", {**_PROPOSAL, "people": NUMBER}, NOBODY, gettext_lazy("Transfer proposed")
)
TRANSFER_APPROVED = declare("disclosure:transfer:approved", _PROPOSAL, NOBODY, gettext_lazy("Transfer approved"))
TRANSFER_DECLINED = declare("disclosure:transfer:declined", _PROPOSAL, NOBODY, gettext_lazy("Transfer declined"))
TRANSFER_WITHHELD = declare(
    "disclosure:transfer:withheld",
    {**ITEMS, "code": SLUG},
    EventWords(
        Sort.DISCLOSURE,
        "lock",
        person=says(
            gettext_lazy("It was held back after all: %(recipient)s did not get your %(what)s"),
            gettext_lazy("What was prepared has been destroyed."),
        ),
        staff=None,
    ),
    gettext_lazy("A person was left out of a transfer"),
)
TRANSFER_STOPPED = declare(
    "disclosure:transfer:stopped", {**ITEMS, "code": SLUG, "clause": SLUG}, NOBODY, gettext_lazy("Transfer stopped")
)
TRANSFER_DELIVERED = declare(
    "disclosure:transfer:delivered", {**ITEMS, "people": NUMBER}, NOBODY, gettext_lazy("Transfer delivered")
)

MADE_PUBLIC = declare(
    "disclosure:publication:begun",
    {"recipient": SLUG, "purpose": SLUG, "ground": SLUG, "categories": SLUG, "form": SLUG},
    EventWords(
        Sort.DISCLOSURE,
        "eye",
        person=says(
            gettext_lazy("Shown on the public page of “%(form)s”: your %(what)s"),
            gettext_lazy("It is removed from there as soon as you withdraw your consent."),
        ),
        staff=says(gettext_lazy("Shown on the public page of “%(form)s”")),
    ),
)

DISCLOSURE_AGREED = declare(
    "disclosure:consent:given",
    _CONSENT,
    EventWords(
        Sort.GRANT,
        "check",
        person=says(
            gettext_lazy("You agreed that %(recipient)s gets your %(what)s"), gettext_lazy("For “%(purpose)s”")
        ),
        staff=None,
    ),
    gettext_lazy("Agreed to a disclosure"),
)
DISCLOSURE_WITHDRAWN = declare(
    "disclosure:consent:withdrawn",
    _CONSENT,
    EventWords(
        Sort.GRANT,
        "undo",
        person=says(gettext_lazy("You withdrew your consent for %(recipient)s to receive your %(what)s")),
        staff=None,
    ),
    gettext_lazy("Agreement to a disclosure withdrawn"),
)
INSTRUCTION_SENT = declare(
    "disclosure:instruction:sent",
    _INSTRUCTION,
    EventWords(
        Sort.DISCLOSURE,
        "send",
        person=says(gettext_lazy("We told %(recipient)s what changed: %(what)s")),
        staff=says(gettext_lazy("%(recipient)s was told of the change")),
    ),
)
INSTRUCTION_ACKNOWLEDGED = declare(
    "disclosure:instruction:acknowledged",
    _INSTRUCTION,
    EventWords(
        Sort.DISCLOSURE,
        "check",
        person=says(gettext_lazy("%(recipient)s confirmed that it did so: %(what)s")),
        staff=says(gettext_lazy("%(recipient)s said that it is done")),
    ),
)

RECIPIENT_CHANGED = declare(
    "disclosure:recipient:changed",
    {**_RECIPIENT, "channel": SLUG},
    NOBODY,
    gettext_lazy("Channel of a recipient changed"),
)
RECIPIENT_TOKEN_MADE = declare(
    "disclosure:token:made", {**_RECIPIENT, "token": ID}, NOBODY, gettext_lazy("Access token of a recipient made")
)
RECIPIENT_TOKEN_REVOKED = declare(
    "disclosure:token:revoked", {**_RECIPIENT, "token": ID}, NOBODY, gettext_lazy("Access token of a recipient revoked")
)
LEGAL_CASE_CHANGED = declare(
    "disclosure:case:changed",
    {**_RECIPIENT, "case": ID, "state": SLUG, "sha256": HASH, "approver": ROLE, "duty": SLUG},
    NOBODY,
    gettext_lazy("Request of an authority moved to its next step"),
)
GUIDELINES_PUBLISHED = declare(
    "disclosure:guidelines:published",
    {"actor": ACTOR, "version": NUMBER, "sha256": HASH},
    NOBODY,
    gettext_lazy("Guidelines for contractors published"),
)
GUIDELINES_ACCEPTED = declare(
    "disclosure:guidelines:accepted",
    {**_RECIPIENT, "version": NUMBER, "method": SLUG},
    NOBODY,
    gettext_lazy("Guidelines accepted by a contractor"),
)
CONTRACT_CHANGED = declare(
    "disclosure:contract:changed",
    {**_RECIPIENT, "contract": ID, "state": SLUG, "reason": SLUG},
    NOBODY,
    gettext_lazy("Contract with a recipient changed"),
)
REVIEW_RECORDED = declare(
    "disclosure:review:recorded",
    {**_RECIPIENT, "review": ID, "contract": ID, "outcome": SLUG},
    NOBODY,
    gettext_lazy("Review of a contractor recorded"),
)
