"""What training records: who passed which lesson under which policy, and what was withdrawn. Never an answer."""

from django.utils.translation import gettext_lazy as _

from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, HASH, ID, NUMBER, ROLE, SLUG, TRUTH

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
    _("Lesson passed"),
)
WITHDRAWN = declare(
    "training:lesson:withdrawn",
    {"actor": ACTOR, "account": ROLE, "lesson": SLUG},
    NOBODY,
    _("Pass of a lesson withdrawn"),
)
ASKED = declare(
    "training:duties:asked",
    {"charter": NUMBER, "duties": SLUG},
    NOBODY,
    _("Colleagues asked to learn a changed policy"),
)
INVITED = declare(
    "training:trainee:invited",
    {"actor": ACTOR, "recipient": SLUG, "trainee": ID},
    NOBODY,
    _("Member of a contractor’s staff invited to lessons"),
)
