"""What volunteering records: who signed up for which shift, and whether they came."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.events import happens
from azukari.core.ledger.catalogue import NOBODY, declare
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG

TAKEN = happens("volunteers:shift:taken", "check", _("You signed up for a shift"), _("Signed up for a shift"), shift=ID)
WAITS = happens(
    "volunteers:shift:waits",
    "clock",
    _("You put yourself on the waiting list of a shift"),
    _("On the waiting list of a shift"),
    size=NUMBER,
    shift=ID,
)
MOVED_UP = happens(
    "volunteers:shift:moved-up",
    "check",
    _("You moved up from the waiting list of a shift"),
    _("Moved up from the waiting list of a shift"),
    shift=ID,
)
CANCELLED = happens(
    "volunteers:shift:cancelled",
    "undo",
    _("%(who)s cancelled your shift"),
    _("A shift was cancelled by %(who)s"),
    shift=ID,
)
COVER_ASKED = happens(
    "volunteers:cover:asked", "people", _("You asked for cover of a shift"), _("Asked for cover of a shift"), shift=ID
)
COVERED = happens(
    "volunteers:cover:found",
    "check",
    _("Someone else took over your shift"),
    _("Someone else took over the shift"),
    shift=ID,
)
CAME = happens(
    "volunteers:shift:came",
    "check",
    _("%(who)s noted that you came to a shift"),
    _("Came to a shift, as %(who)s noted"),
    minutes=NUMBER,
    shift=ID,
)
ABSENT = happens(
    "volunteers:shift:absent",
    "cross",
    _("%(who)s noted that you did not come to a shift"),
    _("Did not come to a shift, as %(who)s noted"),
    shift=ID,
)
OPEN_AGAIN = happens(
    "volunteers:shift:open-again",
    "undo",
    _("%(who)s removed the note of whether you came to a shift"),
    _("The note of whether they came to a shift was removed by %(who)s"),
    shift=ID,
)
CLEARED = happens(
    "volunteers:screening:cleared",
    "check",
    _("%(who)s noted that a check before shifts was done"),
    _("A check before shifts was done by %(who)s"),
    requirement=ID,
)
UNCLEARED = happens(
    "volunteers:screening:taken-back",
    "undo",
    _("%(who)s removed the note that a check before shifts was done"),
    _("The note of a check before shifts was removed by %(who)s"),
    requirement=ID,
)
REQUIREMENT_SET = declare(
    "volunteers:requirement:set",
    {"actor": ACTOR, "form": SLUG, "requirement": ID},
    NOBODY,
    _("Check of volunteers set"),
)
OPENING_SET = declare(
    "volunteers:opening:set",
    {"actor": ACTOR, "form": SLUG, "opening": ID},
    NOBODY,
    _("Opening for volunteers set"),
)
SHIFTS_SET = declare(
    "volunteers:shifts:set",
    {"actor": ACTOR, "opening": ID, "shift": ID, "size": NUMBER},
    NOBODY,
    _("Shifts set"),
)
CALLED_OFF = declare(
    "volunteers:shifts:called-off",
    {"actor": ACTOR, "opening": ID, "shift": ID},
    NOBODY,
    _("Shift called off"),
)
