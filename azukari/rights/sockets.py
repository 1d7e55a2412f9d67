"""Where the rights desk plugs in: its letters, and what it holds."""

from azukari.mail.letter import LetterKind, register
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS
from azukari.rights import address, letters, sign_in
from azukari.rights.holder import RightsHolder
from azukari.vault.holders import register as register_holder

register(LetterKind(sign_in.LETTER, OWN_ACCESS, letters.sign_in_letter))
register(LetterKind(address.LETTER, CONFIRMATION, letters.address_letter))
register_holder(RightsHolder())
