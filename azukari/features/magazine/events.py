"""What the magazine records: who approved, sent or stopped an issue, and what a reader wished."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import NOBODY, EventWords, Payload, Sentence, Sort, declare
from azukari.core.ledger.shapes import ACTOR, ID, NUMBER, SLUG, TIME, TRUTH, Shape

_ABOUT: Mapping[str, Shape] = {"actor": ACTOR, "form": SLUG, "issue": ID}

APPROVED = declare("magazine:issue:approved", _ABOUT, NOBODY, gettext_lazy("Issue of the magazine approved"))
SCHEDULED = declare(
    "magazine:issue:scheduled", {**_ABOUT, "at": TIME}, NOBODY, gettext_lazy("Issue of the magazine scheduled")
)
TAKEN_BACK = declare(
    "magazine:issue:taken-back", _ABOUT, NOBODY, gettext_lazy("Issue of the magazine returned to draft")
)
BEGUN = declare(
    "magazine:issue:begun",
    {**_ABOUT, "number": NUMBER, "readers": NUMBER},
    NOBODY,
    gettext_lazy("Sending of an issue began"),
)
PAUSED = declare("magazine:issue:paused", _ABOUT, NOBODY, gettext_lazy("Sending of an issue paused"))
RESUMED = declare("magazine:issue:resumed", _ABOUT, NOBODY, gettext_lazy("Sending of an issue resumed"))
ISSUE_CANCELLED = declare("magazine:issue:cancelled", _ABOUT, NOBODY, gettext_lazy("Sending of an issue cancelled"))
RETRIED = declare(
    "magazine:issue:retried",
    {**_ABOUT, "count": NUMBER},
    NOBODY,
    gettext_lazy("Failed messages of an issue tried again"),
)
LIST_SET = declare(
    "magazine:list:set", {"actor": ACTOR, "form": SLUG}, NOBODY, gettext_lazy("Settings of a mailing list changed")
)


def _until(p: Payload) -> str:
    return _("Paused until %(day)s") % {"day": p["until"]} if p.get("until") else ""


READING_SAID = declare(
    "magazine:reading:said",
    {"actor": ACTOR, "form": SLUG, "reads": TRUTH},
    EventWords(
        Sort.GRANT,
        "mail",
        person=lambda _t, p: Sentence(
            _("You said that you read the magazine")
            if p.get("reads")
            else _("You withdrew your note that you read the magazine")
        ),
        staff=None,
    ),
    gettext_lazy("A reader said whether they still read it"),
)
WISHED = declare(
    "magazine:wish:changed",
    {"actor": ACTOR, "form": SLUG, "lang": SLUG, "until": TIME, "weekly": TRUTH},
    EventWords(
        Sort.GRANT,
        "mail",
        person=lambda _t, p: Sentence(_("You changed how you get the magazine"), _until(p)),
        staff=None,
    ),
    gettext_lazy("A reader changed how they get the magazine"),
)
