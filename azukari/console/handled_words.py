"""How far somebody is with a submission, in words and with an icon; and that a registration ended."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from azukari.forms.models import EndedAs, Handled

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


def ended_in_words(form: str, who: str, payload: Mapping[str, Any]) -> str:
    """That a registration ended, how, on which day, and who said so."""
    words = {"form": form, "who": who, "day": payload.get("day") or ""}
    if payload.get("reason") == EndedAs.LAPSED:
        return gettext("“%(form)s” lapsed on %(day)s, says %(who)s") % words
    return gettext("Left “%(form)s” on %(day)s, says %(who)s") % words


def resumed_in_words(form: str, who: str) -> str:
    """That the end was taken back."""
    return gettext("The end of “%(form)s” was taken back by %(who)s") % {"form": form, "who": who}
