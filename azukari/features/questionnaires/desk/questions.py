"""Questions and pages of a questionnaire at the desk: added, edited, moved, taken out."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.features.questionnaires import editing
from azukari.features.questionnaires.check import readable, wrong_with
from azukari.features.questionnaires.desk.conditions import Condition
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.fields import (
    TYPES,
    answered,
    page_answered,
    page_fields,
    question_fields,
    said_whole,
)
from azukari.features.questionnaires.desk.pages import changed
from azukari.features.questionnaires.desk.publishing import pressed
from azukari.features.questionnaires.desk.settings import of_questionnaire
from azukari.features.questionnaires.document import default_longest
from azukari.features.questionnaires.shape import Question, QuestionPage, QuestionType
from azukari.shells.staff import step
from azukari.shells.staff.fields import Answers, Questions
from azukari.shells.staff.overtaken import LastChange, version_of
from azukari.shells.staff.post_only import post_only


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def edit(request: HttpRequest, desk: PollDesk, question: str) -> HttpResponse:
    """One question. ``question`` is its id, or ``new`` with the type and the page in the address."""
    held, page = _held(request, desk, question)
    there = desk.questionnaire if held.id else editing.put(held, page=page)(desk.questionnaire)
    condition = _condition(desk, held.show_if, readable(there, "question", held.id))
    fields = question_fields(held, desk.policy, condition)

    def do(answers: Answers) -> HttpResponse:
        said_whole(answers, desk.policy)
        said = answered(held, answers, desk.policy, condition)
        if not held.id:
            taken = {each.id for each in desk.questionnaire.questions}
            said = replace(said, id=editing.free_name(said.label.get("en", "")[:20], taken, otherwise="q"))
        change = editing.put(said, page=page, instead_of=held.id)
        onward = changed(desk, change, version_of(request, desk.poll.revision))
        return HttpResponseRedirect(f"{onward}#q-{said.id}")

    def shown(form: Questions, status: int) -> HttpResponse:
        context = {
            "form": form,
            "poll": desk.poll,
            "title": desk.questionnaire.title[desk.lang],
            "question": held,
            "type_name": TYPES[held.type],
            "condition_fault": _condition_fault(desk, held, form, condition.earlier),
            "earlier": condition.earlier,
        }
        return render(request, "questionnaires/desk/question.html", context, status=status)

    return step.ask(request, fields, do, shown, last=LastChange(at=desk.poll.changed_at) if held.id else None)


def _held(request: HttpRequest, desk: PollDesk, id: str) -> tuple[Question, str]:
    for page in desk.questionnaire.pages:
        for each in page.questions:
            if each.id == id:
                return each, page.slug
    kind, page_slug = request.GET.get("kind", ""), request.GET.get("page", "")
    if id != "new" or kind not in set(QuestionType) or page_slug not in {p.slug for p in desk.questionnaire.pages}:
        raise Http404
    type = QuestionType(kind)
    return Question(id="", type=type, label={}, longest=default_longest(type)), page_slug


def _condition(desk: PollDesk, held: str, earlier: Sequence[Question]) -> Condition:
    return Condition("show_if", _("Only if"), held, _("always"), earlier, desk.questionnaire, desk.lang)


def _condition_fault(desk: PollDesk, held: Question, form: Questions, known: Sequence[Question]) -> str:
    """What is wrong with the condition as it stands there."""
    source = str(form["show_if"].value() or "") or held.show_if
    return (wrong_with(source, desk.questionnaire, known) or {}).get(desk.lang, "")


@post_only("console-questionnaire-question", "poll", "question")
@serves_questionnaires
def change(request: HttpRequest, desk: PollDesk, question: str) -> HttpResponse:
    """Move a question up or down, or take it out."""
    changes = {
        "up": editing.move(question, up=True),
        "down": editing.move(question, up=False),
        "remove": editing.take_out(question),
    }
    wanted = changes.get(request.POST.get("move", ""))
    if wanted is None or desk.questionnaire.question(question) is None:
        raise Http404

    return pressed(request, desk, lambda seen: HttpResponseRedirect(f"{changed(desk, wanted, seen)}#q-{question}"))


@require_http_methods(["GET", "HEAD", "POST"])
@serves_questionnaires
def page(request: HttpRequest, desk: PollDesk, page: str) -> HttpResponse:
    """One page: its heading, its order, its condition. ``new`` adds one."""
    held = next((each for each in desk.questionnaire.pages if each.slug == page), None)
    if held is None and page != "new":
        raise Http404
    taken = {each.slug for each in desk.questionnaire.pages}
    slug = next(name for n in range(1, 1000) if (name := f"page-{n}") not in taken)
    shown = held or QuestionPage(slug)
    there = desk.questionnaire if held else editing.add_page(shown)(desk.questionnaire)
    condition = _condition(desk, shown.show_if, readable(there, "page", shown.slug))

    def do(answers: Answers, version: int) -> str:
        said_whole(answers, desk.policy)
        said = page_answered(shown, answers, desk.policy, condition)
        return changed(desk, editing.change_page(held.slug, said) if held else editing.add_page(said), version)

    lead = _("Everything on it may be left blank. A page whose condition does not hold is passed over.")
    title = _("Page") if held else _("Add a page")
    asked = of_questionnaire(desk, title, lead, page_fields(shown, desk.policy, condition), do)
    return step.answer(request, replace(asked, last=LastChange(at=desk.poll.changed_at)) if held else asked)


@post_only("console-questionnaire-page", "poll", "page")
@serves_questionnaires
def remove_page(request: HttpRequest, desk: PollDesk, page: str) -> HttpResponse:
    """Take a page out that has no questions."""
    change = editing.remove_page(page)
    return pressed(request, desk, lambda seen: HttpResponseRedirect(changed(desk, change, seen)))
