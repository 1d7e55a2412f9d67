"""Columns of a list of people: those that slices bring, and which of all of them a member of staff wants to see.

A column of a slice shows where somebody stands, by its own rows: no value of theirs, which the vault alone opens. What
is hidden is not opened either, so fewer columns are fewer looks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from azukari.core.accounts.models import User
from azukari.policy.terms import Category, FormKind, Policy, Text
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.inside import inside
from azukari.shells.staff.models import ListChoice
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.selected_purpose import Selection

MOST = 100  # choices that are kept of one reader
_LONGEST = 64

OF_PEOPLE = {"form": gettext_lazy("Form"), "since": gettext_lazy("Since")}
"""Columns that a list of people has by itself; the reader may leave them out."""

type Cells = Callable[[Sequence[UUID], Collection[str]], Mapping[UUID, date | Text]]
"""What stands in the column, by person: a day, or a text of the policy; gets the people and the reader's forms."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    Args:
        slug: short and stable.
        title: its head; lazy.
        cells: one query, however many people.
        of: the kind of form that leads into it.
    """

    slug: str
    title: Promise | str
    cells: Cells
    of: FormKind


_columns: dict[str, Column] = {}


def register(column: Column) -> None:
    """Add a column; called when a slice is loaded."""
    _columns[column.slug] = column


def columns(forms: Collection[str], policy: Policy) -> list[Column]:
    """Those that mean something to whoever serves these forms."""
    kinds = {policy.forms[form].kind for form in forms if form in policy.forms}
    return [column for column in _columns.values() if column.of in kinds]


def hidden(request: HttpRequest, name: str) -> frozenset[str]:
    """The columns that the reader does not want on this list. One query."""
    if not isinstance(request.user, User):
        return frozenset()
    found = ListChoice.objects.filter(user=request.user, list=name).values_list("hidden", flat=True).first()
    return frozenset((found or "").split())


def offered(
    hand: Selection | None,
    forms: Collection[str],
    of_the_list: Mapping[str, Promise | str],
    unwanted: Collection[str],
    *,
    policy: Policy,
    bring: bool = True,
) -> list[tuple[str, str, bool]]:
    """The columns among which the reader chooses: slug, title, whether it is shown.

    Args:
        of_the_list: those that only this list has.
        bring: whether the list has those of slices.
    """
    lang, listed = get_language() or "ja", hand.listed if hand else frozenset()
    found = [(c.value, policy.categories[c][lang]) for c in Category if c in listed and c is not Category.NAME]
    found += [(column.slug, str(column.title)) for column in columns(forms, policy)] if bring else []
    found += [(slug, str(title)) for slug, title in of_the_list.items()]
    return [(slug, title, slug not in unwanted) for slug, title in found]


@opens_to(Opens.EVERYBODY)
@post_only("console")
def choose(request: HttpRequest) -> HttpResponse:
    """Keep which columns a list shows, and go back to it."""
    name, back = request.POST.get("list", ""), inside(request.POST.get("next", "")) or reverse("console")
    offered, wanted = set(request.POST.getlist("offered")), set(request.POST.getlist("column"))
    user = user_of(request)
    own = ListChoice.objects.filter(user=user)
    slugs = sorted(slug for slug in offered - wanted if slug.replace("-", "").replace("_", "").isalnum())
    if not name or len(name) > _LONGEST or len(" ".join(slugs)) > ListChoice.LONGEST:
        return HttpResponseRedirect(back)
    if own.filter(list=name).exists() or own.count() < MOST:
        ListChoice.objects.update_or_create(user=user, list=name, defaults={"hidden": " ".join(slugs)})
    return HttpResponseRedirect(back)
