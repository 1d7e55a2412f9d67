"""What assurance records: the note of each day, findings, what people looked at, audits, reviews."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, HASH, ID, NUMBER, SLUG, TIME, TRUTH

DAY_NOTED = declare(
    "assurance:day:noted",
    {"day": TIME, "kept": NUMBER, "broken": NUMBER, "unknown": NUMBER, "previous": ID},
    NOBODY,
)
"""How each promise stood on a day: the numbers of those that were kept, broken, unknown. ``previous`` is the note
before it, so that none can be left out."""

FINDING_OPENED = declare("assurance:finding:opened", {"finding": ID, "control": SLUG, "audit": ID, "again": ID}, NOBODY)
FINDING_CHANGED = declare("assurance:finding:changed", {"actor": ACTOR, "finding": ID, "due": TIME}, NOBODY)
FINDING_CLOSED = declare("assurance:finding:closed", {"actor": ACTOR, "finding": ID, "control": SLUG}, NOBODY)
FINDING_JUDGED = declare("assurance:finding:judged", {"actor": ACTOR, "finding": ID, "effective": TRUTH}, NOBODY)
ATTESTED = declare(
    "assurance:control:attested", {"actor": ACTOR, "control": SLUG, "in_order": TRUTH, "sha256": HASH}, NOBODY
)
EVIDENCE_READ = declare("assurance:evidence:read", {"actor": ACTOR, "attestation": ID}, NOBODY)
AUDIT_PLANNED = declare("assurance:audit:planned", {"actor": ACTOR, "audit": ID, "duty": SLUG, "day": TIME}, NOBODY)
AUDIT_BEGUN = declare(
    "assurance:audit:begun", {"actor": ACTOR, "audit": ID, "duty": SLUG, "seed": HASH, "size": NUMBER}, NOBODY
)
AUDIT_REFUSED = declare("assurance:audit:refused", {"actor": ACTOR, "audit": ID, "duty": SLUG, "code": SLUG}, NOBODY)
AUDIT_CLOSED = declare("assurance:audit:closed", {"actor": ACTOR, "audit": ID, "breaches": NUMBER}, NOBODY)
REVIEW_HELD = declare("assurance:review:held", {"actor": ACTOR, "year": NUMBER, "sha256": HASH}, NOBODY)
DECISION_DONE = declare("assurance:decision:done", {"actor": ACTOR, "decision": ID}, NOBODY)
IMPROVED = declare("assurance:improvement:published", {"actor": ACTOR, "improvement": ID, "finding": ID}, NOBODY)
