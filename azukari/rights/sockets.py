"""Where the rights desk plugs in: its letters, and what it holds."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.mail.letter import Builder, LetterKind, WhenSuppressed, register
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS
from azukari.rights import (
    address,
    address_letters,
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

_TO_THE_PERSON: Mapping[str, tuple[Builder, Promise]] = {
    sign_in.LETTER: (letters.sign_in_letter, _("link to the own page")),
    on_request.LETTER: (corrected_letters.corrected, _("notice of a correction")),
    cases.RECEIVED_LETTER: (case_letters.received_letter, _("acknowledgement of a request")),
    decision.DECIDED_LETTER: (case_letters.answer_letter, _("decision about a request")),
    carry_out.ANSWER_LETTER: (case_letters.answer_letter, _("answer to a request")),
    agents.LETTER: (asking_letter, _("question whether an agent asks for the person")),
}
_BLIND = frozenset({sign_in.LETTER, agents.LETTER})
for _name, (_build, _title) in _TO_THE_PERSON.items():
    register(LetterKind(_name, OWN_ACCESS, _build, _title, when_suppressed=_GOES, blind=_name in _BLIND))
_NEW = _("confirmation of the new address")
register(LetterKind(address.LETTER, CONFIRMATION, address_letters.confirm, _NEW, when_suppressed=WhenSuppressed.ONCE))
_TOLD = _("notice that a new address was given")
register(LetterKind(address.TOLD_LETTER, CONFIRMATION, address_letters.asked, _TOLD, when_suppressed=_GOES))
_CHANGED = _("notice that the address was changed")
register(LetterKind(address.CHANGED_LETTER, CONFIRMATION, address_letters.changed, _CHANGED, when_suppressed=_GOES))
for _side, _name in merging.LETTERS.items():
    register(LetterKind(_name, OWN_ACCESS, merge_letters.asking(_side), _("question whether two records are one")))
register_holder(RightsHolder())
on_parted(lambda survivor, back: end_all([survivor, back]))
