"""What training records: who passed which lesson under which policy, and what was withdrawn. Never an answer."""

from azukari.ledger.catalogue import NOBODY, declare
from azukari.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG, TRUTH

PASSED = declare(
    "training:lesson:passed",
    {
        "actor": ACTOR,
        "trainee": ID,
        "lesson": SLUG,
        "charter": NUMBER,
        "questions": HASH,
        "score": NUMBER,
        "of": NUMBER,
        "whole": TRUTH,
    },
    NOBODY,
)
WITHDRAWN = declare("training:lesson:withdrawn", {"actor": ACTOR, "account": ROLE, "lesson": SLUG}, NOBODY)
ASKED = declare("training:duties:asked", {"charter": NUMBER, "duties": SLUG}, NOBODY)
INVITED = declare("training:trainee:invited", {"actor": ACTOR, "recipient": SLUG, "trainee": ID}, NOBODY)
