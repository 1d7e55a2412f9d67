"""Public answers at the desk: a list, and one page to write each in every language of the policy.

One can be begun from an answered question that is open: its asker is taken out first, and nothing of it is kept
unless it is saved.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import is_reply
from azukari.features.feedback.anonymous import fault, without
from azukari.features.feedback.desk.served import serves_feedback
from azukari.features.feedback.models import PublicAnswer
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Category
from azukari.shells.staff.editing import edit
from azukari.shells.staff.fields import Answers, Questions, Some, by_language, in_each_language
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.overtaken import LastChange, version_of
from azukari.shells.staff.sections import AtSubmission

_LONGEST_QUESTION, _LONGEST = 200, 5000
_MOST = 300
BEGIN = "begin"


@require_http_methods(["GET", "HEAD"])
@serves_feedback
def show_list(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The public answers of one form, and those that are not public yet."""
    entries = PublicAnswer.objects.filter(form=desk.form.slug).order_by("-changed_at")[:_MOST]
    context = {"form": desk.form, "entries": entries, "saved": outcome_of(request) == "saved"}
    return render(request, "feedback/desk/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_feedback
def write(request: HttpRequest, desk: FormDesk, answer: UUID | None = None) -> HttpResponse:
    """Write one, or change it."""
    new = PublicAnswer(form=desk.form.slug, version=0, changed_at=desk.now)
    if answer and not PublicAnswer.objects.filter(id=answer, form=desk.form.slug).exists():
        raise Http404

    def stands() -> PublicAnswer:
        return (PublicAnswer.objects.filter(id=answer).first() if answer else None) or new

    def do(said: Answers) -> HttpResponse:
        questions, answers = by_language("question", said, desk.policy), by_language("answer", said, desk.policy)
        if not any(questions[lang].strip() and answers[lang].strip() for lang in questions):
            raise ValidationError(_("Write the question and the answer in one language at least."))
        entry = stands()
        if answer and version_of(request, entry.version) != entry.version:
            raise StaleVersion
        entry.questions, entry.answers, entry.is_public = questions, answers, "yes" in said["public"]
        entry.changed_at, entry.version = desk.now, entry.version + 1
        entry.save()
        return HttpResponseRedirect(f"{reverse('console-answers', args=[desk.form.slug])}?done=saved")

    def page(asked: Questions, status: int) -> HttpResponse:
        context = {"form": desk.form, "entry": stands(), "asked": asked}
        return render(request, "feedback/desk/answer.html", context, status=status)

    def held() -> LastChange:
        row = PublicAnswer.objects.select_for_update().filter(id=answer).first() if answer else None
        return LastChange(at=row.changed_at if row else None)

    if request.POST.get("step") == BEGIN:
        return page(Questions(_fields(desk, new, _begun(request))), 200)
    return edit(request, lambda *sent: Questions(_fields(desk, stands(), {}), *sent), do, page, held=held)


def begin(at: AtSubmission) -> Mapping[str, Any] | None:
    """On the page of an open, answered question: texts with which a public answer can begin, without their asker."""
    replies = [text for name, text in sorted(at.opened.items()) if is_reply(name)]
    if not replies:
        return None
    fields = {field.id: field for field in at.desk.form.fields}
    own = [(fields[id].category, text) for id, text in at.opened.items() if id in fields]
    question = "\n\n".join(text for category, text in own if category is Category.MESSAGE)
    values = [(category, text) for category, text in own if category is not Category.MESSAGE]
    return {
        "to": reverse("console-answer-new", args=[at.desk.form.slug]),
        "lang": at.submission.lang,
        "question": without(question, values)[:_LONGEST_QUESTION],
        "answer": without(replies[-1], values),
    }


def _begun(request: HttpRequest) -> Mapping[str, str]:
    """What comes from an answered question, by the names of the fields."""
    lang = request.POST.get("lang", "")
    texts = {f"{name}_{lang}": request.POST.get(name, "") for name in ("question", "answer")}
    return texts if request.method == "POST" else {}


def _fields(desk: FormDesk, entry: PublicAnswer, begun: Mapping[str, str]) -> dict[str, Any]:
    more: dict[str, Any] = {"required": False, "check": fault}
    questions = in_each_language(
        "question", _("Question (%(lang)s)"), desk.policy, entry.questions, max_length=_LONGEST_QUESTION, **more
    )
    answers = in_each_language(
        "answer", _("Answer (%(lang)s)"), desk.policy, entry.answers, rows=8, max_length=_LONGEST, **more
    )
    fields: dict[str, Any] = {
        f"{name}_{lang}": of[f"{name}_{lang}"]
        for lang in desk.policy.languages
        for name, of in (("question", questions), ("answer", answers))
    }
    for name, text in begun.items():
        if name in fields:
            fields[name].initial = text
    public = [("yes", _("Everybody may read it"))]
    initial = ["yes"] if entry.is_public else []
    fields["public"] = Some(_("Publication"), public, required=False, initial=initial)
    return fields
