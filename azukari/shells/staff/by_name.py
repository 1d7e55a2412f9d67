"""Names of those who sent a form, and how messages begin, where its purpose is selected: a release like each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from azukari.core.vault.release import Opened
from azukari.policy.terms import Category, Ground, Verdict
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opened import as_asked, in_one_line
from azukari.shells.staff.selected_purpose import Selection, selected_purpose, shown_in_list


@dataclass(frozen=True, slots=True)
class Named:
    """Names by registration, the selected purpose that opened them, and why none is shown where it opened none.

    Args:
        lines: the first line of each message, by registration, where the policy has the inbox show it.
    """

    names: Mapping[UUID, str] = field(default_factory=dict)
    lines: Mapping[UUID, str] = field(default_factory=dict)
    hand: Selection | None = None
    refused: Verdict | None = None


LONGEST = 80
"""Characters of a first line."""


def by_name(
    request: HttpRequest,
    desk: FormDesk,
    people: Mapping[UUID, UUID],
    *,
    but: Ground | None = None,
    first_lines: bool = False,
) -> Named:
    """Names of those on this page of a list, in the order in which the form asks for them, and nothing else of them.

    Args:
        people: by their registration.
        but: a ground on which nothing is opened here, since none of them can have come under it yet.
        first_lines: whether this list shows how messages begin, where the policy allows it.
    """
    hand = selected_purpose(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    if hand is None or hand.purpose.slug not in desk.form.purposes or hand.purpose.ground is but:
        return Named()
    named = hand.listed & {Category.NAME}
    shown = shown_in_list(
        request,
        hand,
        [*people.values()],
        who=desk.who,
        now=desk.now,
        wanted=named | {Category.MESSAGE} if first_lines and hand.shows_first_lines else named,
        submissions=[*people],
    )
    names: dict[UUID, list[Opened]] = {}
    lines: dict[UUID, str] = {}
    opened = (value for values in shown.opened.values() for value in values)
    for value in sorted(opened, key=as_asked(desk.policy)):
        if value.category is Category.MESSAGE:
            lines.setdefault(value.submission, first_line(value.text))
        else:
            names.setdefault(value.submission, []).append(value)
    return Named({id: in_one_line(values) for id, values in names.items()}, lines, hand, shown.refused)


def first_line(text: str) -> str:
    """How a message begins: its first line that is not blank, `LONGEST` characters of it at most."""
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
