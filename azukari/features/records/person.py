"""One person's page.

Everything is sealed until it is opened for a purpose of the reader's duty, with a reason; then the categories of that
purpose are shown once, in the response to that request. For the selected purpose it opens with one click and stays open
while they work on it; each page that shows it is a release of its own. The vault records each opening and refusal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.correct import DecidedOn, NoSuchValue
from azukari.core.vault.former import corrections_kept
from azukari.core.vault.merge import merges_of, survivor_of
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.features.records.editing import Edit, edit_of, save
from azukari.features.records.endings import WAYS, endings
from azukari.features.records.record_parts import called, parts_of
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Policy, Purpose
from azukari.shells.staff import unsaved
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.known import known
from azukari.shells.staff.opening import OpenForm, granted
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.sections import AtPerson
from azukari.shells.staff.sections import of_person as sections
from azukari.shells.staff.selected_purpose import (
    Selection,
    close_record,
    is_in_reach,
    is_looked_at,
    open_record,
    selected_purpose,
)
from azukari.shells.staff.submission_rows import number
from azukari.shells.staff.taking import choose
from azukari.shells.staff.timeline import SORTS, asked, timeline
from azukari.shells.staff.typed import typed

_OF_ENDINGS = ("ended", "not-ended", "end-taken-back")
"""Codes of what is said before the ends of registrations, where it was done."""


@dataclass(frozen=True, slots=True)
class _Record:
    """Whose record is shown, to whom, and what of it is open.

    Args:
        submissions: what the reader's duties have to do with.
        opened, purpose: what was released, and for which purpose; None where everything is sealed.
        kept: whether it stays open while they work on it.
        edit: the fields of one registration that are being corrected.
        form: the choice of a purpose, where it was not accepted.
    """

    person: UUID
    who: Reader
    submissions: Sequence[Submission]
    now: datetime
    opened: Sequence[Opened] = ()
    purpose: Purpose | None = None
    kept: bool = False
    edit: Edit | None = None
    form: OpenForm | None = None


@opens_to(Opens.PURPOSE)
@require_safe
def show(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The page with everything sealed; 403 and a record where no duty of the reader has to do with this person."""
    who, now = reader(request), timezone.now()
    try:
        submissions = known(person_id, who, now)
    except Http404:
        if (survivor := survivor_of(person_id)) is None:
            raise
        return HttpResponseRedirect(reverse("console-person", args=[survivor]))
    hand = selected_purpose(request, actor=who.actor, policy=who.policy, now=now)
    record = _Record(person_id, who, submissions, now)
    if hand is None or not hand.has_open(person_id) or not is_looked_at(request):
        return _page(request, record)
    return _at_work(request, record, hand)


def _at_work(
    request: HttpRequest,
    record: _Record,
    hand: Selection,
    *,
    edits: Submission | None = None,
    sent: QueryDict | None = None,
) -> HttpResponse:
    """The record as it stays open for the selected purpose; each page of it is a release of its own.

    Args:
        edits: the registration whose fields are to be corrected.
        sent: what was typed into them.
    """
    opened = _released(request, record, hand.purpose, hand.reason, method=Method.WORK)
    edit = record.edit or (edit_of(edits, opened, charters_of(request), sent) if edits else None)
    return _page(request, replace(record, opened=opened, purpose=hand.purpose, kept=True, edit=edit))


@opens_to(Opens.BOTH, Act.CORRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, person_id: UUID, submission_id: UUID) -> HttpResponse:
    """The fields of one registration in the open record; or correct what was changed, several values at once."""
    who, now, there = reader(request), timezone.now(), reverse("console-person", args=[person_id])
    try:
        submissions = known(person_id, who, now)
        hand = selected_purpose(request, actor=who.actor, policy=who.policy, now=now)
        record = _Record(person_id, who, submissions, now)
        own = next((submission for submission in submissions if submission.id == submission_id), None)
        if hand is None or own is None or not hand.has_open(person_id):
            return unsaved.locked(request) if request.method == "POST" else HttpResponseRedirect(there)
        if request.method != "POST":
            return _at_work(request, record, hand, edits=own)
        done = save(request.POST, own, hand.purpose.slug, actor=who.actor, known=charters_of(request), now=now)
    except StaleVersion:
        if hand is None:
            raise
        return _at_work(request, record, hand, edits=own, sent=request.POST)
    except NoSuchValue as gone:
        raise Http404 from gone
    except DecidedOn:  # no page of ours asks for it
        return HttpResponseRedirect(f"{there}?done=decided-on")
    if isinstance(done, Edit):
        return _at_work(request, replace(record, edit=done), hand)
    return HttpResponseRedirect(f"{there}?done={done}")


@opens_to(Opens.PURPOSE)
@post_only("console-person", "person_id")
def work_on(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open the record for the selected purpose, for as long as it is selected; or close it."""
    who, now = reader(request), timezone.now()
    known(person_id, who, now)
    there = reverse("console-person", args=[person_id])
    hand = selected_purpose(request, actor=who.actor, policy=who.policy, now=now)
    if hand is None:
        return choose(request, who, back=there)
    (close_record if request.POST.get("close") else open_record)(request, hand, person_id)
    return HttpResponseRedirect(there)


@opens_to(Opens.PURPOSE)
@post_only("console-person", "person_id")
def open_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open one purpose's categories."""
    who, now = reader(request), timezone.now()
    form = OpenForm(request.POST)
    record = _Record(person_id, who, known(person_id, who, now), now)
    if not form.is_valid():
        return _page(request, replace(record, form=form))
    purpose = form.cleaned_data["purpose"]
    asked = who.policy.purposes.get(purpose) if who.policy else None
    opened = _released(request, record, asked or purpose, Reason(form.cleaned_data["reason"]))
    return _page(request, replace(record, opened=opened, purpose=asked))


def _released(
    request: HttpRequest, record: _Record, purpose: Purpose | str, reason: Reason, *, method: Method | None = None
) -> Sequence[Opened]:
    """What the purpose opens of the person; one that the policy does not know is refused."""
    slug, categories = (purpose, frozenset()) if isinstance(purpose, str) else (purpose.slug, purpose.categories)
    opened = release(
        [record.person],
        purpose=slug,
        categories=categories,
        actor=record.who.actor,
        reason=reason,
        now=record.now,
        options=ReleaseOptions(method=method, known=charters_of(request), way=RECORD),
    )
    return opened.get(record.person, ())


def _page(request: HttpRequest, record: _Record) -> HttpResponse:
    person, who, submissions, now = record.person, record.who, record.submissions, record.now
    opened, purpose, edit, form = record.opened, record.purpose, record.edit, record.form
    policy: Policy = who.policy  # type: ignore[assignment]  # `known` has seen to it
    rows = granted(person, known=charters_of(request), scope=who.scope, now=now)
    wanted = asked(request.GET.get("kind", ""), request.GET.get("before", ""))
    opening = form or OpenForm()
    may_merge = bool(may_act(policy, Act.MERGE, who.actor))
    found = merges_of(person, now) if may_merge else []
    corrects = purpose is not None and bool(may_act(policy, Act.CORRECT, who.actor, purpose=purpose.slug))
    shown, code = sections.at(AtPerson(person, submissions, who, policy, now, opened)), outcome_of(request)
    ended = endings(submissions, charters_of(request), now)
    context: dict[str, Any] = {
        "person_id": person,
        "number": number(person),
        "called": called(opened, policy),
        "editing": edit if corrects else None,
        "may_merge": may_merge,
        "parts": parts_of(submissions, rows, policy, opened, charters_of(request)),
        "rows": rows,
        "endings": ended,
        "ways": [(way.value, words) for way, words in WAYS.items()],
        "sections": shown,
        "typed": typed(request, person),
        "today": policy.organisation.day(now),
        "purpose": purpose,
        "kept_open": record.kept,
        "form": opening,
        "offered": opening.offer(rows, policy),
        "in_reach": not purpose and is_in_reach(request, rows, actor=who.actor, policy=policy, now=now),
        "timeline": timeline(
            person, wanted, policy=policy, purposes=who.scope.purposes, submissions=[s.id for s in submissions]
        ),
        "wanted": wanted,
        "sorts": SORTS,
        "corrects": corrects,
        "kept": corrections_kept(person, now),
        "merges": [merge for merge in found if may_act(policy, Act.MERGE, who.actor, purpose=merge.purpose)],
        **_done(code),
        "done_where": "endings" if code in _OF_ENDINGS and ended else sections.place(code, shown),
    }
    status = 409 if edit and edit.overtaken else 422 if form or (edit and edit.is_wrong) else 200
    return render(request, "console/person.html", context, status=status)


def _done(code: str) -> dict[str, object]:
    """What has just been done, or why not, in words; the address carries a code and nothing else."""
    words = {
        "parted": gettext("The records are parted again. Each has what it had before."),
        "ended": gettext(
            "It is noted, and the time runs after which it is erased. The person sees it on their own page."
        ),
        "not-ended": gettext("Choose how it ended, and a day from the registration to today."),
        "end-taken-back": gettext(
            "The end is reversed, and the registration continues. The person sees it on their own page."
        ),
        "unchanged": gettext("Nothing was changed."),
        "decided-on": gettext(
            "Nothing was changed. This was applied for and decided, so it cannot be corrected here. Change it where "
            "it was decided, such as the class under “Membership”."
        ),
        "corrected": gettext("The entry has been corrected. The person is told by email what kind of data it was."),
        "address-asked": gettext(
            "A link was sent to the new address. The old one stays in use until it is confirmed, and is told as well."
        ),
    }
    return {
        "done": words.get(code) or sections.done(code),
        "refusal": code in ("not-ended", "decided-on") or sections.is_refusal(code),
    }
