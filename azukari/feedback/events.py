"""What feedback records: that a message was erased and its text kept without whoever wrote it."""

from django.utils.translation import gettext as _

from azukari.ledger.catalogue import EventWords, Sentence, Sort, declare
from azukari.ledger.shapes import ACTOR, ID, SLUG

TEXT_KEPT = declare(
    "feedback:text:kept",
    {"actor": ACTOR, "form": SLUG, "submission": ID},
    EventWords(
        Sort.ERASURE,
        "trash",
        person=lambda t, p: Sentence(
            _("What you wrote under “%(form)s” was erased") % {"form": t.form(p)},
            _("Its text stays with us without your name and without anything that leads to you."),
        ),
        staff=lambda t, p: Sentence(
            _("“%(form)s”: erased by %(who)s; the text stays without its person") % {"form": t.form(p), "who": t.who(p)}
        ),
    ),
)
