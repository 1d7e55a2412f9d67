"""Which class an applicant chose in the form, where the page has opened what they wrote; nothing is opened for it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.core.vault.release import Opened
from azukari.features.members.class_question import class_meant
from azukari.features.members.models import MemberClass
from azukari.policy.terms import Policy


def chosen_in_form(
    registrations: Sequence[Submission], opened: Sequence[Opened], classes: Sequence[MemberClass], policy: Policy
) -> Mapping[UUID, UUID]:
    """The class by the registration, where one alone fits best what was chosen."""
    found = {}
    for one in registrations:
        texts = {value.field: value.text for value in opened if value.submission == one.id}
        form = policy.forms.get(one.form)
        if form and (meant := class_meant(form, texts, classes)):
            found[one.id] = meant
    return found
