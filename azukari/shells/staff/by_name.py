"""What those who sent a form are called, where its purpose is in hand: a release like each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from azukari.core.vault.release import Opened
from azukari.policy.terms import Category, Ground, Verdict
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.in_hand import InHand, in_hand, shown_in_list
from azukari.shells.staff.opened import as_asked, in_one_line


@dataclass(frozen=True, slots=True)
class Named:
    """Names by registration, the purpose in hand that opened them, and why none is shown where it opened none."""

    names: Mapping[UUID, str] = field(default_factory=dict)
    hand: InHand | None = None
    refused: Verdict | None = None


def by_name(request: HttpRequest, desk: FormDesk, people: Mapping[UUID, UUID], *, but: Ground | None = None) -> Named:
    """Names of those on this page of a list, in the order in which the form asks for them, and nothing else of them.

    Args:
        people: by their registration.
        but: a ground on which nothing is opened here, since none of them can have come under it yet.
    """
    hand = in_hand(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    if hand is None or hand.purpose.slug not in desk.form.purposes or hand.purpose.ground is but:
        return Named()
    shown = shown_in_list(
        request,
        hand,
        [*people.values()],
        who=desk.who,
        now=desk.now,
        but=[category for category in Category if category is not Category.NAME],
        submissions=[*people],
    )
    names: dict[UUID, list[Opened]] = {}
    opened = (value for values in shown.opened.values() for value in values)
    for value in sorted(opened, key=as_asked(desk.policy)):
        names.setdefault(value.submission, []).append(value)
    return Named({id: in_one_line(values) for id, values in names.items()}, hand, shown.refused)
