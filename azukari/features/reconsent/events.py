"""Rounds in which people are asked again, and what they answer, as the ledger keeps it and tells of it."""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, HASH, NUMBER, SLUG

ROUND_OPENED = declare(
    "consent:round:opened", {"charter": NUMBER}, NOBODY, gettext_lazy("People began to be asked again")
)
ROUND_ENDED = declare(
    "consent:round:ended", {"actor": ACTOR, "charter": NUMBER}, NOBODY, gettext_lazy("People are no longer asked again")
)
WIDENING_AGREED = declare(
    "consent:widening:agreed",
    {"actor": ACTOR, "charter": NUMBER, "purposes": SLUG, "sha256": HASH},
    EventWords(
        Sort.GRANT,
        "check",
        person=says(gettext_lazy("You agreed to the change of our policy: %(purposes)s")),
        staff=None,
    ),
    gettext_lazy("Agreed to a change of the policy"),
)
WIDENING_DECLINED = declare(
    "consent:widening:declined",
    {"actor": ACTOR, "charter": NUMBER, "sha256": HASH},
    EventWords(Sort.GRANT, "lock", person=says(gettext_lazy("You said no to the change of our policy")), staff=None),
    gettext_lazy("Declined a change of the policy"),
)
