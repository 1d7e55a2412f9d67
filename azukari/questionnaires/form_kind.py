"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.forms.kinds import Kind
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.QUESTIONNAIRE,
    title=_("Questionnaire"),
    next_steps=_("Your answers go into the results. Only totals are published."),
    icon="form",
)
