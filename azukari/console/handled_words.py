"""How far somebody is with a submission, in words and with an icon."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from azukari.forms.models import Handled

WORDS: Mapping[str, Promise | str] = {
    Handled.NEW: pgettext_lazy("answer", "new"),
    Handled.IN_HAND: _("in hand"),
    Handled.ANSWERED: _("answered"),
    Handled.CLOSED: _("closed"),
}
ICONS: Mapping[str, str] = {
    Handled.NEW: "mail",
    Handled.IN_HAND: "person",
    Handled.ANSWERED: "send",
    Handled.CLOSED: "check",
}


def in_words(state: object) -> str:
    """The state in the reader's language; ``""`` for one that there is not."""
    return str(WORDS.get(str(state), ""))
