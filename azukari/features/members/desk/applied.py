"""Applications as the desk decides on several: each with the class applied for, and whether the person is a member."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from azukari.core.policy_versions.current import Charters
from azukari.core.vault.terms_chosen import terms_chosen
from azukari.features.members.class_question import class_meant, class_questions
from azukari.features.members.models import Application, MemberClass, Membership, MemberState
from azukari.features.members.ways import REGISTER
from azukari.policy.terms import Category
from azukari.shells.staff.form_desk import FormDesk

UNKNOWN = "unknown"
"""Stands for a class where none of ours is named."""


@dataclass(frozen=True, slots=True)
class Applied:
    """An application that waits.

    Args:
        wanted: the class applied for; None where the form did not ask, or no class fits what was answered.
        member: the membership that the person has by another registration.
    """

    application: Application
    wanted: MemberClass | None
    member: Membership | None

    @property
    def fits(self) -> bool:
        """Whether one may be admitted into the class applied for."""
        return self.wanted is not None and self.wanted.is_offered


@dataclass(frozen=True, slots=True)
class Group:
    """Applications that are decided on alike: all that ask for one class.

    Args:
        wanted: as of each of them.
    """

    wanted: MemberClass | None
    applied: Sequence[Applied]

    @property
    def key(self) -> str:
        """By which the page that asks tells it apart."""
        return str(self.wanted.id) if self.wanted else UNKNOWN

    @property
    def fits(self) -> bool:
        return all(each.fits for each in self.applied)


def applied(
    applications: Iterable[Application],
    desk: FormDesk,
    classes: Sequence[MemberClass],
    known: Charters,
    *,
    opens: bool = True,
) -> list[Applied]:
    """Applications, in their order, with what each asks for, which is recorded as opened. A fixed number of queries.

    Args:
        applications: with their submissions.
        classes: all of the form.
        opens: whether what they ask for may be opened; otherwise none is known.
    """
    waiting = list(applications)
    forms = {each.pk: known.form_of(each.submission) for each in waiting}
    questions: dict[str, set[str]] = {}
    for form in forms.values():
        for field in class_questions(form, classes):
            questions.setdefault(field.id, set()).update(choice.value for choice in field.choices)
    said = terms_chosen(
        questions if opens else {},
        {each.pk: each.person_id for each in waiting},
        purpose=desk.purpose(uses=frozenset({Category.ANSWER}), way=REGISTER),
        actor=desk.who.actor,
        known=known,
        now=desk.now,
        way=REGISTER,
    )
    meant = {id: class_meant(forms[id], answers, classes) for id, answers in said.items()}
    by_id = {each.id: each for each in classes}
    members = _members(waiting, desk.form.slug)
    return [
        Applied(each, by_id.get(wanted) if (wanted := meant.get(each.pk)) else None, members.get(each.person_id))
        for each in waiting
    ]


def grouped_by_class(found: Iterable[Applied]) -> list[Group]:
    """Those who can be admitted together, by what they ask for, the dearest class first; those who are members not."""
    groups: dict[MemberClass | None, list[Applied]] = {}
    for each in found:
        if each.member is None:
            groups.setdefault(each.wanted, []).append(each)
    made = [Group(wanted, own) for wanted, own in groups.items()]
    return sorted(made, key=lambda group: -group.wanted.fee if group.wanted else 1)


def of_class(found: Sequence[Applied], kind: str) -> list[Applied]:
    """Those that ask for a class, or for none that is known (`UNKNOWN`); all for ``""``."""
    return [each for each in found if not kind or kind == (str(each.wanted.id) if each.wanted else UNKNOWN)]


def by_class(found: Sequence[Applied]) -> list[Applied]:
    """The dearest class first, those that name none last; within one, in their order."""
    return sorted(found, key=lambda each: (-each.wanted.fee, str(each.wanted.id)) if each.wanted else (1, ""))


def _members(waiting: Sequence[Application], form: str) -> Mapping[UUID, Membership]:
    people = {each.person_id for each in waiting}
    found = Membership.objects.filter(form=form, state=MemberState.ADMITTED, person__in=people)
    return {each.person_id: each for each in found.select_related("member_class")}
