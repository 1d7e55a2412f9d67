"""Writing a reply: one post from the page of the submission."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.forms import kinds
from azukari.core.forms.handling import NotThere
from azukari.core.forms.models import Submission
from azukari.core.forms.replying import NoAddress, Written, may_reply, reply
from azukari.core.forms.shown_state import BOTH, KEEP, MINE, STORED, Beside
from azukari.core.vault.notes import Note
from azukari.features.writing.drafts import drop_draft, keep_draft, write_note
from azukari.features.writing.models import ReplyTemplate
from azukari.features.writing.replies import NoteForm, ReplyForm, replying
from azukari.lib.conflict import StaleVersion
from azukari.shells.staff.answer import number, uuid
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.sections import AtSubmission
from azukari.shells.staff.submission_opened import OpenSubmission, open_in_hand, submission_of
from azukari.shells.staff.submission_rows import number as number_of
from azukari.shells.staff.to_many import places

_INSERT, _SAVE = "insert", "save"


@post_only("console-submission", "slug", "id")
@serves_form
def write(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Send the reply, or put a template into it."""
    submission = submission_of(desk, id)
    typed = ReplyForm(request.POST, closes=kinds.of(desk.form.kind).is_answered)
    if request.POST.get(_INSERT):
        return _page(request, desk, submission, _with_template(request, desk, submission))
    if request.POST.get(_SAVE) and not request.POST.get("text", "").strip():
        return _save(request, desk, submission, typed, "")
    if not typed.is_valid():
        return _page(request, desk, submission, typed, status=422)
    if request.POST.get(_SAVE):
        return _save(request, desk, submission, typed, typed.cleaned_data["text"])
    return _send(request, desk, submission, typed)


@post_only("console-submission", "slug", "id")
@serves_form
def note(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Keep a note for colleagues."""
    submission = submission_of(desk, id)
    typed = NoteForm(request.POST)
    if not typed.is_valid():
        opened = open_in_hand(request, desk, submission)
        context = {**_asked(desk, submission, opened), "part": {"note": typed}}
        return render(request, "writing/desk/note.html", context, status=422)
    try:
        write_note(id, typed.cleaned_data["note"], form=desk.form.slug, actor=desk.who.actor, now=desk.now)
    except NotThere:
        raise Http404 from None
    return _back(desk, id, "noted")


def _save(request: HttpRequest, desk: FormDesk, submission: Submission, typed: ReplyForm, text: str) -> HttpResponse:
    """Keep what was typed as the draft."""
    if not may_reply(submission, desk.policy, desk.who.scope.purposes, now=desk.now):
        return _page(request, desk, submission, typed, status=422)
    if request.POST.get(f"{KEEP}text") == STORED:
        return _back(desk, submission.id)
    if _is_unchosen(request):
        return _page(request, desk, submission, typed, status=409)
    try:
        keep_draft(submission.id, text, seen=uuid(request.POST.get("draft", "")), form=desk.form.slug, now=desk.now)
    except NotThere:
        raise Http404 from None
    except StaleVersion:
        return _page(request, desk, submission, typed, status=409, overtaken=True)
    return _back(desk, submission.id, "drafted")


def _send(request: HttpRequest, desk: FormDesk, submission: Submission, typed: ReplyForm) -> HttpResponse:
    status = 422
    purpose = may_reply(submission, desk.policy, desk.who.scope.purposes, now=desk.now)
    if not purpose:
        return _page(request, desk, submission, typed, status=422)
    if left := places(typed.cleaned_data["text"]):
        words = _("{{%(name)s}} is not replaced in a reply to one person. Write the text itself.")
        typed.add_error("text", words % {"name": left[0]})
        return _page(request, desk, submission, typed, status=422)
    try:
        reply(
            submission.id,
            Written(typed.cleaned_data["text"], purpose, number(request.POST.get("seen")), typed.done),
            form=desk.form,
            policy=desk.policy,
            by=user_of(request),
            actor=desk.who.actor,
            now=desk.now,
        )
    except NotThere:
        raise Http404 from None
    except NoAddress:
        typed.add_error("text", _("They left no email address with it, so a reply would reach nobody."))
    except StaleVersion:
        words = _("Someone has just replied. Read that first. What you typed is still here.")
        typed.add_error("text", words)
        status = 409
    else:
        if not _is_unchosen(request):
            drop_draft(submission.id, seen=uuid(request.POST.get("draft", "")))
        return _back(desk, submission.id, "replied-closed" if typed.done else "replied")
    return _page(request, desk, submission, typed, status=status)


def _with_template(request: HttpRequest, desk: FormDesk, submission: Submission) -> ReplyForm:
    """What was typed, with the template's text after it, in the language of whoever wrote."""
    chosen = request.POST.get(_INSERT, "")
    found = next((t for t in ReplyTemplate.objects.filter(form=desk.form.slug) if str(t.id) == chosen), None)
    text = found.texts.get(submission.lang, "") if found else ""
    so_far = request.POST.get("text", "").strip()
    together = {"text": "\n\n".join(part for part in (so_far, text) if part), "then": request.POST.getlist("then")}
    return ReplyForm(initial=together, closes=kinds.of(desk.form.kind).is_answered)


def _back(desk: FormDesk, id: UUID, done: str = "") -> HttpResponse:
    at = reverse("console-submission", args=[desk.form.slug, id])
    return HttpResponseRedirect(f"{at}?done={done}#done" if done else at)


def _page(
    request: HttpRequest,
    desk: FormDesk,
    submission: Submission,
    form: ReplyForm,
    *,
    status: int = 200,
    overtaken: bool = False,
) -> HttpResponse:
    opened = open_in_hand(request, desk, submission)
    part = replying(AtSubmission(request, submission, desk, opened.texts if opened else {}), form)
    if part is None:
        form.add_error(None, _("The policy does not let us write back for what this form is used for."))
        part, status = {"reply": form}, 422
    elif form.is_bound and (overtaken or _is_unchosen(request)):
        part["draft"] = _show_draft(form, part["kept"], request, waits=part["draft_waits"])
    context = {**_asked(desk, submission, opened), "part": part}
    return render(request, "writing/desk/reply.html", context, status=status)


def _is_unchosen(request: HttpRequest) -> bool:
    """Whether the page showed a draft beside what was typed, and it was not chosen that the latter takes its place."""
    return BOTH in request.POST and request.POST.get(f"{KEEP}text") != MINE


def _show_draft(form: ReplyForm, kept: Note | None, request: HttpRequest, *, waits: bool) -> str:
    """Say that somebody kept another draft meanwhile, and show it beside what was typed; returns which one is shown.

    Args:
        kept: the draft as it is now, where the submission is open.
        waits: whether there is one that is not opened.
    """
    if kept:
        words = _("Someone saved another draft in the meantime. Choose below which one to keep.")
        form.beside = {"text": Beside(kept.text, both=True, missing=BOTH in request.POST)}
    elif waits:
        words = _(
            "Someone saved another draft in the meantime. Open the submission to read it. What you typed is still here."
        )
    else:
        words = _("The draft you started from has been sent or removed in the meantime. What you typed is still here.")
    form.add_error("text", words)
    return str(kept.id) if kept else request.POST.get("draft", "") if waits else ""


def _asked(desk: FormDesk, submission: Submission, opened: OpenSubmission | None) -> dict[str, object]:
    """What is answered, as far as it is open on the page of the submission as well."""
    values = opened.answers(desk.lang) if opened else ()
    return {"form": desk.form, "submission": submission, "number": number_of(submission.id), "values": values}
