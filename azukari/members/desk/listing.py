"""The list of members of one form: number, class, state, term and what is owed. Names are masked until they are opened
for everybody on the page, with a reason; what opens is shown on the answer to that very request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from azukari.desk.doors import Opens, opens_to
from azukari.desk.form_desk import FormDesk
from azukari.desk.people_forms import OpenForm
from azukari.desk.reader import reader
from azukari.desk.submission_rows import number
from azukari.forms.models import State, Submission
from azukari.members.desk.door import serves_members
from azukari.members.models import Invoice, InvoiceState, MemberClass, Membership, MemberState, Term, TermState
from azukari.members.registers import classes_of, membership_forms
from azukari.members.words import STATES
from azukari.policy.terms import Category, FormKind, Purpose
from azukari.vault.reasons import Reason
from azukari.vault.release import Opened, release

PAGE = 50
OWING = "owing"
_SHOWN = (MemberState.ADMITTED, OWING, MemberState.LEFT, MemberState.LAPSED, MemberState.DECLINED)


@dataclass(frozen=True, slots=True)
class Row:
    """A member on the list; ``texts`` are what was opened."""

    person: UUID
    reference: str
    membership: Membership
    until: date | None
    owed: int
    texts: tuple[str, ...]


def waiting(form: str) -> QuerySet[Submission]:
    """The applications that wait, oldest first."""
    found = Submission.objects.filter(form=form, kind=FormKind.MEMBERSHIP, state=State.ACCEPTED)
    undecided = found.filter(membership__isnull=True, ending__isnull=True, suspicion__isnull=True)
    return undecided.order_by("accepted_at", "id")


@opens_to(Opens.EVERYBODY)
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The list of the only form that the reader's duties serve, or the choice between several."""
    who = reader(request)
    forms = [f for f in membership_forms(who.policy) if f.slug in who.scope.forms] if who.policy else []
    if len(forms) == 1:
        return HttpResponseRedirect(reverse("console-members-list", args=[forms[0].slug]))
    return render(request, "members/desk/forms.html", {"forms": forms})


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The list, everything masked."""
    return _page(request, desk, request.GET)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_members
def open_list(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Open some kinds of data of everybody on this page. A GET opens nothing and leads back."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console-members-list", args=[desk.form.slug]))
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, request.POST, form=form)
    listed = _listed(desk, request.POST)
    opened = release(
        [member.person_id for member in listed.object_list],
        purpose=_purpose(desk).slug,
        categories=frozenset(Category(c) for c in form.cleaned_data["categories"]),
        actor=desk.who.actor,
        reason=Reason(form.cleaned_data["reason"]),
        now=desk.now,
        submissions=[member.pk for member in listed.object_list],
    )
    return _page(request, desk, request.POST, form=form, opened=opened)


@require_safe
@serves_members
def applications(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Whoever waits for an answer; it is given on the page of each."""
    page = Paginator(waiting(desk.form.slug), PAGE).get_page(request.GET.get("page"))
    rows = [(s.person_id, number(s.person_id), s.accepted_at) for s in page.object_list]
    context = {"form": desk.form, "rows": rows, "page_obj": page, "tab": "applications", **counted(desk)}
    return render(request, "members/desk/applications.html", context)


def counted(desk: FormDesk) -> dict[str, Any]:
    """How many applications wait, for the head of each of these pages."""
    return {"waiting": waiting(desk.form.slug).order_by().count()}


def _purpose(desk: FormDesk) -> Purpose:
    slug = next(p for p in desk.form.purposes if p in desk.who.scope.purposes)
    return desk.policy.purposes[slug]


def _wanted(desk: FormDesk, data: QueryDict) -> tuple[str, str]:
    """State and class that the list is narrowed to; what makes no sense is left out."""
    state, kind = data.get("state", ""), data.get("kind", "")
    known = {str(each.id) for each in classes_of(desk.form.slug)}
    return state if state in _SHOWN else MemberState.ADMITTED.value, kind if kind in known else ""


def _listed(desk: FormDesk, data: QueryDict) -> Page[Membership]:
    state, kind = _wanted(desk, data)
    found = Membership.objects.filter(form=desk.form.slug, state=MemberState.ADMITTED if state == OWING else state)
    if state == OWING:
        owed = Invoice.objects.filter(submission=OuterRef("submission"), state=InvoiceState.OPEN)
        found = found.filter(Exists(owed))
    if kind:
        found = found.filter(member_class=UUID(kind))
    ordered = found.select_related("member_class").order_by(F("number").desc(nulls_last=True), "pk")
    return Paginator(ordered, PAGE).get_page(data.get("page"))


def _page(
    request: HttpRequest,
    desk: FormDesk,
    data: QueryDict,
    *,
    form: OpenForm | None = None,
    opened: Mapping[UUID, Sequence[Opened]] | None = None,
) -> HttpResponse:
    state, kind = _wanted(desk, data)
    listed = _listed(desk, data)
    asked = {name: value for name, value in (("state", state), ("kind", kind)) if value}
    opening = form or OpenForm()
    context = {
        "form": desk.form,
        "opening": opening,
        "kinds": opening.offer(_purpose(desk), desk.policy, desk.lang),
        "rows": _rows(list(listed.object_list), opened or {}),
        "is_open": opened is not None,
        "page_obj": listed,
        "classes": classes_of(desk.form.slug),
        "states": [(code, STATES.get(code)) for code in _SHOWN],
        "asked": asked,
        "state": state,
        "kind": kind,
        "query": f"{urlencode(asked)}&",
        "tab": "list",
        **counted(desk),
    }
    return render(request, "members/desk/list.html", context, status=422 if opening.errors else 200)


def _rows(members: Sequence[Membership], opened: Mapping[UUID, Sequence[Opened]]) -> list[Row]:
    """Two queries, however many members."""
    ids = [member.pk for member in members]
    counting = Term.objects.filter(membership__in=ids).exclude(state=TermState.VOID).order_by("begins")
    until = dict(counting.values_list("membership", "ends"))
    owing = Invoice.objects.filter(submission__in=ids, state=InvoiceState.OPEN).values("submission")
    owed = dict(owing.annotate(left=Sum(F("amount") - F("paid"))).values_list("submission", "left"))
    return [
        Row(
            person=member.person_id,
            reference=number(member.person_id),
            membership=member,
            until=until.get(member.pk),
            owed=owed.get(member.pk, 0),
            texts=tuple(value.text for value in opened.get(member.person_id, ()) if value.submission == member.pk),
        )
        for member in members
    ]


def class_of(desk: FormDesk, id: UUID) -> MemberClass:
    """A class of this form.

    Raises:
        Http404: there is none.
    """
    found = MemberClass.objects.filter(id=id, form=desk.form.slug).first()
    if found is None:
        raise Http404
    return found
