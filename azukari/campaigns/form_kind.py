"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.campaigns.counting import note_signature
from azukari.forms.kinds import Kind
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.CAMPAIGN,
    title=_("Campaign"),
    next_steps=_("Your signature counts from now on. What you signed is erased after the campaign has ended."),
    icon="seal",
    on_accepted=note_signature,
)
