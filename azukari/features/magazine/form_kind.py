"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.kinds import Kind
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.MAGAZINE,
    title=_("Email magazine"),
    next_steps=_("You get the next issue. Each one has a link at its foot that ends the subscription at once."),
    icon="mail",
    confirms=_("Confirm my subscription"),
)
