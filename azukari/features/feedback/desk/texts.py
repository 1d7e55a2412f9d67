"""Texts without their person, at the desk: review of a closed message, a second look, and the list of what was kept.

Each step opens the message once more for the reader's purpose, so that what the text must not say is known when it is
kept; each opening is recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import State, Submission, is_reply
from azukari.core.forms.thread import further, is_further
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.features.feedback.anonymous import doubtful, fault, named, without
from azukari.features.feedback.desk.served import serves_feedback
from azukari.features.feedback.keeping import (
    ANSWERED,
    WRITTEN,
    KeptByLaw,
    Reviewed,
    drop_text,
    keep_without_person,
    may_keep,
)
from azukari.features.feedback.models import KeptText
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Category, FormKind
from azukari.shells.staff import answer
from azukari.shells.staff.fields import Questions, Text
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.opening import granted
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.sections import AtSubmission
from azukari.shells.staff.submission_rows import number

PAGE = 20
_LONGEST = 20_000
_LOOK, _KEEP, _CHANGE = "look", "keep", "change"

type Values = Sequence[tuple[Category, str]]


def section(at: AtSubmission) -> Mapping[str, Any] | None:
    """On the page of a closed message that is open: the way to keep its text alone. One query."""
    if not at.opened or at.submission.kind != FormKind.FEEDBACK or not may_keep(at.submission):
        return None
    return {"to": reverse("console-message-text", args=[at.desk.form.slug, at.submission.id])}


@post_only("console-submission", "slug", "id")
@serves_feedback
def review(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Review the text of a closed message, look at it again, and keep it alone."""
    found = Submission.objects.filter(form=desk.form.slug, state=State.ACCEPTED, suspicion__isnull=True, id=id)
    submission = found.select_related("handling").first()
    if submission is None:
        raise Http404
    opened = _opened(request, desk, submission) if may_keep(submission) else ()
    if not opened:
        context = {"form": desk.form, "submission": submission, "number": number(id), "closed": False}
        return render(request, "feedback/desk/review.html", context, status=422)
    step = request.POST.get("step", "")
    values = [(value.category, value.text) for value in opened if not _is_text(value)]
    context = {
        "form": desk.form,
        "submission": submission,
        "number": number(id),
        "version": submission.handling.version,
        "closed": True,
    }
    if step not in (_LOOK, _KEEP, _CHANGE):
        asked = Questions(_fields(values, _texts(submission, opened, values)))
        return render(request, "feedback/desk/review.html", {**context, "asked": asked})
    asked = Questions(_fields(values), request.POST)
    status = 200 if asked.is_valid() else 422
    if status == 200 and step == _KEEP:
        reviewed, form = Reviewed(asked.cleaned_data, answer.number(request.POST.get("version"))), desk.form.slug
        try:
            keep_without_person(id, reviewed, form=form, zone=desk.zone, actor=desk.who.actor, now=desk.now)
        except StaleVersion:
            asked.add_error(None, _("Someone has changed this in the meantime. Check it again, then decide."))
        except KeptByLaw:
            asked.add_error(None, _("A law, a hold or a request that is not answered yet wants this message as it is."))
        else:
            return HttpResponseRedirect(f"{reverse('console-texts', args=[desk.form.slug])}?done=kept")
        status = 409
    if status != 200 or step == _CHANGE:
        return render(request, "feedback/desk/review.html", {**context, "asked": asked}, status=status)
    texts = [(name, asked[name].label, asked.cleaned_data[name]) for name in (WRITTEN, ANSWERED)]
    doubts = list(dict.fromkeys(piece for _name, _label, text in texts for piece in _doubts(text, values)))
    return render(request, "feedback/desk/second_look.html", {**context, "texts": texts, "doubts": doubts})


@require_http_methods(["GET", "HEAD", "POST"])
@serves_feedback
def show_list(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The texts that were kept without their person, by month; a POST deletes one."""
    if request.method == "POST":
        if (id := answer.uuid(request.POST.get("delete", ""))) is None:
            raise Http404
        drop_text(id, form=desk.form.slug)
        return HttpResponseRedirect(reverse("console-texts", args=[desk.form.slug]))
    page = Paginator(KeptText.objects.filter(form=desk.form.slug).order_by("-month", "id"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": desk.form, "page_obj": page, "query": "", "kept": outcome_of(request) == "kept"}
    return render(request, "feedback/desk/texts.html", context)


def _opened(request: HttpRequest, desk: FormDesk, submission: Submission) -> Sequence[Opened]:
    """What the reader's purpose opens of the message; nothing where its time is over."""
    known = charters_of(request)
    rows = granted(submission.person_id, known=known, scope=desk.who.scope, now=desk.now)
    purpose = next((row.purpose for row in rows if row.living and row.grant.submission_id == submission.id), None)
    if purpose is None:
        return ()
    asked = {field.category for field in known.form_of(submission).fields}
    opened = release(
        [submission.person_id],
        purpose=purpose.slug,
        categories=frozenset(purpose.categories & asked),
        actor=desk.who.actor,
        reason=Reason.CHECK,
        now=desk.now,
        options=ReleaseOptions(submission=submission.id, way=RECORD),
    )
    return opened.get(submission.person_id, ())


def _is_text(value: Opened) -> bool:
    return value.category is Category.MESSAGE


def _texts(submission: Submission, opened: Sequence[Opened], values: Values) -> Mapping[str, str]:
    """What they wrote and what we answered, each in its order, without whatever names them."""
    by_field = {value.field: value.text for value in opened if _is_text(value)}
    first = [text for name, text in by_field.items() if not (is_reply(name) or is_further(name))]
    later = [name for one in further([submission.id]) for name in one.fields.split()[:1]]
    replies = [one.field for one in submission.replies.order_by("written_at", "id")]
    written = [*first, *(by_field[name] for name in later if name in by_field)]
    answered = [by_field[name] for name in replies if name in by_field]
    return {
        WRITTEN: without("\n\n".join(written), values)[:_LONGEST],
        ANSWERED: without("\n\n".join(answered), values)[:_LONGEST],
    }


def _fields(values: Values, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    def check(text: str) -> str:
        if any(place.sure for place in named(text, values)):
            return _("The person who wrote this is named in it. Take that out.")
        return fault(text)

    held = texts or {}
    return {
        WRITTEN: Text(_("What was written"), rows=10, max_length=_LONGEST, check=check, initial=held.get(WRITTEN, "")),
        ANSWERED: Text(
            _("What we answered"),
            rows=6,
            max_length=_LONGEST,
            check=check,
            required=False,
            initial=held.get(ANSWERED, ""),
        ),
    }


def _doubts(text: str, values: Values) -> list[str]:
    return [*(text[place.start : place.end] for place in named(text, values)), *doubtful(text)]
