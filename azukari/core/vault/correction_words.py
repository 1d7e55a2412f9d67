"""What is told of corrections, by the person and by staff, and of words about others: to the person and to staff."""

from typing import Final

from django.utils.translation import gettext as _

from azukari.core.ledger.catalogue import Payload, Sentence, Teller
from azukari.core.vault.reasons import channel_in_words

PUT_BACK: Final = "put-back"
STAYED: Final = "stayed"
"""What an objection did: the former address was put back, or the one in use stayed."""


def how_asked(p: Payload) -> str:
    """In which way the person asked for it, where the ledger knows."""
    how = channel_in_words(str(p.get("channel", "")))
    return _("You asked for it %(how)s") % {"how": how} if how else ""


def corrected(t: Teller, p: Payload) -> Sentence:
    """A value says something else now, or nothing any more."""
    words = {"what": t.categories(p), "who": t.who(p)}
    if p.get("erased"):
        return Sentence(_("You erased your %(what)s") % words)
    if p.get("actor") == "person":
        return Sentence(_("You corrected your %(what)s") % words)
    looked = p.get("looked")
    title = _("%(who)s opened and corrected your %(what)s") if looked else _("%(who)s corrected your %(what)s")
    return Sentence(title % words, how_asked(p))


def corrected_by_staff(t: Teller, p: Payload) -> Sentence:
    """The same for staff."""
    if p.get("erased"):
        title = _("Erased by %(who)s")
    else:
        title = _("Opened and corrected by %(who)s") if p.get("looked") else _("Corrected by %(who)s")
    return Sentence(title % {"who": t.who(p)})


def mention_replaced(t: Teller, p: Payload) -> Sentence:
    """Words about somebody else were taken out of what the person wrote."""
    words = {"who": t.who(p), "what": t.categories(p)}
    if p.get("reason") == "withheld":
        return Sentence(
            _("%(who)s replaced all of your %(what)s by ■■■") % words,
            _(
                "A backup was restored. It does not contain your newer text, from which words about someone else had "
                "been removed. You can write it again."
            ),
        )
    title = _("%(who)s replaced words in your %(what)s by ■■■") % words
    return Sentence(title, _("They pointed to somebody else. The rest is as you wrote it."))


def objected(_t: Teller, p: Payload) -> Sentence:
    """The owner of the address in use, or of the former one, did not want another."""
    title = _("You said from your email address that you did not want another one")
    return Sentence(title, _("It was restored.") if p.get("outcome") == PUT_BACK else _("It stayed in use."))


def objected_for_staff(_t: Teller, p: Payload) -> Sentence:
    """The same for staff."""
    if p.get("outcome") == PUT_BACK:
        return Sentence(_("Objected from the former email address, which was restored"))
    return Sentence(_("Objected from the email address in use; the new one was forgotten"))
