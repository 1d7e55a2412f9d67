"""What is told of merges: asked, answered, done and undone."""

from django.utils.translation import gettext as _

from azukari.ledger.catalogue import EventWords, Sentence, Sort

MERGED = EventWords(
    Sort.MERGE,
    "chain",
    person=lambda _t, _p: Sentence(_("Two registrations became one")),
    staff=lambda _t, _p: Sentence(_("Two records of one person became one")),
)
PARTED = EventWords(
    Sort.MERGE,
    "undo",
    person=lambda _t, _p: Sentence(_("The two registrations were parted again")),
    staff=lambda _t, _p: Sentence(_("The records were parted again")),
)
ASKED = EventWords(
    Sort.MERGE,
    "chain",
    person=lambda t, p: Sentence(_("%(who)s thinks that you are registered twice") % {"who": t.who(p)}),
    staff=lambda t, p: Sentence(_("Asked by %(who)s whether two records are one person's") % {"who": t.who(p)}),
)
AGREED = EventWords(
    Sort.MERGE,
    "check",
    person=lambda _t, _p: Sentence(_("You said that both registrations are yours")),
    staff=lambda _t, _p: Sentence(_("The person said that both records are theirs")),
)
DECLINED = EventWords(
    Sort.MERGE,
    "cross",
    person=lambda _t, _p: Sentence(_("You said that the other one is not yours")),
    staff=lambda _t, _p: Sentence(_("The person said that the other record is not theirs")),
)
DISMISSED = EventWords(
    Sort.MERGE,
    "cross",
    person=lambda t, p: Sentence(
        _("%(who)s compared two records and found them to be of two people") % {"who": t.who(p)}
    ),
    staff=lambda t, p: Sentence(_("Found by %(who)s to be another person than a similar record") % {"who": t.who(p)}),
)
