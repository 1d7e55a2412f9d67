"""The list of members of one form: number, class, state, term and what is owed. With the membership selected names come
first, as the policy lets the duty's lists show; else they are masked until they are opened for everybody on the page,
with a reason, and what opens then is shown on the answer to that very request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import LIST
from azukari.features.members.applications import waiting
from azukari.features.members.desk.door import serves_members
from azukari.features.members.desk.list_rows import SORTS, ordered, rows
from azukari.features.members.models import MemberClass, Membership, MemberState, MoneyState, Pause
from azukari.features.members.online.reported import of_form
from azukari.features.members.registers import classes_of
from azukari.features.members.words import STATES
from azukari.policy.terms import Category, FormKind
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk, only_or_choice
from azukari.shells.staff.list_columns import hidden, offered
from azukari.shells.staff.people_filter import Chip
from azukari.shells.staff.people_forms import OpenForm
from azukari.shells.staff.selected_purpose import Shown, selected_purpose, shown_in_list

PAGE = 50
OWING = "owing"
PAUSED = "paused"
_COLUMNS = {
    "class": gettext_lazy("Class"),
    "since": gettext_lazy("Member since"),
    "until": gettext_lazy("Last day"),
    "owed": gettext_lazy("Open dues (yen)"),
}
_MORE = {OWING: gettext_lazy("Members who owe dues"), PAUSED: gettext_lazy("Members who are paused")}
"""What narrows the members that are."""
_SHOWN = (MemberState.ADMITTED, *_MORE, MemberState.LEFT, MemberState.LAPSED, MemberState.DECLINED)


first = only_or_choice(FormKind.MEMBERSHIP, "console-members-list", "members/desk/forms.html")


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The list, everything masked."""
    return _page(request, desk, _listed(desk, request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@serves_members
@does(LIST)
def open_list(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Open some kinds of data of everybody on this page. A GET opens nothing and leads back."""
    if request.method != "POST":
        return desk.to("console-members-list")
    form, listed = OpenForm(request.POST), _listed(desk, request.POST)
    if not form.is_valid():
        return _page(request, desk, listed, form=form)
    opened = release(
        [member.person_id for member in listed.members],
        purpose=desk.purpose(),
        categories=frozenset(Category(c) for c in form.cleaned_data["categories"]),
        actor=desk.who.actor,
        reason=Reason(form.cleaned_data["reason"]),
        now=desk.now,
        options=ReleaseOptions(submissions=[member.pk for member in listed.members], way=LIST),
    )
    return _page(request, desk, listed, form=form, opened=opened)


def counted(desk: FormDesk) -> dict[str, Any]:
    """How many applications wait, and how much money of the payment provider, for the head of each of these pages; and
    whether a register may be taken over. Two queries.
    """
    unbooked = of_form(desk.form.slug).filter(state=MoneyState.WAITS).count()
    return {"waiting": waiting(desk.form.slug).count(), "unbooked": unbooked, "brings": desk.may_bring}


@dataclass(frozen=True, slots=True)
class _Listed:
    """What is listed: the page, and what it is narrowed to and ordered by; what made no sense is left out."""

    page: Page[Membership]
    classes: Sequence[MemberClass]
    state: str
    kind: str
    sort: str

    @property
    def members(self) -> list[Membership]:
        return list(self.page.object_list)

    @property
    def asked(self) -> dict[str, str]:
        """By which parameters it is asked for."""
        pairs = (("state", self.state), ("kind", self.kind), ("sort", self.sort))
        return {name: value for name, value in pairs if value}


def _listed(desk: FormDesk, data: QueryDict) -> _Listed:
    classes, state, kind = classes_of(desk.form.slug), data.get("state", ""), data.get("kind", "")
    state = state if state in _SHOWN else MemberState.ADMITTED.value
    kind = kind if kind in {str(each.id) for each in classes} else ""
    found = Membership.objects.filter(form=desk.form.slug, state=MemberState.ADMITTED if state in _MORE else state)
    if state == OWING:
        found = found.filter(owes=True)
    if state == PAUSED:
        resting = Pause.on(desk.today).values("membership")
        found = found.filter(Q(pk__in=resting) | Q(head__in=resting))
    found = found.filter(member_class=UUID(kind)) if kind else found
    asked = data.get("sort", "")
    sort = asked if asked in SORTS else ""  # never by a name, since that would tell who comes before whom
    page = Paginator(ordered(found, sort), PAGE).get_page(data.get("page"))
    return _Listed(page, classes, state, kind, sort)


def _page(
    request: HttpRequest,
    desk: FormDesk,
    listed: _Listed,
    *,
    form: OpenForm | None = None,
    opened: Mapping[UUID, Sequence[Opened]] | None = None,
) -> HttpResponse:
    members, asked, opening = listed.members, listed.asked, form or OpenForm()
    hand = selected_purpose(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    hand = hand if hand and hand.purpose.slug in desk.form.purposes else None
    name = f"members:{desk.form.slug}"
    unwanted = hidden(request, name)
    shown = Shown()  # what the list shows because the membership is selected
    if opened is None and not opening.errors and listed.state in (MemberState.ADMITTED, *_MORE):
        shown = shown_in_list(
            request,
            hand,
            [member.person_id for member in members],
            who=desk.who,
            now=desk.now,
            wanted=hand.listed_without(unwanted) if hand else None,
            submissions=[member.pk for member in members],
        )
    context = {
        "hand": hand,
        "by_hand": bool(shown.categories),
        "refused": shown.refused,
        "labels": [desk.policy.categories[c][desk.lang] for c in Category if c in shown.categories - {Category.NAME}],
        "shows": {column for column in _COLUMNS if column not in unwanted},
        "offered": offered(hand, (), _COLUMNS, unwanted, policy=desk.policy, bring=False),
        "list_name": name,
        "chips": _chips(desk, listed),
        "sorts": SORTS.items(),
        "sort": listed.sort,
        "form": desk.form,
        "opening": opening,
        "kinds": opening.offer(desk.policy.purposes[desk.purpose()], desk.policy, desk.lang),
        "rows": rows(desk, members, opened or shown.opened),
        "is_open": opened is not None,
        "page_obj": listed.page,
        "classes": listed.classes,
        "states": [(code, STATES.get(code) or _MORE[code]) for code in _SHOWN],
        "asked": asked,
        "state": listed.state,
        "kind": listed.kind,
        "query": f"{urlencode(asked)}&",
        "tab": "list",
        **counted(desk),
    }
    status = 422 if opening.errors else 403 if shown.refused is not None else 200
    return render(request, "members/desk/list.html", context, status=status)


def _chips(desk: FormDesk, listed: _Listed) -> list[Chip]:
    """What narrows the list, each with the link that removes it."""
    found, asked = list[Chip](), listed.asked
    if asked["state"] != MemberState.ADMITTED:
        words = STATES.get(asked["state"]) or _MORE[asked["state"]]
        found.append(Chip(str(words), urlencode({n: v for n, v in asked.items() if n != "state"})))
    for each in listed.classes:
        if str(each.id) == listed.kind:
            rest = urlencode({n: v for n, v in asked.items() if n != "kind"})
            found.append(Chip(each.name[desk.lang], rest))
    return found


def class_of(desk: FormDesk, id: UUID) -> MemberClass:
    """A class of this form.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(MemberClass, id=id, form=desk.form.slug)
