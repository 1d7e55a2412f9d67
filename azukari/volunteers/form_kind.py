"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.forms.kinds import Kind
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.VOLUNTEERS,
    title=_("Volunteering"),
    next_steps=_("We write to you when there is an activity that may suit you. You decide each time whether to come."),
    icon="people",
    is_answered=True,
)
