"""What volunteering records: who signed up for which shift, and whether they came."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from azukari.ledger.catalogue import NOBODY, EventWords, Sort, declare, says
from azukari.ledger.shapes import ACTOR, ID, NUMBER, SLUG, Shape

_ABOUT: Mapping[str, Shape] = {"actor": ACTOR, "submission": ID, "form": SLUG, "shift": ID}
_SCREENING: Mapping[str, Shape] = {"actor": ACTOR, "submission": ID, "form": SLUG, "requirement": ID}


def _told(icon: str, person: Promise, staff: Promise) -> EventWords:
    """A sentence for each, in which ``%(who)s`` stands for whoever did it."""
    return EventWords(Sort.GRANT, icon, person=says(person), staff=says(staff))


TAKEN = declare(
    "volunteers:shift:taken",
    _ABOUT,
    _told("check", gettext_lazy("You signed up for a shift"), gettext_lazy("Signed up for a shift")),
)
WAITS = declare(
    "volunteers:shift:waits",
    {**_ABOUT, "size": NUMBER},
    _told(
        "clock",
        gettext_lazy("You put yourself on the waiting list of a shift"),
        gettext_lazy("On the waiting list of a shift"),
    ),
)
MOVED_UP = declare(
    "volunteers:shift:moved-up",
    _ABOUT,
    _told(
        "check",
        gettext_lazy("You moved up from the waiting list of a shift"),
        gettext_lazy("Moved up from the waiting list of a shift"),
    ),
)
CANCELLED = declare(
    "volunteers:shift:cancelled",
    _ABOUT,
    _told("undo", gettext_lazy("%(who)s cancelled your shift"), gettext_lazy("A shift was cancelled by %(who)s")),
)
COVER_ASKED = declare(
    "volunteers:cover:asked",
    _ABOUT,
    _told("people", gettext_lazy("You asked for cover of a shift"), gettext_lazy("Asked for cover of a shift")),
)
COVERED = declare(
    "volunteers:cover:found",
    _ABOUT,
    _told(
        "check", gettext_lazy("Somebody else took over your shift"), gettext_lazy("Somebody else took over the shift")
    ),
)
CAME = declare(
    "volunteers:shift:came",
    {**_ABOUT, "minutes": NUMBER},
    _told(
        "check",
        gettext_lazy("%(who)s noted that you came to a shift"),
        gettext_lazy("Came to a shift, as %(who)s noted"),
    ),
)
ABSENT = declare(
    "volunteers:shift:absent",
    _ABOUT,
    _told(
        "cross",
        gettext_lazy("%(who)s noted that you did not come to a shift"),
        gettext_lazy("Did not come to a shift, as %(who)s noted"),
    ),
)
OPEN_AGAIN = declare(
    "volunteers:shift:open-again",
    _ABOUT,
    _told(
        "undo",
        gettext_lazy("%(who)s took back whether you came to a shift"),
        gettext_lazy("Whether they came to a shift was taken back by %(who)s"),
    ),
)
CLEARED = declare(
    "volunteers:screening:cleared",
    _SCREENING,
    _told(
        "check",
        gettext_lazy("%(who)s noted that a check before shifts was done"),
        gettext_lazy("A check before shifts was done by %(who)s"),
    ),
)
UNCLEARED = declare(
    "volunteers:screening:taken-back",
    _SCREENING,
    _told(
        "undo",
        gettext_lazy("%(who)s took back that a check before shifts was done"),
        gettext_lazy("A check before shifts was taken back by %(who)s"),
    ),
)
REQUIREMENT_SET = declare(
    "volunteers:requirement:set",
    {"actor": ACTOR, "form": SLUG, "requirement": ID},
    NOBODY,
    gettext_lazy("Check of volunteers set"),
)
OPENING_SET = declare(
    "volunteers:opening:set",
    {"actor": ACTOR, "form": SLUG, "opening": ID},
    NOBODY,
    gettext_lazy("Opening for volunteers set"),
)
SHIFTS_SET = declare(
    "volunteers:shifts:set",
    {"actor": ACTOR, "opening": ID, "shift": ID, "size": NUMBER},
    NOBODY,
    gettext_lazy("Shifts set"),
)
CALLED_OFF = declare(
    "volunteers:shifts:called-off",
    {"actor": ACTOR, "opening": ID, "shift": ID},
    NOBODY,
    gettext_lazy("Shift called off"),
)
