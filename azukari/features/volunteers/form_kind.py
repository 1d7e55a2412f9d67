"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.kinds import Kind
from azukari.features.volunteers.ended import on_ended
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.VOLUNTEERS,
    title=_("Volunteering"),
    next_steps=_(
        "Choose the shifts that suit you on your own page, whenever you like. You decide each time whether to come."
    ),
    icon="people",
    is_answered=True,
    on_ended=on_ended,
)
