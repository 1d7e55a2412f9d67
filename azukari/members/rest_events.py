"""What is recorded of pauses, of renewals that come by themselves, of reinstatements, and of debts that lapse."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.ledger.catalogue import EventWords, Payload, Sentence, Sort, Teller, declare
from azukari.ledger.shapes import ID, NUMBER, TIME
from azukari.lib.day import iso_in_words
from azukari.members.events import ABOUT, told


def _between(t: Teller, p: Payload) -> str:
    first, last = iso_in_words(p.get("begins"), t.lang), iso_in_words(p.get("ends"), t.lang)
    return _("From %(first)s until %(last)s") % {"first": first, "last": last} if first and last else ""


def _paused(person: Promise, staff: Promise) -> EventWords:
    """The same, of a pause: its days beside it."""
    return EventWords(
        Sort.GRANT,
        "clock",
        person=lambda t, p: Sentence(str(person) % {"who": t.who(p)}, _between(t, p)),
        staff=lambda t, p: Sentence(str(staff) % {"who": t.who(p)}, _between(t, p)),
    )


REINSTATED = declare(
    "members:membership:reinstated",
    ABOUT,
    told(
        "undo",
        gettext_lazy("%(who)s took you in again as a member"),
        gettext_lazy("Reinstated as a member by %(who)s"),
    ),
)
PAUSED = declare(
    "members:pause:set",
    {**ABOUT, "begins": TIME, "ends": TIME},
    _paused(
        gettext_lazy("%(who)s paused your membership"),
        gettext_lazy("Membership paused by %(who)s"),
    ),
)
UNPAUSED = declare(
    "members:pause:ended",
    {**ABOUT, "begins": TIME, "ends": TIME},
    _paused(
        gettext_lazy("%(who)s ended the pause of your membership"),
        gettext_lazy("Pause of the membership ended by %(who)s"),
    ),
)
RENEWAL_TOLD = declare(
    "members:renewal:told",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "mail",
        gettext_lazy("We told you that your membership will renew by itself"),
        gettext_lazy("Told that the membership will renew by itself"),
    ),
)
RENEWAL_DECLINED = declare(
    "members:renewal:declined",
    {**ABOUT, "class": ID, "ends": TIME},
    told(
        "cross",
        gettext_lazy("Your membership will not renew by itself: it was declined by %(who)s"),
        gettext_lazy("Renewal declined by %(who)s"),
    ),
)
DEBT_LAPSED = declare(
    "members:invoice:lapsed",
    {**ABOUT, "year": NUMBER},
    told(
        "cross",
        gettext_lazy("Old dues of yours have lapsed: nothing is owed for them any more"),
        gettext_lazy("Old dues have lapsed"),
    ),
)
