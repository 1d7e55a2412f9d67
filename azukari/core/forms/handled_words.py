"""How far somebody is with a submission, in words and with an icon; and what is told of it, and of a registration that
ended, to the person and to staff.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import EndedAs, Handled
from azukari.core.ledger.catalogue import Payload, Sentence, Teller
from azukari.lib.day import iso_in_words

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


def _kept(t: Teller, payload: Payload) -> str:
    """Until when it is kept, where that was decided."""
    ends = iso_in_words(payload.get("ends"), t.lang)
    return gettext("Data used only for this is erased after %(day)s.") % {"day": ends} if ends else ""


def handled(t: Teller, p: Payload) -> Sentence:
    """How far somebody is with it, and until when it is kept where that was decided by closing it."""
    words = {
        Handled.NEW: gettext("“%(form)s”: opened again"),
        Handled.IN_HAND: gettext("“%(form)s”: being handled"),
        Handled.ANSWERED: gettext("“%(form)s”: answered"),
        Handled.CLOSED: gettext("“%(form)s”: done and closed"),
    }
    form, state = t.form(p), p.get("state")
    return Sentence(words[Handled(state)] % {"form": form} if state in set(Handled) else form, _kept(t, p))


def handled_for_staff(t: Teller, p: Payload) -> Sentence:
    """The same for staff."""
    words = {"form": t.form(p), "state": in_words(p.get("state")), "who": t.who(p)}
    return Sentence(gettext("“%(form)s” is now %(state)s, says %(who)s") % words)


def ended(t: Teller, p: Payload) -> Sentence:
    """That a registration ended, on which day, and until when it is kept."""
    words = {"form": t.form(p), "who": t.who(p), "day": iso_in_words(p.get("day"), t.lang)}
    if p.get("actor") == "person":
        title = gettext("You ended “%(form)s”") % words
    elif p.get("reason") == EndedAs.LAPSED:
        title = gettext("%(who)s noted that “%(form)s” lapsed on %(day)s") % words
    else:
        title = gettext("%(who)s noted that you left “%(form)s” on %(day)s") % words
    return Sentence(title, _kept(t, p))


def ended_for_staff(t: Teller, p: Payload) -> Sentence:
    """That a registration ended, how, on which day, and who said so."""
    words = {"form": t.form(p), "who": t.who(p), "day": iso_in_words(p.get("day"), t.lang)}
    if p.get("reason") == EndedAs.LAPSED:
        return Sentence(gettext("“%(form)s” lapsed on %(day)s, says %(who)s") % words)
    return Sentence(gettext("Left “%(form)s” on %(day)s, says %(who)s") % words)
