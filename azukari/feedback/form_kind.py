"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.forms.kinds import Kind
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.FEEDBACK,
    title=_("Opinions, feedback and questions"),
    next_steps=_("We read what you wrote. If you left an address and asked something, we answer there."),
    icon="pen",
    is_answered=True,
)
