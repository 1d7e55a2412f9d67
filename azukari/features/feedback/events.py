"""What feedback records: that a message was erased and its text kept without whoever wrote it."""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import EventWords, Sort, declare, says
from azukari.core.ledger.shapes import ACTOR, ID, SLUG

TEXT_KEPT = declare(
    "feedback:text:kept",
    {"actor": ACTOR, "form": SLUG, "submission": ID},
    EventWords(
        Sort.ERASURE,
        "trash",
        person=says(
            gettext_lazy("What you wrote under “%(form)s” was erased"),
            gettext_lazy("Its text stays with us without your name and without anything that leads to you."),
        ),
        staff=says(gettext_lazy("“%(form)s”: erased by %(who)s; the text stays without its person")),
    ),
)
