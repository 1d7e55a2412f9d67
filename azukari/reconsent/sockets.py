"""Where rounds plug in: a charter that widens opens one; their letters; what they hold."""

from django.utils.translation import gettext_lazy as _

from azukari.charter.sockets import on_published
from azukari.mail.letter import LetterKind, register
from azukari.policy.terms import OWN_ACCESS
from azukari.reconsent import letters
from azukari.reconsent.answer import RECEIPT_LETTER
from azukari.reconsent.holder import AskedHolder
from azukari.reconsent.tend import ASK_LETTER, REMIND_LETTER, open_round_of
from azukari.vault.holders import register as register_holder

on_published(open_round_of)
register(LetterKind(ASK_LETTER, OWN_ACCESS, letters.ask, _("question about the new policy")))
register(LetterKind(REMIND_LETTER, OWN_ACCESS, letters.remind, _("reminder about the new policy")))
register(LetterKind(RECEIPT_LETTER, OWN_ACCESS, letters.receipt, _("receipt of an agreement")))
register_holder(AskedHolder())
