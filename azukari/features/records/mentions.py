"""Texts that may name somebody who is gone: listed for the duties that may read them, opened one at a time, decided.

Neither the list nor a page tells who it was; nobody here knows that any more. The words stand sealed until the text is
opened, which its writer sees on their own page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.cases.lifecycle import number as case_number
from azukari.core.cases.lifecycle import subject_of
from azukari.core.cases.models import Case
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.vault import mention_review as review
from azukari.core.vault.mention_list import Waiting
from azukari.core.vault.mention_review import Decided, MentionText, Why
from azukari.core.vault.redaction import MARK
from azukari.core.vault.refusal import refuse
from azukari.features.records.mentions_waiting import waiting_for
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Policy
from azukari.shells.staff.answer import Problem
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import One
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.scope import outside
from azukari.shells.staff.submission_rows import number

PAGE = 50
REASONS: Mapping[Why, str | Promise] = {
    Why.NAMESAKE: gettext_lazy("Somebody else is meant"),
    Why.PUBLIC: gettext_lazy("It tells what somebody did in a public office"),
    Why.NEEDED: gettext_lazy("Without these words, the person who wrote could not be answered"),
}
KINDS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("a name"),
    "address": gettext_lazy("a postal address"),
    "email": gettext_lazy("an email address"),
    "phone": gettext_lazy("a phone number"),
}


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention as the list shows it: in which text, never whose name."""

    id: UUID
    title: str
    number: str
    sure: bool
    due: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the opened text; ``number`` counts the places, from 1, and is 0 between them."""

    text: str
    number: int = 0
    kind: str = ""
    sure: bool = True


class LeaveForm(forms.Form):
    """Why the words stay."""

    why = One(gettext_lazy("Or why do they all stay?"), [(why.value, words) for why, words in REASONS.items()])


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, fifty a page, those that are due first. Nothing is opened."""
    who, now = reader(request), timezone.now()
    page = Paginator(waiting_for(who.actor, who.policy, now), PAGE).get_page(request.GET.get("page"))
    done = {
        "replaced": gettext("The words are replaced, and the person who wrote them can see that."),
        "left": gettext("It stays as it is. Your reason is recorded."),
        "gone": gettext("This has already been decided, or the text no longer exists."),
        "changed": gettext("The text was changed by its writer since. It is off the list."),
    }
    context = {
        "rows": _rows(page.object_list, who.policy, now),
        "page_obj": page,
        "done": done.get(outcome_of(request), ""),
    }
    return render(request, "console/mentions.html", context)


@opens_to(Opens.BOTH)
@require_safe
def one(request: HttpRequest, mention_id: UUID) -> HttpResponse:
    """One of them, with the text sealed."""
    return _at(request, mention_id, lambda mention, who, now: _page(request, mention, who, now))


@opens_to(Opens.BOTH)
@post_only("console-mention", "mention_id")
def open_one(request: HttpRequest, mention_id: UUID) -> HttpResponse:
    """Open the text."""

    def opening(mention: Waiting, who: Reader, now: datetime) -> HttpResponse:
        shown = review.open_text(
            mention.id, purpose=_purpose(mention, who, now), about=_about(mention), actor=who.actor, now=now
        )
        return _page(request, mention, who, now, shown=shown)

    return _at(request, mention_id, opening)


@opens_to(Opens.BOTH)
@post_only("console-mention", "mention_id")
def decide(request: HttpRequest, mention_id: UUID) -> HttpResponse:
    """Replace the words that were ticked, or leave them all with a reason."""

    def deciding(mention: Waiting, who: Reader, now: datetime) -> HttpResponse:
        purpose, about = _purpose(mention, who, now), _about(mention)
        why, act = request.POST.get("why", ""), request.POST.get("act", "")
        places = {number_of(place) for place in request.POST.getlist("place")} - {-1}
        if act == "replace" and places:
            review.replace(mention.id, places, purpose=purpose, about=about, actor=who.actor, now=now)
            return _back("replaced")
        if act == "leave" and why in REASONS:
            review.leave(mention.id, Why(why), purpose=purpose, about=about, actor=who.actor, now=now)
            return _back("left")
        words = (
            gettext("Choose why the words stay. Open the text again, and decide.")
            if act == "leave"
            else gettext("Tick the words to replace. Open the text again, and decide.")
        )
        return _page(request, mention, who, now, problems=[Problem("", words)])

    return _at(request, mention_id, deciding)


type _Do = Callable[[Waiting, Reader, datetime], HttpResponse]


def _at(request: HttpRequest, id: UUID, do: _Do) -> HttpResponse:
    """Do something with a mention of the reader's; 403 and a record where their duties may not read its text."""
    who, now = reader(request), timezone.now()
    try:
        mention = review.find(id)
        if not waiting_for(who.actor, who.policy, now).filter(id=id).exists():
            refuse(outside(), people=(), purpose=min(who.scope.purposes, default="none"), actor=who.actor, now=now)
        return do(mention, who, now)
    except Decided:
        return _back("gone")
    except StaleVersion:
        return _back("changed")


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('console-mentions')}?done={done}")


def _purpose(mention: Waiting, who: Reader, now: datetime) -> str:
    """A purpose of the reader's for which the text may be used now; blank for a note."""
    if mention.value is None or who.policy is None:
        return ""
    served = {*mention.value.purposes.split()} & who.scope.purposes
    grants = Grant.objects.filter(submission_id=mention.value.submission_id, purpose__in=served)
    living = {grant.purpose for grant in grants if grant.is_living(now)}
    return next((slug for slug in who.policy.purposes if slug in living), "")


def _about(mention: Waiting) -> UUID | None:
    return subject_of(mention.note.case_id) if mention.note else None


def _rows(mentions: Iterable[Waiting], policy: Policy | None, now: datetime) -> list[MentionRow]:
    """Two queries, however many there are."""
    mentions = list(mentions)
    forms = dict(
        Submission.objects.filter(id__in=[m.value.submission_id for m in mentions if m.value]).values_list("id", "form")
    )
    cases = Case.objects.in_bulk([m.note.case_id for m in mentions if m.note])
    return [_row(mention, forms, cases, policy, now) for mention in mentions]


def _row(
    mention: Waiting, forms: Mapping[UUID, str], cases: Mapping[UUID, Case], policy: Policy | None, now: datetime
) -> MentionRow:
    late = mention.due_at <= now
    if mention.note:
        case = cases.get(mention.note.case_id)
        of = case_number(case) if case else number(mention.note.case_id)
        return MentionRow(mention.id, gettext("Notes of a request"), of, mention.sure, mention.due_at, late)
    submission = mention.value.submission_id if mention.value else mention.id
    form = policy.forms.get(forms.get(submission, "")) if policy else None
    title = form.title[get_language() or "ja"] if form else gettext("A form of the past")
    return MentionRow(mention.id, title, number(submission), mention.sure, mention.due_at, late)


def _page(
    request: HttpRequest,
    mention: Waiting,
    who: Reader,
    now: datetime,
    *,
    shown: MentionText | None = None,
    problems: Collection[Problem] = (),
) -> HttpResponse:
    pieces = _pieces(shown) if shown else []
    context = {
        "row": _rows([mention], who.policy, now)[0],
        "note": mention.note is not None,
        "shown": shown,
        "pieces": pieces,
        "places": [piece for piece in pieces if piece.number],
        "leaving": LeaveForm(),
        "mark": MARK,
        "errors": problems,
    }
    return render(request, "console/mention.html", context, status=422 if problems else 200)


def _pieces(shown: MentionText) -> list[Piece]:
    pieces, at = [], 0
    for count, place in enumerate(shown.places, 1):
        marked = Piece(shown.text[place.start : place.end], count, str(KINDS[place.kind]), place.sure)
        pieces += [Piece(shown.text[at : place.start]), marked]
        at = place.end
    return [*pieces, Piece(shown.text[at:])]
