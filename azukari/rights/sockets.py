"""Where the rights desk plugs in: its letters, and what it holds."""

from azukari.mail.letter import LetterKind, WhenSuppressed, register
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS
from azukari.rights import (
    address,
    carry_out,
    case_letters,
    cases,
    corrected_letters,
    decision,
    letters,
    merge_letters,
    merging,
    on_request,
    sign_in,
)
from azukari.rights.agents import asking as agents
from azukari.rights.agents.letters import asking_letter
from azukari.rights.holder import RightsHolder
from azukari.rights.session import end_all
from azukari.vault.holders import register as register_holder
from azukari.vault.sockets import on_parted

_GOES = WhenSuppressed.GOES  # the person asked, or the law has us tell them

register(LetterKind(sign_in.LETTER, OWN_ACCESS, letters.sign_in_letter, when_suppressed=_GOES))
register(LetterKind(address.LETTER, CONFIRMATION, letters.address_letter, when_suppressed=WhenSuppressed.ONCE))
register(LetterKind(address.TOLD_LETTER, OWN_ACCESS, corrected_letters.address_asked, when_suppressed=_GOES))
register(LetterKind(on_request.LETTER, OWN_ACCESS, corrected_letters.corrected, when_suppressed=_GOES))
register(LetterKind(cases.RECEIVED_LETTER, OWN_ACCESS, case_letters.received_letter, when_suppressed=_GOES))
register(LetterKind(decision.DECIDED_LETTER, OWN_ACCESS, case_letters.answer_letter, when_suppressed=_GOES))
register(LetterKind(carry_out.ANSWER_LETTER, OWN_ACCESS, case_letters.answer_letter, when_suppressed=_GOES))
for _side, _name in merging.LETTERS.items():
    register(LetterKind(_name, OWN_ACCESS, merge_letters.asking(_side)))
register(LetterKind(agents.LETTER, OWN_ACCESS, asking_letter, when_suppressed=_GOES))
register_holder(RightsHolder())
on_parted(lambda survivor, back: end_all([survivor, back]))
