"""Who looked at what, what for and why: told to the person whose data it is, and to staff."""

from django.utils.translation import gettext as _

from azukari.core.ledger.catalogue import Payload, Sentence, Teller
from azukari.core.vault.reasons import Method, Reason, reason_in_words
from azukari.policy.terms import Act


def opened(t: Teller, p: Payload) -> Sentence:
    """Somebody looked, or took it out on a list."""
    if p.get("actor") == "person":
        return Sentence(_("You looked at your own page"))
    if p.get("reason") == Reason.DELIVERY:
        what = t.letter(p) or t.purposes(p)
        if not p.get("categories"):
            return Sentence(_("An email could not be sent to you because we no longer had an address of yours"), what)
        return Sentence(_("Your address was opened to send you an email"), what)
    reason = reason_in_words(p.get("reason", ""))
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p), "reason": reason}
    if not p.get("categories"):
        title = _("%(who)s wanted to open your data, but it no longer existed")
    elif p.get("act") == Act.EXPORT:
        title = _("%(who)s exported your %(what)s in a list")
    elif p.get("method") in _WAYS:
        title = _WAYS[p["method"]]()
    else:
        title = _("%(who)s opened your %(what)s")
    return Sentence(title % words, _("For “%(purpose)s”, %(reason)s") % words)


_WAYS = {
    Method.SEARCH: lambda: _("%(who)s searched, found you, and was shown your %(what)s"),
    Method.LIST: lambda: _("%(who)s had your %(what)s in a list"),
    Method.WORK: lambda: _("%(who)s opened your record: %(what)s"),
}
"""How somebody came to see it, where they did not ask for this one look."""


def stayed_closed(t: Teller, p: Payload) -> Sentence:
    """Somebody wanted to look, and did not get to see it."""
    words = {"who": t.who(p), "purpose": t.purposes(p), "what": t.categories(p)}
    if p.get("code") == "use.not-agreed" and p.get("categories"):
        closed = _("For “%(purpose)s”, since you have not agreed to that use.") % words
        return Sentence(_("Stayed closed for %(who)s: %(what)s") % words, closed)
    return Sentence(_("%(who)s was refused a look") % words, _("For “%(purpose)s”. Nothing was opened.") % words)


def opened_by_staff(t: Teller, p: Payload) -> Sentence:
    """What came of somebody's wish to open something, for staff."""
    if not p.get("categories"):
        title = _("%(who)s wanted to open something for “%(purpose)s”; nothing was there any more")
    elif p.get("act") == Act.EXPORT:
        title = _("Exported by %(who)s for “%(purpose)s”")
    elif p.get("method") == Method.SEARCH:
        title = _("Found and shown in a search by %(who)s for “%(purpose)s”")
    elif p.get("method") == Method.LIST:
        title = _("On a list of %(who)s for “%(purpose)s”")
    else:
        title = _("Opened by %(who)s for “%(purpose)s”")
    return Sentence(title % {"who": t.who(p), "purpose": t.purposes(p)})


def refused_to_staff(t: Teller, p: Payload) -> Sentence:
    """Somebody wanted to look, and did not get to see it, for staff."""
    words = {"who": t.who(p), "purpose": t.purposes(p)}
    return Sentence(_("Stayed closed: %(who)s asked for “%(purpose)s”") % words)
