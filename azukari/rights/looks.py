"""Who looked at what, what for and why, told to the person whose data it is."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from azukari.policy.terms import CONFIRMATION, OWN_ACCESS, Act
from azukari.rights.reasons import reason_in_words
from azukari.vault.release import Reason


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
        what = {CONFIRMATION: _("To ask whether it is yours"), OWN_ACCESS: _("A link to your own page")}
        return _("Your address was used to send you a mail"), what.get(p.get("purpose", "")) or t.purposes(p)
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p), "reason": reason}
    taken_out = p.get("act") == Act.EXPORT
    title = _("%(who)s put your %(what)s on a list to take out") if taken_out else _("%(who)s opened your %(what)s")
    return title % words, _("For “%(purpose)s”, %(reason)s") % words


def stayed_closed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    """Somebody wanted to look, and did not get to see it."""
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p)}
    if p.get("code") == "use.not-agreed" and p.get("categories"):
        closed = _("For “%(purpose)s”, since you have not agreed to that use.") % words
        return _("Stayed closed for %(who)s: %(what)s") % words, closed
    return _("%(who)s was refused a look") % words, _("For “%(purpose)s”. Nothing was opened.") % words
