"""Where the forms plug in: their letters, what they hold, and where values come from."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms import (
    addition,
    addition_letter,
    draft_letter,
    ending_letters,
    guardian_letters,
    guardians,
    letters,
    receipt_letter,
    reply_letter,
    replying,
    saving,
)
from azukari.core.forms.accept import RECEIPT_LETTER
from azukari.core.forms.ending import ENDED_LETTER, RESUMED_LETTER
from azukari.core.forms.holder import SubmissionHolder, origins
from azukari.core.forms.importing import letter as import_letter
from azukari.core.forms.importing.write import ASK_LETTER
from azukari.core.forms.intake import CONFIRM_LETTER
from azukari.core.forms.settled import refuse_correction
from azukari.core.mail.letter import LetterKind, WhenSuppressed, register
from azukari.core.vault.erase_unheld import register_stand_ins
from azukari.core.vault.holders import register as register_holder
from azukari.core.vault.hooks import on_correcting
from azukari.core.vault.inspect import register_origins
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS

_CONFIRM = _("confirmation of the address")
register(LetterKind(CONFIRM_LETTER, CONFIRMATION, letters.confirmation, _CONFIRM, when_suppressed=WhenSuppressed.ONCE))
register(
    LetterKind(ASK_LETTER, CONFIRMATION, import_letter.ask, _("question whether we may keep the entry on our list"))
)
register(LetterKind(saving.DRAFT_LETTER, CONFIRMATION, draft_letter.saved, _("link to the saved form")))
register(
    LetterKind(
        saving.WORDS_LETTER, CONFIRMATION, draft_letter.written_by_mail, _("link to send what was written by email")
    )
)
register(LetterKind(RECEIPT_LETTER, OWN_ACCESS, receipt_letter.receipt, _("receipt of the registration")))
register(
    LetterKind(guardians.ASK_LETTER, CONFIRMATION, guardian_letters.question, _("question to a parent or guardian"))
)
_ENDED, _RESUMED = _("notice that the registration has ended"), _("notice that the registration continues")
register(LetterKind(ENDED_LETTER, OWN_ACCESS, ending_letters.ended, _ENDED))
register(LetterKind(RESUMED_LETTER, OWN_ACCESS, ending_letters.resumed, _RESUMED))
_REFUSED = _("notice that a parent or guardian did not agree")
register(LetterKind(guardians.REFUSED_LETTER, CONFIRMATION, guardian_letters.refusal, _REFUSED))
_AGREED = _("receipt of what was agreed to later")
register(LetterKind(addition.RECEIPT_LETTER, OWN_ACCESS, addition_letter.receipt, _AGREED))
register(
    LetterKind(
        replying.REPLY_LETTER,
        "",
        reply_letter.letter,
        _("reply to what was written"),
        purpose_of=reply_letter.purpose,
        serves=replying.SERVES,
    )
)
register_stand_ins(guardians.stand_ins)
on_correcting(refuse_correction)
register_holder(SubmissionHolder())
register_origins(origins)
