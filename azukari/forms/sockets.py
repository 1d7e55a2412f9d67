"""Where the forms plug in: their letters, what they hold, and where values come from."""

from azukari.forms import draft_letter, guardian_letters, guardians, letters, receipt_letter, saving
from azukari.forms.accept import RECEIPT_LETTER
from azukari.forms.holder import SubmissionHolder, origins
from azukari.forms.importing import letter as import_letter
from azukari.forms.importing.write import ASK_LETTER
from azukari.forms.intake import CONFIRM_LETTER
from azukari.mail.letter import LetterKind, WhenSuppressed, register
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS
from azukari.vault.holders import register as register_holder
from azukari.vault.inspect import register_origins
from azukari.vault.settle import register_stand_ins

register(LetterKind(CONFIRM_LETTER, CONFIRMATION, letters.confirmation, when_suppressed=WhenSuppressed.ONCE))
register(LetterKind(ASK_LETTER, CONFIRMATION, import_letter.ask))
register(LetterKind(saving.DRAFT_LETTER, CONFIRMATION, draft_letter.saved))
register(LetterKind(RECEIPT_LETTER, OWN_ACCESS, receipt_letter.receipt))
register(LetterKind(guardians.ASK_LETTER, CONFIRMATION, guardian_letters.question))
register(LetterKind(guardians.REFUSED_LETTER, CONFIRMATION, guardian_letters.refusal))
register_stand_ins(guardians.stand_ins)
register_holder(SubmissionHolder())
register_origins(origins)
