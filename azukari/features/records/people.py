"""The list of people for one purpose of the reader's duties: masked, filtered, searched, and opened a page at a time.

What was typed into the search comes by POST and is kept nowhere. What opens is shown on the answer to that very
request, and each person shown can see on their own page who looked, at what, and why.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Charters
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.index_search import TooShort, search
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import refuse
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import LIST, allows
from azukari.policy.decide import may_act, may_release
from azukari.policy.emergency import worked_with
from azukari.policy.explain import name_categories
from azukari.policy.terms import Act, Category, Policy, Purpose, Verdict
from azukari.shells.staff import list_columns, people_rows
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.list_columns import OF_PEOPLE, hidden, offered
from azukari.shells.staff.people_filter import SORTS, Filter, GrantState, chips, forms_for, read
from azukari.shells.staff.people_forms import OpenForm, SearchForm
from azukari.shells.staff.people_rows import PAGE, People, of_people, rows
from azukari.shells.staff.people_saved import saved_views
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.selected_purpose import Selection, Shown, selected_purpose, shown_in_list


@dataclass(frozen=True, slots=True)
class Desk:
    """A reader at the list of one purpose of theirs.

    Args:
        problems: what of the filter makes no sense.
        hand: the selected purpose, where it is for this very purpose.
    """

    who: Reader
    known: Charters
    purpose: Purpose
    wanted: Filter
    problems: list[Problem]
    now: datetime
    hand: Selection | None = None

    @property
    def policy(self) -> Policy:
        return self.known.ruling.policy


@dataclass(frozen=True, slots=True)
class ListDetails:
    """What the page has to show besides the list: what was asked for, what was opened, whom a search found.

    Args:
        by_hand: whether it was opened because its purpose is selected; ``refused`` says why it was not.
    """

    opening: OpenForm = field(default_factory=OpenForm)
    searching: SearchForm = field(default_factory=SearchForm)
    opened: Mapping[UUID, Sequence[Opened]] = field(default_factory=dict)
    categories: Collection[Category] = ()
    found: Sequence[UUID] | None = None
    listed: Any = None
    more: bool = False
    by_hand: bool = False
    refused: Verdict | None = None


type Deed = Callable[[HttpRequest, Desk], HttpResponse]


def _at_desk(request: HttpRequest, data: QueryDict, act: Deed) -> HttpResponse:
    """Do ``act`` for the purpose named in ``data``, or let the reader choose; another's is refused, and recorded."""
    who, now = reader(request), timezone.now()
    own = worked_with(who.policy, who.scope.purposes) if who.policy else []
    hand = selected_purpose(request, actor=who.actor, policy=who.policy, now=now)
    usual = hand.purpose.slug if hand else own[0].slug if len(own) == 1 else ""
    slug = data.get("purpose", "") or usual
    choices = {"own": own, "views": partial(saved_views, request, who)}
    if who.policy is None or not slug:
        return render(request, "console/people_purposes.html", choices)
    verdict = may_release(who.policy, purpose=slug, categories=frozenset(), actor=who.actor)
    if not verdict:
        refuse(verdict, people=(), purpose=slug, actor=who.actor, now=now)
    purpose = next((purpose for purpose in own if purpose.slug == slug), None)
    if purpose is None:
        return render(request, "console/people_purposes.html", choices)
    wanted, problems = read(slug, data, who.policy, who.scope)
    mine = hand if hand and hand.purpose.slug == slug else None
    return act(request, Desk(who, charters_of(request), purpose, wanted, problems, now, mine))


def _back(query: QueryDict) -> HttpResponse:
    at = reverse("console-people")
    return HttpResponseRedirect(f"{at}?{query.urlencode()}" if query else at)


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list: masked, but for what the policy lets it show while its purpose is selected."""
    return _at_desk(request, request.GET, _page)


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def open_list(request: HttpRequest) -> HttpResponse:
    """Open some kinds of data of everybody on this page of the list. A GET opens nothing and leads back."""
    return _at_desk(request, request.POST, _open) if request.method == "POST" else _back(request.GET)


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Search. A GET finds nobody and leads back, so that nobody's name gets into an address."""
    return _at_desk(request, request.POST, _find) if request.method == "POST" else _back(request.GET)


def _open(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = OpenForm(request.POST)
    if desk.problems or not form.is_valid():
        return _page(request, desk, ListDetails(opening=form))
    categories = frozenset(Category(c) for c in form.cleaned_data["categories"])
    listed = _listed(request, desk)
    opened = release(
        [grant.person_id for grant in listed.object_list],
        purpose=desk.purpose.slug,
        categories=categories,
        actor=desk.who.actor,
        reason=Reason(form.cleaned_data["reason"]),
        now=desk.now,
        options=ReleaseOptions(known=desk.known, way=LIST),
    )
    return _page(request, desk, ListDetails(form, opened=opened, categories=categories, listed=listed))


def _find(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, ListDetails(searching=form))
    category = Category(form.cleaned_data["category"])
    try:
        matches = search(
            category,
            form.cleaned_data["text"],
            purpose=desk.purpose.slug,
            actor=desk.who.actor,
            reason=Reason(form.cleaned_data["reason"]),
            now=desk.now,
            most=PAGE,
            known=desk.known,
        )
    except TooShort:
        form.add_error("text", _("Type a little more: two letters of a name or an address, one kanji, or four digits."))
        return _page(request, desk, ListDetails(searching=form))
    found, more = matches.people, matches.more
    shown = ListDetails(searching=form, opened=matches.opened, categories=(category,), found=found, more=more)
    return _page(request, desk, shown)


def _listed(request: HttpRequest, desk: Desk) -> Any:
    number = (request.POST if request.method == "POST" else request.GET).get("page")
    return People(desk.wanted, known=desk.known, now=desk.now, most=people_rows.MOST).get_page(number)


def _page(request: HttpRequest, desk: Desk, shown: ListDetails | None = None) -> HttpResponse:
    context: dict[str, Any] = {}
    grants: Sequence[Grant] = ()
    shown = shown or ListDetails()
    unwanted = hidden(request, f"people:{desk.purpose.slug}")
    if shown.found is not None:
        grants = of_people(shown.found, Filter(desk.purpose.slug), known=desk.known, now=desk.now)
    elif not desk.problems:
        context["page_obj"] = shown.listed or _listed(request, desk)
        grants = list(context["page_obj"].object_list)
        shown = _by_hand(request, desk, grants, shown, unwanted)
    scope, known, lang = desk.who.scope, desk.known, get_language() or "ja"
    columns = [c for c in Category if c in shown.categories and not (shown.by_hand and c is Category.NAME)]
    standing = [each for each in list_columns.columns(scope.forms, desk.policy) if each.slug not in unwanted]
    context["rows"] = rows(grants, known=known, scope=scope, opened=shown.opened, categories=columns, columns=standing)
    own_heads = [(name, str(words)) for name, words in OF_PEOPLE.items() if name not in unwanted]
    if desk.wanted.state == GrantState.ENDED:
        own_heads.append(("ended", pgettext("people", "Ended")))
    errors = [*desk.problems, *(Problem(f"find_{n}", str(w[0])) for n, w in shown.searching.errors.items())]
    context |= {
        "purpose": desk.purpose,
        "wanted": desk.wanted,
        "ended": desk.wanted.state == GrantState.ENDED,
        "forms": [desk.policy.forms[slug] for slug in forms_for(desk.purpose.slug, desk.policy, desk.who.scope)],
        "others": worked_with(desk.policy, desk.who.scope.purposes),
        "form": shown.opening,
        "searching": shown.searching,
        "errors": errors,
        "wrong": {problem.field_id: problem.message for problem in errors},
        "query": f"{desk.wanted.query}&",
        "sorts": SORTS.items(),
        "kinds": shown.opening.offer(desk.purpose, desk.policy, lang),
        "searches": shown.searching.offer(desk.purpose, desk.policy, lang),
        "is_open": bool(shown.categories),
        "searched": shown.found is not None,
        "more": shown.more,
        "views": partial(saved_views, request, desk.who),
        "what": name_categories(desk.policy, shown.categories)[lang] if shown.categories else "",
        "takes_out": allows(desk.policy, "exports:people", desk.purpose.slug)
        and bool(may_act(desk.policy, Act.EXPORT, desk.who.actor, purpose=desk.purpose.slug)),
        "writes": Category.EMAIL in desk.purpose.categories and allows(desk.policy, "writing:list", desk.purpose.slug),
        "labels": [desk.policy.categories[c][lang] for c in columns],
        "heads": [column.title for column in standing],
        "own_heads": own_heads,
        "offered": offered(desk.hand, desk.who.scope.forms, OF_PEOPLE, unwanted, policy=desk.policy),
        "list_name": f"people:{desk.purpose.slug}",
        "chips": chips(desk.wanted, desk.policy),
        "hand": desk.hand,
        "by_hand": shown.by_hand,
        "refused": shown.refused,
    }
    status = 422 if errors or shown.opening.errors else 403 if shown.refused is not None else 200
    return render(request, "console/people.html", context, status=status)


def _by_hand(
    request: HttpRequest, desk: Desk, grants: Sequence[Grant], asked: ListDetails, but: Collection[str]
) -> ListDetails:
    """With what the list shows of itself, because its purpose is selected; nothing of those whose right has ended."""
    if asked.categories or asked.opening.errors or desk.wanted.state != GrantState.LIVING:
        return asked
    people = [grant.person_id for grant in grants]
    wanted = desk.hand.listed_without(but) if desk.hand else None
    found: Shown = shown_in_list(request, desk.hand, people, who=desk.who, now=desk.now, wanted=wanted)
    return replace(
        asked, opened=found.opened, categories=found.categories, by_hand=bool(found.categories), refused=found.refused
    )
