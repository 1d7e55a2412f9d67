"""The door of every page about one form: a duty that serves it, or 403 and a record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from azukari.core.vault.refusal import refuse
from azukari.core.vault.ways import RECORD
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Category, Form, FormKind, Policy
from azukari.policy.ways import Way, may_serve
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_acts import marked, see_that_it_serves, way_of
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.scope import may_list


@dataclass(frozen=True, slots=True)
class FormDesk:
    """A member of staff with a form that their duties serve, now."""

    who: Reader
    policy: Policy
    form: Form
    lang: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.policy.organisation.zone

    @property
    def today(self) -> date:
        """The day on the organisation's wall."""
        return self.policy.organisation.day(self.now)

    def purpose(self, *, uses: frozenset[Category] = frozenset(), way: Way = RECORD) -> str:
        """The first purpose of the form that the reader's duties serve, that may use these categories and may be served
        in this way; else the first that they serve, which is then refused where it opens.
        """
        own = [slug for slug in self.form.purposes if slug in self.who.scope.purposes] or self.form.purposes
        fit = [slug for slug in own if may_serve(self.policy, way, slug)] or own
        return next((slug for slug in fit if uses <= self.policy.purposes[slug].categories), fit[0])

    def to(self, page: str, *more: UUID | int, done: str = "", part: str = "") -> HttpResponse:
        """Lead on to a page about the form, which says what was done.

        Args:
            page: the name of its address; ``more`` is what stands there after the form.
            part: of that page.
        """
        there = reverse(page, args=[self.form.slug, *more])
        return HttpResponseRedirect(there + (f"?done={done}" if done else "") + (f"#{part}" if part else ""))

    def see_that_it_serves(self, request: HttpRequest, way: Way) -> None:
        """See that what is posted serves a purpose of the form that is the reader's (law 12).

        Raises:
            Refused: none does. Recorded first.
        """
        see_that_it_serves(request, self.form, way, who=self.who, policy=self.policy, now=self.now)

    @property
    def may_bring(self) -> bool:
        """Whether the reader's duties include bringing lists in for this form."""
        return bool(may_act(self.policy, Act.IMPORT, self.who.actor, purpose=self.purpose()))


type View[**P] = Callable[Concatenate[HttpRequest, FormDesk, P], HttpResponse]


def serves_form[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator: the view gets a `FormDesk` for the ``slug`` of its address."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who, now, slug = reader(request), timezone.now(), str(kwargs.pop("slug"))
        form = who.policy.forms.get(slug) if who.policy else None
        if form is None or who.policy is None:
            raise Http404
        verdict = may_list(form, who.scope)
        if not verdict:
            refuse(verdict, people=(), purpose=form.purposes[0], actor=who.actor, now=now)
        return view(request, FormDesk(who, who.policy, form, get_language() or "ja", now), *args, **kwargs)

    return opens_to(Opens.PURPOSE)(guarded)


class FormDoor(Protocol):
    """A decorator of views about one form."""

    def __call__[**P](self, view: View[P], /) -> Callable[Concatenate[HttpRequest, P], HttpResponse]: ...


def only_or_choice(kind: FormKind, page: str, template: str) -> Callable[..., HttpResponse]:
    """A view that leads on to the page of the only form of a kind that the reader's duties serve, or shows the choice
    between several.
    """

    @opens_to(Opens.EVERYBODY)
    @require_safe
    def first(request: HttpRequest) -> HttpResponse:
        who = reader(request)
        forms = [form for form in who.policy.forms_of(kind) if form.slug in who.scope.forms] if who.policy else []
        if len(forms) == 1:
            return HttpResponseRedirect(reverse(page, args=[forms[0].slug]))
        return render(request, template, {"forms": forms})

    return first


def serves_form_of(kind: FormKind, template: str, *, status: int, way: Way) -> FormDoor:
    """As `serves_form`, for forms of one kind.

    Args:
        template: the page that says of any other form that it is of another kind.
        status: with which it says so to whoever only looks.
        way: in which what is posted uses people's data, where a view does not say otherwise (`form_acts.does`).
    """

    def door[**P](view: View[P], /) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        does = way_of(view, usual=way)

        @wraps(view)
        def of_that_kind(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if desk.form.kind is not kind:
                said = status if request.method in ("GET", "HEAD") else 422
                return render(request, template, {"form": desk.form}, status=said)
            desk.see_that_it_serves(request, does)
            return view(request, desk, *args, **kwargs)

        return marked(serves_form(of_that_kind), does)

    return door


def serves_form_that(suits: Callable[[Form, Policy], bool], *, way: Way) -> FormDoor:
    """As `serves_form`, for forms of one sort; there are no such pages for any other (404).

    Args:
        way: in which what is posted uses people's data, where a view does not say otherwise (`form_acts.does`).
    """

    def door[**P](view: View[P], /) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        does = way_of(view, usual=way)

        @wraps(view)
        def of_that_sort(request: HttpRequest, desk: FormDesk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not suits(desk.form, desk.policy):
                raise Http404
            desk.see_that_it_serves(request, does)
            return view(request, desk, *args, **kwargs)

        return marked(opens_to(Opens.BOTH)(serves_form(of_that_sort)), does)

    return door
