"""Which people a list shows: for one purpose of the reader's duties, narrowed by form, state and days.

Everything here may stand in an address: slugs of the policy and dates, never a word about anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import models
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azukari.lib.day import in_words
from azukari.policy.terms import Policy
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.scope import Scope

OLDEST = "oldest"
SORTS = {"": gettext_lazy("Newest first"), OLDEST: gettext_lazy("Oldest first")}


class GrantState(models.TextChoices):
    LIVING = "living"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the list, in words, and the address without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Filter:
    """
    Args:
        form: a slug, or ``""`` for every form.
        since: the first day, by the date on which the purpose's right began; None for all.
        until: the last day.
        sort: `OLDEST` begins with the first day; newest first otherwise. No list is sorted by name, since that would
            tell who comes before whom.
    """

    purpose: str
    form: str = ""
    state: str = GrantState.LIVING
    since: date | None = None
    until: date | None = None
    sort: str = ""

    def pairs(self) -> dict[str, str]:
        """Name and value of what is set, as inputs and addresses carry them."""
        found = {part.name: getattr(self, part.name) for part in fields(self)}
        if self.state == GrantState.LIVING:
            del found["state"]
        return {name: str(value) for name, value in found.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @property
    def narrowed(self) -> bool:
        return len(self.pairs().keys() - {"sort"}) > 1


def chips(wanted: Filter, policy: Policy) -> list[Chip]:
    """What narrows the list, each with the link that removes it."""
    lang = get_language() or "ja"
    found = []
    if wanted.form in policy.forms:
        found.append(Chip(policy.forms[wanted.form].title[lang], replace(wanted, form="").query))
    if wanted.state == GrantState.ENDED:
        found.append(Chip(_("ended"), replace(wanted, state=GrantState.LIVING).query))
    return found + day_chips(wanted, lang)


def day_chips(wanted: Any, lang: str) -> list[Chip]:
    """The same of the days by which a filter narrows a list.

    Args:
        wanted: a filter with ``since``, ``until`` and ``query``.
    """
    days = {"since": _("from %(day)s"), "until": _("until %(day)s")}
    return [
        Chip(words % {"day": in_words(day, lang)}, replace(wanted, **{name: None}).query)
        for name, words in days.items()
        if (day := getattr(wanted, name))
    ]


def forms_for(purpose: str, policy: Policy, scope: Scope) -> list[str]:
    """Slugs of the reader's own forms through which people come to this purpose."""
    return [f.slug for f in policy.forms.values() if f.slug in scope.forms and purpose in f.leads_to]


def read(purpose: str, data: Mapping[str, str], policy: Policy, scope: Scope) -> tuple[Filter, list[Problem]]:
    """The filter out of an address or a form; what makes no sense is left out, and named.

    Args:
        purpose: one of the reader's own.
    """
    problems: list[Problem] = []
    wanted = Filter(purpose)
    if (form := data.get("form", "")) and form not in forms_for(purpose, policy, scope):
        problems.append(Problem("form", _("Choose a form out of the list.")))
    elif form:
        wanted = replace(wanted, form=form)
    if (state := data.get("state", "") or GrantState.LIVING) not in GrantState:
        problems.append(Problem("state", _("Choose whether the right still runs or has ended.")))
    else:
        wanted = replace(wanted, state=state)
    if data.get("sort") == OLDEST:
        wanted = replace(wanted, sort=OLDEST)
    since, until = read_days(data, problems)
    return replace(wanted, since=since, until=until), problems


def read_days(data: Mapping[str, str], problems: list[Problem]) -> tuple[date | None, date | None]:
    """The first day and the last out of an address; what makes no sense is None, and added to ``problems``."""
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        typed = data.get(name, "")
        try:
            days[name] = date.fromisoformat(typed) if typed else None
        except ValueError:
            problems.append(Problem(name, _("Write the day like this: 2026-11-24.")))
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        problems.append(Problem("until", _("The last day is before the first day.")))
    return since, until
