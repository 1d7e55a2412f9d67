"""Search from the head of every page: people of the selected purpose, and what a number stands for.

What was typed comes by POST and is kept nowhere; the page that asks for a purpose hands it on. A hit is masked, with
what tells it from others, unless the policy lets lists show names. That somebody searched is recorded; that somebody
was shown something of a person, on the trail of each of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from azukari.core.policy_versions.current import Charters
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.index_search import TooShort, search_unopened
from azukari.core.vault.reasons import Method
from azukari.policy.terms import Category
from azukari.shells.staff import number_search
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.menu import entries
from azukari.shells.staff.number_search import NumberHit
from azukari.shells.staff.people_filter import Filter
from azukari.shells.staff.people_rows import PersonRow, of_people, rows
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.selected_purpose import Selection, selected_purpose, shown_in_list
from azukari.shells.staff.taking import choose, take_up

MOST, WHILE_TYPING = 50, 8  # hits
LONGEST = 254  # characters

_NOT_A_NUMBER = re.compile(r"[^\d\s()+\-‐-―ー－]")
_TAKING = "take"  # a purpose was asked for in between, and is chosen with this request
_TYPING = "X-Typing"  # the header by which the page's script asks for the hits alone


@dataclass(frozen=True, slots=True)
class _Found:
    """Who is meant, or in words why nobody was looked for."""

    people: Sequence[UUID] = ()
    more: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _NumberRow:
    """What a number stands for, with the row of whom it is about where the selected purpose covers them."""

    hit: NumberHit
    row: PersonRow | None


@opens_to(Opens.EVERYBODY)
@post_only("console-people")
def anywhere(request: HttpRequest) -> HttpResponse:
    """Those who are meant. Where no number says enough, and no purpose is selected, it asks for one, and goes on with
    what was typed.
    """
    who, now, typed = reader(request), timezone.now(), request.POST.get("text", "").strip()[:LONGEST]
    wrong = take_up(request, who, now) if _TAKING in request.POST else None
    hand = selected_purpose(request, actor=who.actor, policy=who.policy, now=now)
    asked = number_search.asked(typed, actor=who.actor, policy=who.policy, scope=who.scope) if who.policy else None
    numbers = number_search.find(asked) if asked and typed else []
    if hand is None and not numbers:
        keeping = {"text": typed, _TAKING: "1"}
        back = reverse("console-people")
        return choose(request, who, back=back, form=wrong, to=reverse("console-search"), keeping=keeping)
    typing, known = _TYPING in request.headers, charters_of(request)
    found = _found(typed, hand, who, known, now, most=WHILE_TYPING if typing else MOST) if hand else _Found()
    named = [hit.person for hit in numbers if hit.person]
    shown = _hits(request, [*dict.fromkeys([*named, *found.people])], hand, who, known, now) if hand else []
    by_person = {row.person: row for row in shown}
    context = {
        "numbers": [_NumberRow(hit, by_person.get(hit.person) if hit.person else None) for hit in numbers],
        "hits": [row for row in shown if row.person not in named],
        "more": found.more,
        "trouble": "" if numbers else found.trouble,
        "typed": typed,
        "hand": hand,
        "kinds": number_search.known(asked) if asked else [],
        "steps": _steps(who),
    }
    status = 422 if context["trouble"] else 200
    return render(request, "console/search_hits.html" if typing else "console/search.html", context, status=status)


def _steps(who: Reader) -> list[tuple[str, str]]:
    """What the reader may do after a miss: words and address."""
    offered = (entry for entry in entries(who.actor.duties, who.policy) if entry.after_miss)
    return [(str(entry.after_miss), reverse(entry.page)) for entry in offered]


def kinds(typed: str) -> tuple[Category, ...]:
    """What may be meant, by the look of it."""
    if "@" in typed or "＠" in typed:
        return (Category.EMAIL,)
    if not _NOT_A_NUMBER.search(typed):
        return (Category.PHONE,)
    return (Category.NAME, Category.EMAIL) if typed.isascii() else (Category.NAME,)


def _found(typed: str, hand: Selection, who: Reader, known: Charters, now: datetime, *, most: int) -> _Found:
    """
    Raises:
        Refused: recorded first.
    """
    wanted = [kind for kind in kinds(typed) if kind in hand.purpose.categories]
    if not typed or not wanted:
        return _Found(trouble=_("Type a name, an email address or a phone number that this purpose uses."))
    people: dict[UUID, None] = {}
    more, short = False, True
    for kind in wanted:
        try:
            matches = search_unopened(
                kind,
                typed,
                purpose=hand.purpose.slug,
                actor=who.actor,
                reason=hand.reason,
                now=now,
                most=most,
                known=known,
            )
        except TooShort:
            continue
        short = False
        people |= dict.fromkeys(matches.people)
        more = more or matches.more
    if short:
        words = _("Type a little more: two letters of a name or an address, one kanji, or four digits.")
        return _Found(trouble=words)
    return _Found([*people][:most], more or len(people) > most)


def _hits(
    request: HttpRequest, people: Sequence[UUID], hand: Selection, who: Reader, known: Charters, now: datetime
) -> list[PersonRow]:
    grants = of_people(people, Filter(hand.purpose.slug), known=known, now=now)
    named = replace(hand, duty=replace(hand.duty, lists=hand.duty.lists & {Category.NAME}))
    there = [grant.person_id for grant in grants]
    shown = shown_in_list(request, named, there, who=who, now=now, method=Method.SEARCH)
    return rows(grants, known=known, scope=who.scope, opened=shown.opened, categories=())
