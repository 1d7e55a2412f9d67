"""The HTTP API for staff: what a member of staff could see in the console, for a program of theirs, by a token.

The same door: a purpose and a reason are named, the vault's release judges and records, and the person concerned sees
it. Lists hold references and states alone. Nothing is changed here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from azukari.core.accounts.tokens import Bearer
from azukari.core.consent.models import Grant
from azukari.core.forms.models import State, Submission
from azukari.core.forms.settled import settled_of
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import refuse
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.ways import PROGRAM, PROGRAM_LIST
from azukari.features.records.api_shapes import (
    OpenedPerson,
    PeopleAsked,
    PeoplePage,
    PersonAsked,
    SubmissionsAsked,
    SubmissionsPage,
)
from azukari.policy.terms import Policy
from azukari.shells.api.errors import Unasked
from azukari.shells.api.staff_form import ANSWERS, does, see_that_one_serves
from azukari.shells.api.staff_token import StaffToken, ruling
from azukari.shells.staff.people_filter import Filter, GrantState, forms_for
from azukari.shells.staff.people_rows import PAGE, People
from azukari.shells.staff.scope import Scope, may_list, outside, scope_of
from azukari.shells.staff.submission_rows import within


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, under the policy that rules, now."""

    bearer: Bearer
    known: Charters
    scope: Scope
    now: datetime

    @property
    def policy(self) -> Policy:
        return self.known.ruling.policy


router = Router(auth=StaffToken(), tags=["staff"])


@router.get("people", response={200: PeoplePage, **ANSWERS}, summary="List people for a purpose")
@does(PROGRAM_LIST)
def list_people(request: HttpRequest, asked: Query[PeopleAsked]) -> Any:
    """References only, fifty a page, newest first."""
    who = _asker(request, asked)
    verdict = authorize(who.policy, purpose=asked.purpose, categories=frozenset(), actor=who.bearer.actor, now=who.now)
    if not verdict:
        refuse(verdict, people=(), purpose=asked.purpose, actor=who.bearer.actor, now=who.now)
    way = see_that_one_serves(request, [asked.purpose], policy=who.policy)
    if asked.form and asked.form not in forms_for(asked.purpose, who.policy, who.scope):
        return 404, {"detail": _("There is no such form for this purpose.")}
    wanted = Filter(asked.purpose, asked.form or "", GrantState(asked.state), asked.since, asked.until)
    people = People(wanted, known=who.known, now=who.now, way=way)
    grants = _rows(people, asked.page)
    ids = [grant.submission_id for grant in grants]
    forms = dict(Submission.objects.filter(id__in=ids, form__in=who.scope.forms).values_list("id", "form"))
    items = [
        {
            "id": grant.person_id,
            "state": asked.state,
            "form": forms.get(grant.submission_id),
            "since": grant.begins_at,
            "until": grant.ends_at,
        }
        for grant in grants
    ]
    return _listed(people, asked.page, items)


@router.get("people/{id}", response={200: OpenedPerson, **ANSWERS}, summary="Open data of one person")
@does(PROGRAM)
def open_person(request: HttpRequest, id: UUID, asked: Query[PersonAsked]) -> Any:
    """Through the vault’s release: judged by the policy, recorded, and visible to the person."""
    who = _asker(request, asked)
    if not Person.objects.filter(id=id).exists():
        return 404, {"detail": _("There is no such person.")}
    if not Grant.objects.filter(person_id=id, purpose__in=who.scope.purposes).exists():
        refuse(outside(), people=(id,), purpose=asked.purpose, actor=who.bearer.actor, now=who.now)
    opened = release(
        [id],
        purpose=asked.purpose,
        categories=frozenset(asked.categories),
        actor=who.bearer.actor,
        reason=Reason(asked.reason),
        now=who.now,
        options=ReleaseOptions(way=PROGRAM),
    )
    values = opened.get(id, ())
    settled = settled_of([*Submission.objects.filter(id__in={value.submission for value in values})])
    decided = [settled.get(value.submission, {}).get(value.field) for value in values]
    told = [
        {**value._asdict(), "decided": words["en"] if words else None}
        for value, words in zip(values, decided, strict=True)
    ]
    return {"id": id, "purpose": asked.purpose, "values": told}


@router.get("submissions", response={200: SubmissionsPage, **ANSWERS}, summary="List the submissions of a form")
@does(PROGRAM)
def list_submissions(request: HttpRequest, asked: Query[SubmissionsAsked]) -> Any:
    """States and dates, fifty a page, newest first."""
    who = _asker(request, asked)
    form = who.policy.forms.get(asked.form)
    if form is None:
        return 404, {"detail": _("There is no such form. GET /api/v1/forms lists them.")}
    verdict = may_list(form, who.scope)
    if not verdict:
        refuse(verdict, people=(), purpose=form.purposes[0], actor=who.bearer.actor, now=who.now)
    own = [slug for slug in form.purposes if slug in who.scope.purposes]
    see_that_one_serves(request, own, policy=who.policy)
    found = within(who.scope).filter(form=form.slug)
    if asked.state:
        found = found.filter(state=State(asked.state))
    pages = Paginator(found, PAGE)
    return _listed(pages, asked.page, _rows(pages, asked.page))


def _rows(pages: "Paginator[Any]", number: int) -> list[Any]:
    """Those of a page; none of one that lies behind the last."""
    return list(pages.page(number).object_list) if number <= pages.num_pages else []


def _listed(pages: "Paginator[Any]", number: int, items: list[Any]) -> dict[str, Any]:
    return {"page": number, "pages": pages.num_pages, "total": pages.count, "items": items}


def _asker(request: HttpRequest, asked: Schema) -> Asker:
    """Who asks.

    Raises:
        Unasked: the address asks for more than there is to ask; nothing is silently left out.
    """
    unknown = sorted(set(request.GET) - type(asked).model_fields.keys())
    if unknown:
        raise Unasked(unknown)
    found: Bearer = request.auth  # type: ignore[attr-defined] # ninja puts it there
    known = ruling(request)
    return Asker(found, known, scope_of(found.actor, known.ruling.policy), timezone.now())
