"""The buttons that open a questionnaire to the public, close it, and delete one that was never public."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.features.questionnaires.deleting import delete
from azukari.features.questionnaires.desk.door import PollDesk, serves_questionnaires
from azukari.features.questionnaires.desk.pages import page
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.linked import takes_answers
from azukari.features.questionnaires.publish import close, holder_of, publish
from azukari.policy.terms import FormKind
from azukari.shells.staff import step
from azukari.shells.staff.answer import number
from azukari.shells.staff.fields import Questions
from azukari.shells.staff.post_only import post_only


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def publish_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Check it, and open it to the public."""

    def do(seen: int) -> HttpResponse:
        try:
            publish(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now, form=_form(desk))
        except DocumentError as error:
            told = _("It is not published yet. First correct what is listed below.")
            return page(request, desk, faults=list(error.faults), refusals=[told], status=422)
        return HttpResponseRedirect(f"{reverse('console-questionnaire', args=[desk.poll.slug])}?done=published")

    return pressed(request, desk, do)


def _form(desk: PollDesk) -> str:
    """The form under which answers are linked: its own, else the first that no other questionnaire has."""
    slugs = [form.slug for form in desk.policy.forms_of(FormKind.QUESTIONNAIRE) if takes_answers(form)]
    if desk.poll.form in slugs:
        return desk.poll.form
    free = (slug for slug in slugs if holder_of(slug, besides=desk.poll.slug) is None)
    return next(free, next(iter(slugs), ""))


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def close_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Take no more answers."""

    def do(seen: int) -> HttpResponse:
        close(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now)
        return HttpResponseRedirect(f"{reverse('console-questionnaire', args=[desk.poll.slug])}?done=closed")

    return pressed(request, desk, do)


@post_only("console-questionnaire", "poll")
@serves_questionnaires
def delete_it(request: HttpRequest, desk: PollDesk) -> HttpResponse:
    """Delete one that nobody outside has seen."""

    def do(seen: int) -> HttpResponse:
        try:
            delete(desk.poll.slug, revision=seen, actor=desk.who.actor, now=desk.now)
        except DocumentError as error:
            return page(request, desk, refusals=[fault.sentence[desk.lang] for fault in error.faults], status=422)
        return HttpResponseRedirect(f"{reverse('console-questionnaires')}?done=deleted")

    return pressed(request, desk, do)


def pressed(request: HttpRequest, desk: PollDesk, do: Callable[[int], HttpResponse]) -> HttpResponse:
    """Carry out a button by the revision that its page showed; the page again, with what stood in the way."""

    def again(form: Questions, status: int) -> HttpResponse:
        return page(request, desk, refusals=[str(error) for error in form.non_field_errors()], status=status)

    return step.carry_out(request, lambda _answers: do(number(request.POST.get("version"))), again)
