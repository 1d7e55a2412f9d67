"""Where the own page plugs in: its letters, and what it holds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.letter import Builder, LetterKind, WhenSuppressed, register
from azukari.core.vault.holders import register as register_holder
from azukari.core.vault.hooks import on_parted
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS
from azukari.shells.self_service import (
    address,
    address_letters,
    corrected_letters,
    letters,
    merge_letters,
    merging,
    on_request,
    sign_in,
)
from azukari.shells.self_service.holder import OwnHolder
from azukari.shells.self_service.session import end_all

_GOES = WhenSuppressed.GOES  # the person asked, or the law has us tell them


def _letter(name: str, purpose: str, build: Builder, title: Promise, *, blind: bool = False) -> None:
    register(LetterKind(name, purpose, build, title, when_suppressed=_GOES, blind=blind))


_letter(sign_in.LETTER, OWN_ACCESS, letters.sign_in_letter, _("link to the own page"), blind=True)
_letter(on_request.LETTER, OWN_ACCESS, corrected_letters.corrected, _("notice of a correction"))
_letter(address.TOLD_LETTER, CONFIRMATION, address_letters.asked, _("notice that a new address was given"))
_letter(address.CHANGED_LETTER, CONFIRMATION, address_letters.changed, _("notice that the address was changed"))
_NEW = _("confirmation of the new address")
register(LetterKind(address.LETTER, CONFIRMATION, address_letters.confirm, _NEW, when_suppressed=WhenSuppressed.ONCE))
for _side, _name in merging.LETTERS.items():
    register(LetterKind(_name, OWN_ACCESS, merge_letters.asking(_side), _("question whether two records are one")))
register_holder(OwnHolder())
on_parted(lambda survivor, back: end_all([survivor, back]))
