"""The buttons that open a questionnaire to the public, close it, and delete one that was never public."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.desk import step
from azukari.desk.answer import number
from azukari.desk.fields import Answers, Questions
from azukari.desk.post_only import post_only
from azukari.questionnaires.deleting import delete
from azukari.questionnaires.desk.door import PollDesk, forms_of, serves_questionnaires
from azukari.questionnaires.desk.pages import page
from azukari.questionnaires.fault import DocumentError
from azukari.questionnaires.linked import takes_answers
from azukari.questionnaires.publish import close, holder_of, publish


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def publish_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Check it, and open it to the public."""

    def do(answers: Answers) -> HttpResponse:
        del answers
        try:
            seen = number(request.POST.get("version"))
            publish(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now, form=_form(desk))
        except DocumentError as error:
            return page(request, desk, faults=list(error.faults), status=422)
        return HttpResponseRedirect(f"{reverse('console-questionnaire', args=[desk.poll.slug])}?done=published")

    return step.carry_out(request, do, lambda form, status: again(request, desk, form, status))


def _form(desk: PollDesk) -> str:
    """The form under which answers are linked: its own, else the first that no other questionnaire has."""
    slugs = [form.slug for form in forms_of(desk.policy) if takes_answers(form)]
    if desk.poll.form in slugs:
        return desk.poll.form
    free = (slug for slug in slugs if holder_of(slug, besides=desk.poll.slug) is None)
    return next(free, next(iter(slugs), ""))


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def close_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Take no more answers."""

    def do(answers: Answers) -> HttpResponse:
        del answers
        seen = number(request.POST.get("version"))
        close(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now)
        return HttpResponseRedirect(f"{reverse('console-questionnaire', args=[desk.poll.slug])}?done=closed")

    return step.carry_out(request, do, lambda form, status: again(request, desk, form, status))


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def delete_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Delete one that nobody outside has seen."""

    def do(answers: Answers) -> HttpResponse:
        del answers
        try:
            seen = number(request.POST.get("version"))
            delete(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now)
        except DocumentError as error:
            return page(request, desk, refusals=[fault.sentence[desk.lang] for fault in error.faults], status=422)
        return HttpResponseRedirect(f"{reverse('console-questionnaires')}?done=deleted")

    return step.carry_out(request, do, lambda form, status: again(request, desk, form, status))


def again(request: HttpRequest, desk: PollDesk, form: Questions, status: int) -> HttpResponse:
    """The page again, with what stood in the way."""
    return page(request, desk, refusals=[str(error) for error in form.non_field_errors()], status=status)
