"""What a form of this kind is called, and what happens after it."""

from django.utils.translation import gettext_lazy as _

from azukari.core.forms.kinds import Kind
from azukari.features.members.applications import on_accepted
from azukari.features.members.class_question import settled
from azukari.features.members.ended import on_ended, on_resumed
from azukari.policy.terms import FormKind

KIND = Kind(
    kind=FormKind.MEMBERSHIP,
    title=_("Membership"),
    next_steps=_("We look at your application and write to you about the next steps, usually within a few days."),
    icon="person",
    is_answered=True,
    settled=settled,
    not_corrected=_(
        "The class of membership is decided on, and the fee and the vote go by it. So it is not corrected here: ask for"
        " another class, and our office changes it with the membership."
    ),
    on_accepted=on_accepted,
    on_ended=on_ended,
    on_resumed=on_resumed,
)
