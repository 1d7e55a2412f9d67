"""What people are called on the pages beside the list, where the membership is in hand: a release like each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from azukari.charter.of_request import charters_of
from azukari.desk.form_desk import FormDesk
from azukari.desk.in_hand import InHand, in_hand, shown_in_list
from azukari.policy.terms import Category, Ground, Verdict


@dataclass(frozen=True, slots=True)
class Named:
    """Names by registration, the purpose in hand that opened them, and why none is shown where it opened none."""

    names: Mapping[UUID, str] = field(default_factory=dict)
    hand: InHand | None = None
    refused: Verdict | None = None


def by_name(request: HttpRequest, desk: FormDesk, people: Mapping[UUID, UUID], *, but: Ground | None = None) -> Named:
    """Names of those on this page of a list, and nothing else of them.

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
        known=charters_of(request),
        now=desk.now,
        but=[category for category in Category if category is not Category.NAME],
        submissions=[*people],
    )
    asked = [each.id for each in desk.form.fields]
    names = {}
    for submission, person in people.items():
        found = [v for v in shown.opened.get(person, ()) if v.submission == submission and v.field in asked]
        names[submission] = " ".join(v.text for v in sorted(found, key=lambda v: asked.index(v.field)))
    return Named(names, hand, shown.refused)
