"""Where the forms plug in: their letters, what they hold, and where values come from."""

from azukari.forms import letters
from azukari.forms.holder import SubmissionHolder, origins
from azukari.forms.intake import CONFIRM_LETTER
from azukari.mail.letter import LetterKind, register
from azukari.policy.terms import CONFIRMATION
from azukari.vault.holders import register as register_holder
from azukari.vault.inspect import register_origins

register(LetterKind(CONFIRM_LETTER, CONFIRMATION, letters.confirmation))
register_holder(SubmissionHolder())
register_origins(origins)
