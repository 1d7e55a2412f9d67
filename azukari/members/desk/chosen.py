"""Which class an applicant chose in the form, where the page has opened what they wrote; nothing is opened for it.

A form offers classes in its own words ("Regular member (3,000 yen a year)"), and the register has them by their names:
they fit where the words begin with the name.
"""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from azukari.forms.models import Submission
from azukari.members.models import MemberClass
from azukari.policy.terms import FieldType, Policy, Text
from azukari.vault.release import Opened


def chosen_in_form(
    registrations: Sequence[Submission], opened: Sequence[Opened], classes: Sequence[MemberClass], policy: Policy
) -> Mapping[UUID, UUID]:
    """The class by the registration, where one alone fits best what was chosen."""
    found = {}
    for one in registrations:
        texts = {value.field: value.text for value in opened if value.submission == one.id}
        fields = policy.forms[one.form].fields if one.form in policy.forms and texts else ()
        words = [
            choice.label
            for field in fields
            if field.type is FieldType.CHOICE
            for choice in field.choices
            if texts.get(field.id) == choice.value
        ]
        offered = [each for each in classes if each.form == one.form and each.is_offered]
        fits = {each.id: max((_fit(label, each.name) for label in words), default=0) for each in offered}
        best = [id for id, fit in fits.items() if fit == max(fits.values()) > 0]
        if len(best) == 1:
            found[one.id] = best[0]
    return found


def _fit(label: Text, name: Text) -> int:
    """How much of the words is the name; 0 where they do not begin with it in any language."""
    begins = (re.match(rf"{re.escape(name[lang])}(?!\w)", label[lang]) for lang in label if name.get(lang))
    return max((found.end() for found in begins if found), default=0)
