"""Tags at the desk: on a message, and all of them with what has each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.forms.handled_words import in_words
from azukari.core.forms.handling import NotThere
from azukari.core.forms.models import State, Submission
from azukari.features.feedback.anonymous import fault
from azukari.features.feedback.desk.served import serves_feedback
from azukari.features.feedback.models import MessageTag, Tag
from azukari.features.feedback.tagging import LONGEST, Full, drop, tag, tags_of, told_apart
from azukari.policy.terms import FormKind
from azukari.shells.staff.answer import uuid
from azukari.shells.staff.fields import Questions, Some, Text
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.sections import AtSubmission
from azukari.shells.staff.submission_rows import number

PAGE = 50


def section(at: AtSubmission) -> Mapping[str, Any] | None:
    """The tags of a message, on its page. Two queries."""
    if at.submission.kind != FormKind.FEEDBACK or at.submission.state != State.ACCEPTED:
        return None
    known, has = tags_of(at.submission.form), _has(at.submission.id)
    words = [one.word for one in known if str(one.id) in has]
    return {"asked": Questions(_fields(known, has)), "words": words}


def _has(submission: UUID) -> list[str]:
    return [str(id) for id in MessageTag.objects.filter(submission_id=submission).values_list("tag_id", flat=True)]


def _fields(tags: Sequence[Tag], has: Sequence[str]) -> dict[str, Any]:
    known = [(str(one.id), one.word) for one in tags]
    new = Text(_("A new tag"), max_length=LONGEST, required=False, check=fault)
    return {**({"tags": Some(_("Tags"), known, required=False, initial=has)} if known else {}), "new": new}


@post_only("console-submission", "slug", "id")
@serves_feedback
def choose(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Say which tags a message has."""
    back, form = reverse("console-submission", args=[desk.form.slug, id]), desk.form.slug
    there = Submission.objects.filter(form=form, state=State.ACCEPTED, suspicion__isnull=True, id=id)
    if not there.exists():
        raise Http404
    asked, status = Questions(_fields(tags_of(form), _has(id)), request.POST), 422
    if asked.is_valid() and request.POST.get("save"):
        chosen = [UUID(each) for each in asked.cleaned_data.get("tags", ())]
        try:
            tag(id, chosen, asked.cleaned_data["new"].strip(), form=form)
        except NotThere:
            raise Http404 from None
        except Full:
            asked.add_error("new", _("There are as many tags as there may be. Delete one that nobody needs."))
        else:
            return HttpResponseRedirect(f"{back}?done=tagged#done")
    context = {"form": desk.form, "submission": there[0], "number": number(id), "part": {"asked": asked}}
    return render(request, "feedback/desk/tag_message.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_feedback
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """All tags of the form; a POST deletes one."""
    if request.method == "POST":
        if (id := uuid(request.POST.get("delete", ""))) is None:
            raise Http404
        drop(id, form=desk.form.slug)
        return HttpResponseRedirect(reverse("console-tags", args=[desk.form.slug]))
    return render(request, "feedback/desk/tags.html", {"form": desk.form, "tags": tags_of(desk.form.slug)})


@require_http_methods(["GET", "HEAD"])
@serves_feedback
def show_messages(request: HttpRequest, desk: FormDesk, tag: UUID) -> HttpResponse:
    """The messages with one tag, the newest first."""
    known = next((one for one in tags_of(desk.form.slug) if one.id == tag), None)
    if known is None:
        raise Http404
    found = Submission.objects.filter(tags__tag=known, suspicion__isnull=True).select_related("handling")
    page = Paginator(found.order_by("-created_at", "-id"), PAGE).get_page(request.GET.get("page"))
    words = told_apart([one.id for one in page.object_list])
    rows = [(one, number(one.id), in_words(one.handled), words.get(one.id, "")) for one in page.object_list]
    context = {"form": desk.form, "tag": known, "rows": rows, "page_obj": page, "query": ""}
    return render(request, "feedback/desk/tagged.html", context)
