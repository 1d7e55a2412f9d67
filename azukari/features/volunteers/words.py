"""States of sign-ups in words, and what was done just now."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Mapping[str, Promise] = {
    "taken": _("You have a place"),
    "waiting": _("On the waiting list"),
    "cancelled": _("Cancelled by themselves"),
    "came": _("Came"),
    "absent": _("Did not come"),
}

DESK_STATES: Mapping[str, Promise] = {**STATES, "taken": pgettext_lazy("staff", "Has a place")}
"""The same as a colleague reads them of somebody else."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a page says after a step; ``kind`` as of `site/part/callout.html`."""

    text: Promise
    kind: str = "kept"


_NO = "attention"
_OVER = Done(_("That shift has begun or does not take place, so nothing was changed."), _NO)
DONE: Mapping[str, Done] = {
    "shift-taken": Done(_("You have a place. An email with an entry for your calendar is on its way.")),
    "shift-waits": Done(
        _("All places are taken, so you are on the waiting list. You move up by yourself, and we write to you then.")
    ),
    "shift-swapped": Done(_("Swapped. An email with an entry for your calendar is on its way.")),
    "shift-cancelled": Done(_("Cancelled. The next person on the waiting list gets the place.")),
    "shift-covered": Done(_("The place stays yours until somebody takes it; then we write to you.")),
    "shift-keep": Done(_("Good: you come after all.")),
    "link-made": Done(_("The address is made. Copy it into your calendar.")),
    "link-removed": Done(_("The address is removed, and opens nothing any more.")),
    "shift-full": Done(_("That shift is now full. You keep the one you have."), _NO),
    "shift-over": _OVER,
    "shift-called-off": _OVER,
    "shift-group": Done(_("So many people cannot come together. Please choose fewer."), _NO),
    "shift-screening": Done(_("There is a check before this shift. Please talk to us; then you can take it."), _NO),
    "shift-later": Done(_("Those who gave fewer hours come first. Please try again later."), _NO),
}
"""On the page of one's own shifts, by the code in its address: `rules.No` among them."""

DESK_DONE: Mapping[str, Done] = {
    "kept": Done(_("Saved.")),
    "shifts": Done(_("The shifts are added.")),
    "no-shifts": Done(_("These shifts are there already, so none was added."), _NO),
    "called-off": Done(_("Called off. Everybody on it gets an email.")),
    "came": Done(_("Noted.")),
    "early": Done(_("Who came can be noted from three hours before the beginning on."), _NO),
    "wrong": Done(_("Please write hours between 0 and 24, such as 2.5. Nothing was changed."), _NO),
    "no-reason": Done(_("Choose first what has happened. Nothing was opened."), _NO),
    "no-places": Done(_("Please write how many are needed, from 1 to 1000. Nothing was changed."), _NO),
    "over": Done(_("Saved. More people have a place than that; they keep it.")),
    "moved-up": Done(_("Saved. People on the waiting list have moved up where there is room, and get an email.")),
}
"""On the pages of the desk, likewise."""
