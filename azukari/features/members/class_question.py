"""Which question of a form asks for the class of membership, and which class of the register an answer means.

A form offers classes in its own words ("Regular member (3,000 yen a year)"), and the register has them by their names:
they fit where the words begin with the name.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from azukari.core.forms.kinds import Settled
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Charters
from azukari.features.members.models import MemberClass, Membership
from azukari.policy.terms import Field, FieldType, Form, FormKind, Text

CLASS = "member_class"
"""What the question is called in the policy that an instance begins with."""


def class_questions(form: Form, classes: Sequence[MemberClass]) -> list[Field]:
    """The questions of a membership form that ask for the class: the one that is called so, and each that offers a
    class by its name.

    Args:
        classes: those of the register, of this form and of others.
    """
    if form.kind is not FormKind.MEMBERSHIP:
        return []
    names = [each.name for each in classes if each.form == form.slug]
    return [
        field
        for field in form.fields
        if field.type is FieldType.CHOICE
        and (field.id == CLASS or any(_fit(choice.label, name) for choice in field.choices for name in names))
    ]


def class_meant(form: Form, said: Mapping[str, str], classes: Sequence[MemberClass]) -> UUID | None:
    """The class that these answers name, if one alone fits best: among those that are offered, else among all.

    Args:
        said: the answers, by the field's id.
    """
    own = [each for each in classes if each.form == form.slug]
    words = [
        choice.label
        for field in form.fields
        if field.type is FieldType.CHOICE
        for choice in field.choices
        if said.get(field.id) == choice.value
    ]
    return _best([each for each in own if each.is_offered], words) or _best(own, words)


def settled(submissions: Sequence[Submission], known: Charters) -> Mapping[UUID, Settled]:
    """The class of each registration, as no value to be corrected (`forms.kinds.Kind`): in the words of the register
    once the membership has one, else as it was applied for. Two queries.
    """
    classes = list(MemberClass.objects.filter(form__in={each.form for each in submissions}))
    names = {each.id: each.name for each in classes}
    held = Membership.objects.filter(pk__in=[each.id for each in submissions], member_class__isnull=False)
    decided = dict(held.values_list("pk", "member_class"))
    found = {}
    for one in submissions:
        form = known.form_of(one)
        questions = class_questions(form, classes)
        found[one.id] = {field.id: names[decided[one.id]] if one.id in decided else None for field in questions}
    return {id: fields for id, fields in found.items() if fields}


def _best(classes: Collection[MemberClass], words: Collection[Text]) -> UUID | None:
    fits = {each.id: max((_fit(label, each.name) for label in words), default=0) for each in classes}
    best = [id for id, fit in fits.items() if fit == max(fits.values()) > 0]
    return best[0] if len(best) == 1 else None


def _fit(label: Text, name: Text) -> int:
    """How much of the words is the name; 0 where they do not begin with it in any language."""
    begins = (re.match(rf"{re.escape(name[lang])}(?!\w)", label[lang]) for lang in label if name.get(lang))
    return max((found.end() for found in begins if found), default=0)
