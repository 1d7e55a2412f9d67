"""What is told of corrections, to the person whose data it is: by themselves, by staff, and of words about others."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from azukari.ledger.events import Kind
from azukari.rights.corrected_letters import channel_in_words
from azukari.vault.address_change import PUT_BACK


class Teller(Protocol):
    """Puts the words of an entry into one language; see `rights.story`."""

    def who(self, payload: Mapping[str, Any]) -> str: ...
    def categories(self, payload: Mapping[str, Any]) -> str: ...


def _corrected(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    words = {"what": t.categories(p), "who": t.who(p)}
    if p.get("erased"):
        return _("You erased your %(what)s") % words, ""
    if p.get("actor") == "person":
        return _("You corrected your %(what)s") % words, ""
    how = channel_in_words(str(p.get("channel", "")))
    title = _("%(who)s opened and corrected your %(what)s") if p["looked"] else _("%(who)s corrected your %(what)s")
    return title % words, _("You asked for it %(how)s") % {"how": how} if how else ""


def _mention_replaced(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    words = {"who": t.who(p), "what": t.categories(p)}
    if p.get("reason") == "withheld":
        return _("%(who)s replaced all of your %(what)s by ■■■") % words, _(
            "A backup was put back. Words that pointed to somebody else had been taken out of a newer text of yours,"
            " which the backup does not have. You can write it again."
        )
    title = _("%(who)s replaced words in your %(what)s by ■■■") % words
    return title, _("They pointed to somebody else. The rest is as you wrote it.")


def _proposed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    how = channel_in_words(str(p.get("channel", "")))
    title = _("%(who)s took down a new e-mail address for you") % {"who": t.who(p)}
    return title, _("You asked for it %(how)s") % {"how": how} if how else ""


def _objected(_t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    title = _("You said from your e-mail address that you did not want another one")
    return title, _("It was put back.") if p.get("outcome") == PUT_BACK else _("It stayed in use.")


CORRECTIONS: Mapping[Kind, tuple[str, str, Callable[[Teller, Mapping[str, Any]], tuple[str, str]]]] = {
    Kind.VALUE_CORRECTED: ("correction", "pen", _corrected),
    Kind.ADDRESS_PROPOSED: ("correction", "mail", _proposed),
    Kind.ADDRESS_OBJECTED: ("correction", "undo", _objected),
    Kind.MENTION_REPLACED: ("correction", "pen", _mention_replaced),
}
"""Sort, icon and words of the entries about corrections, for `rights.story`."""
