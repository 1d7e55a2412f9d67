"""Who looked at what, what for and why, told to the person whose data it is."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.mail.letter import title_of
from azukari.policy.terms import Act
from azukari.rights.reasons import reason_in_words
from azukari.vault.release import Method, Reason


class Teller(Protocol):
    """Puts the words of an entry into one language; see `rights.story`."""

    def who(self, payload: Mapping[str, Any]) -> str: ...
    def categories(self, payload: Mapping[str, Any]) -> str: ...
    def purposes(self, payload: Mapping[str, Any]) -> str: ...


def opened(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    """Somebody looked, or took it out on a list."""
    reason = reason_in_words(p.get("reason", ""))
    if p.get("actor") == "person":
        return _("You looked at your own page"), ""
    if p.get("reason") == Reason.DELIVERY:
        what = capfirst(title_of(p.get("of", ""))) or t.purposes(p)
        if not p.get("categories"):
            return _("A mail was to go to you, but no address of yours was here any more"), what
        return _("Your address was opened to send you a mail"), what
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p), "reason": reason}
    if not p.get("categories"):
        title = _("%(who)s wanted to open something of yours; nothing was there any more")
    elif p.get("act") == Act.EXPORT:
        title = _("%(who)s put your %(what)s on a list to take out")
    elif p.get("method") == Method.SEARCH:
        title = _("%(who)s searched, found you, and was shown your %(what)s")
    else:
        title = _("%(who)s opened your %(what)s")
    return title % words, _("For “%(purpose)s”, %(reason)s") % words


def stayed_closed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    """Somebody wanted to look, and did not get to see it."""
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p)}
    if p.get("code") == "use.not-agreed" and p.get("categories"):
        closed = _("For “%(purpose)s”, since you have not agreed to that use.") % words
        return _("Stayed closed for %(who)s: %(what)s") % words, closed
    return _("%(who)s was refused a look") % words, _("For “%(purpose)s”. Nothing was opened.") % words
