"""What is told of merges: asked, answered, done and undone."""

from django.utils.translation import gettext_lazy

from azukari.core.ledger.catalogue import EventWords, Sort, says

MERGED = EventWords(
    Sort.MERGE,
    "chain",
    person=says(gettext_lazy("Two registrations became one")),
    staff=says(gettext_lazy("Two records of one person became one")),
)
PARTED = EventWords(
    Sort.MERGE,
    "undo",
    person=says(gettext_lazy("The two registrations were parted again")),
    staff=says(gettext_lazy("The records were parted again")),
)
ASKED = EventWords(
    Sort.MERGE,
    "chain",
    person=says(gettext_lazy("%(who)s thinks that you are registered twice")),
    staff=says(gettext_lazy("Asked by %(who)s whether two records are one person’s")),
)
AGREED = EventWords(
    Sort.MERGE,
    "check",
    person=says(gettext_lazy("You said that both registrations are yours")),
    staff=says(gettext_lazy("The person said that both records are theirs")),
)
DECLINED = EventWords(
    Sort.MERGE,
    "cross",
    person=says(gettext_lazy("You said that the other one is not yours")),
    staff=says(gettext_lazy("The person said that the other record is not theirs")),
)
DISMISSED = EventWords(
    Sort.MERGE,
    "cross",
    person=says(gettext_lazy("%(who)s compared two records and found them to be of two people")),
    staff=says(gettext_lazy("Found by %(who)s to be another person than a similar record")),
)
