"""What assurance records: the note of each day, findings, what people looked at, audits, reviews."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, SLUG, TIME, TRUTH

LOOKED = declare(
    "assurance:controls:looked",
    {"kept": NUMBER, "broken": NUMBER, "unknown": NUMBER, "previous": ID},
    NOBODY,
    _("All controls looked"),
    is_open=True,
)
"""How each promise stood when all controls had looked: the numbers of those that were kept, broken, unknown. One entry
for each round, so that its absence shows that nobody looked, and one for each look between them that changed something.
``previous`` is the one before it, so that none can be left out.
"""

DAY_NOTED = declare(
    "assurance:day:noted",
    {
        "day": TIME,
        "from": TIME,
        "until": TIME,
        "kept": NUMBER,
        "broken": NUMBER,
        "unknown": NUMBER,
        "looks": NUMBER,
        "last": ID,
        "unseen": NUMBER,
        "previous": ID,
    },
    NOBODY,
    _("Controls of a day noted"),
    is_open=True,
)
"""How each promise stood on a day, reckoned from the looks of that day (`lib.watched_day`): the numbers of those that
were kept, broken, unknown; how many looks there were, the last of them, and how many hours nobody knows anything of.
``from`` and ``until`` are the moments at which the day began and ended, ``previous`` is the note before it, so that
none can be left out. Notes of earlier versions hold no ``from``, and were reckoned from a table.
"""

FINDING_OPENED = declare(
    "assurance:finding:opened", {"finding": ID, "control": SLUG, "audit": ID, "again": ID}, NOBODY, _("Finding opened")
)
FINDING_CHANGED = declare(
    "assurance:finding:changed", {"actor": ACTOR, "finding": ID, "due": TIME}, NOBODY, _("Plan of a finding changed")
)
FINDING_MENDED = declare(
    "assurance:finding:mended", {"actor": ACTOR, "finding": ID}, NOBODY, _("Finding said to be mended")
)
FINDING_CLOSED = declare(
    "assurance:finding:closed", {"actor": ACTOR, "finding": ID, "control": SLUG}, NOBODY, _("Finding closed")
)
FINDING_JUDGED = declare(
    "assurance:finding:judged",
    {"actor": ACTOR, "finding": ID, "effective": TRUTH},
    NOBODY,
    _("Effect of a remedy judged"),
)
ATTESTED = declare(
    "assurance:control:attested",
    {"actor": ACTOR, "control": SLUG, "in_order": TRUTH, "sha256": HASH},
    NOBODY,
    _("Control attested by a person"),
)
EVIDENCE_READ = declare(
    "assurance:evidence:read", {"actor": ACTOR, "attestation": ID}, NOBODY, _("Evidence of a control read")
)
AUDIT_PLANNED = declare(
    "assurance:audit:planned", {"actor": ACTOR, "audit": ID, "duty": SLUG, "day": TIME}, NOBODY, _("Audit planned")
)
AUDIT_BEGUN = declare(
    "assurance:audit:begun",
    {"actor": ACTOR, "audit": ID, "duty": SLUG, "seed": HASH, "size": NUMBER},
    NOBODY,
    _("Audit begun"),
)
AUDIT_REFUSED = declare(
    "assurance:audit:refused",
    {"actor": ACTOR, "audit": ID, "duty": SLUG, "code": SLUG},
    NOBODY,
    _("Audit refused to somebody"),
)
AUDIT_CLOSED = declare(
    "assurance:audit:closed", {"actor": ACTOR, "audit": ID, "breaches": NUMBER}, NOBODY, _("Audit closed")
)
REVIEW_HELD = declare(
    "assurance:review:held", {"actor": ACTOR, "year": NUMBER, "sha256": HASH}, NOBODY, _("Management review held")
)
DECISION_DONE = declare(
    "assurance:decision:done",
    {"actor": ACTOR, "decision": ID},
    NOBODY,
    _("Decision of a management review carried out"),
)
IMPROVED = declare(
    "assurance:improvement:published",
    {"actor": ACTOR, "improvement": ID, "finding": ID},
    NOBODY,
    _("Improvement published"),
)
