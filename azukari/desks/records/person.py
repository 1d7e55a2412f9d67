"""One person's page. Everything is sealed until it is opened for a purpose of the reader's duty, with a reason; then
that purpose's categories are shown, once, on the answer to that very request. For the purpose in hand it opens with one
click and stays open while they work on it; each page that shows it is a release of its own. The vault records each
opening and each refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from azukari.charter.of_request import charters_of
from azukari.desk.doors import Opens, opens_to
from azukari.desk.in_hand import close_record, in_hand, is_looked_at, open_record
from azukari.desk.known import known
from azukari.desk.opened import OpenedValue, answers
from azukari.desk.opening import Granted, OpenForm, granted
from azukari.desk.post_only import post_only
from azukari.desk.reader import Reader, reader
from azukari.desk.refusals import refused
from azukari.desk.sections import AtPerson
from azukari.desk.sections import of_person as sections
from azukari.desk.submission_rows import number
from azukari.desk.taking import choose
from azukari.desk.timeline import SORTS, asked, timeline
from azukari.desks.records.endings import WAYS, endings
from azukari.forms.models import State, Submission
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Policy, Purpose
from azukari.vault.former import corrections_kept
from azukari.vault.merge import merges_of, survivor_of
from azukari.vault.reasons import Method, Reason
from azukari.vault.refusal import Refused
from azukari.vault.release import Opened, release


@dataclass(frozen=True, slots=True)
class Part:
    """One submission with what was opened of it; None stands for those on forms of other duties, left unnamed."""

    submission: Submission | None
    title: str
    waiting: bool
    values: tuple[OpenedValue, ...]


@opens_to(Opens.PURPOSE)
@require_safe
def show(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The page with everything sealed; 403 and a record where no duty of the reader has to do with this person."""
    who, now = reader(request), timezone.now()
    try:
        submissions = known(person_id, who, now)
    except Http404:
        survivor = survivor_of(person_id)
        if survivor is None:
            raise
        return HttpResponseRedirect(reverse("console-person", args=[survivor]))
    except Refused as refusal:
        return refused(request, refusal.verdict)
    hand = in_hand(request, actor=who.actor, policy=who.policy, now=now)
    if hand is None or not hand.has_open(person_id) or not is_looked_at(request):
        return _page(request, person_id, who, submissions, now)
    try:
        opened = _released(request, person_id, who, hand.purpose, hand.reason, now, method=Method.WORK)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    return _page(request, person_id, who, submissions, now, opened=opened, purpose=hand.purpose, kept=True)


@opens_to(Opens.PURPOSE)
@post_only("console-person", "person_id")
def work_on(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open the record for the purpose in hand, for as long as it is in hand; or close it."""
    who, now = reader(request), timezone.now()
    try:
        known(person_id, who, now)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    there = reverse("console-person", args=[person_id])
    hand = in_hand(request, actor=who.actor, policy=who.policy, now=now)
    if hand is None:
        return choose(request, who, back=there)
    keep = close_record if request.POST.get("close") else open_record
    keep(request, hand, person_id)
    return HttpResponseRedirect(there)


@opens_to(Opens.PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open one purpose's categories. A GET opens nothing and leads back to the page."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console-person", args=[person_id]))
    who, now = reader(request), timezone.now()
    form = OpenForm(request.POST)
    try:
        submissions = known(person_id, who, now)
        if not form.is_valid():
            return _page(request, person_id, who, submissions, now, form=form)
        purpose = form.cleaned_data["purpose"]
        asked = who.policy.purposes.get(purpose) if who.policy else None
        opened = _released(request, person_id, who, asked or purpose, Reason(form.cleaned_data["reason"]), now)
    except Refused as refusal:
        return refused(request, refusal.verdict)
    return _page(request, person_id, who, submissions, now, opened=opened, purpose=asked)


def _released(
    request: HttpRequest,
    person: UUID,
    who: Reader,
    purpose: Purpose | str,
    reason: Reason,
    now: datetime,
    *,
    method: Method | None = None,
) -> Sequence[Opened]:
    """What the purpose opens of the person; one that the policy does not know is refused."""
    slug, categories = (purpose, frozenset()) if isinstance(purpose, str) else (purpose.slug, purpose.categories)
    opened = release(
        [person],
        purpose=slug,
        categories=categories,
        actor=who.actor,
        reason=reason,
        now=now,
        method=method,
        known=charters_of(request),
    )
    return opened.get(person, ())


def _page(
    request: HttpRequest,
    person: UUID,
    who: Reader,
    submissions: Sequence[Submission],
    now: datetime,
    *,
    form: OpenForm | None = None,
    opened: Sequence[Opened] = (),
    purpose: Purpose | None = None,
    kept: bool = False,
) -> HttpResponse:
    policy: Policy = who.policy  # type: ignore[assignment]  # `known` has seen to it
    rows = granted(person, known=charters_of(request), scope=who.scope, now=now)
    wanted = asked(request.GET.get("kind", ""), request.GET.get("before", ""))
    opening = form or OpenForm()
    context: dict[str, Any] = {
        "person_id": person,
        "number": number(person),
        "parts": _parts(submissions, rows, policy, opened),
        "rows": rows,
        "endings": endings(submissions, charters_of(request), now),
        "ways": [(way.value, words) for way, words in WAYS.items()],
        "sections": sections.at(AtPerson(person, submissions, who, policy, now)),
        "today": now.astimezone(ZoneInfo(policy.organisation.timezone)).date(),
        "purpose": purpose,
        "kept_open": kept,
        "form": opening,
        "offered": opening.offer(rows, policy),
        "in_reach": not purpose and _in_reach(request, who, rows, now),
        "timeline": timeline(
            person, wanted, policy=policy, purposes=who.scope.purposes, submissions=[s.id for s in submissions]
        ),
        "wanted": wanted,
        "sorts": SORTS,
        "corrects": purpose is not None and bool(may_act(policy, Act.CORRECT, who.actor, purpose=purpose.slug)),
        "kept": corrections_kept(person, now),
        "merges": _undoable(person, who, now),
        "done": _done(request.GET.get("done", "")),
    }
    return render(request, "console/person.html", context, status=422 if form else 200)


def _in_reach(request: HttpRequest, who: Reader, rows: Sequence[Granted], now: datetime) -> bool:
    """Whether one click would open it: the purpose in hand has a living grant."""
    hand = in_hand(request, actor=who.actor, policy=who.policy, now=now)
    return hand is not None and any(row.living and row.purpose.slug == hand.purpose.slug for row in rows)


def _undoable(person: UUID, who: Reader, now: datetime) -> list[Any]:
    """The merges of this record that the reader may undo now."""
    found = merges_of(person, now) if may_act(who.policy, Act.MERGE, who.actor) else []
    return [merge for merge in found if may_act(who.policy, Act.MERGE, who.actor, purpose=merge.purpose)]


def _done(code: str) -> str:
    """What has just been done, in words; the address carries a code and nothing else."""
    sentences = {
        "parted": gettext("The records are parted again. Each has what it had before."),
        "ended": gettext(
            "It is noted, and the time runs after which it is erased. The person sees it on their own page."
        ),
        "not-ended": gettext("Choose how it ended, and a day from the registration to today."),
        "end-taken-back": gettext(
            "The end is taken back, and the registration goes on. The person sees it on their own page."
        ),
        "corrected": gettext("It is corrected. The person is told by mail what kind of data it was."),
        "address-asked": gettext(
            "A link was sent to the new address. The old one stays in use until it is confirmed, and is told as well."
        ),
    }
    return sentences.get(code, "") or sections.done(code)


def _parts(
    submissions: Sequence[Submission], rows: Sequence[Granted], policy: Policy, opened: Sequence[Opened]
) -> list[Part]:
    lang = get_language() or "ja"
    parts = [
        Part(
            submission,
            policy.forms[submission.form].title[lang],
            submission.state == State.PENDING,
            answers(policy.forms[submission.form], [o for o in opened if o.submission == submission.id], lang),
        )
        for submission in submissions
    ]
    own = {submission.id for submission in submissions}
    if any(row.grant.submission_id not in own for row in rows):
        title = gettext("Agreed when registering for something else")
        elsewhere = [
            OpenedValue(policy.categories[o.category][lang], o.text) for o in opened if o.submission not in own
        ]
        parts.append(Part(None, title, False, tuple(elsewhere)))
    return parts
