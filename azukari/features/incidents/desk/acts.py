"""Buttons of an incident: a duty was done, a lesson was learnt, everything is done."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from azukari.features.incidents.desk.page import find, page
from azukari.features.incidents.register import close, do, learn
from azukari.policy.breach import Duty
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, needs_act
from azukari.shells.staff.answer import number
from azukari.shells.staff.fields import Answers
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import carry_out


@post_only("console-incident", "incident_id")
@needs_act(Act.SUPERVISE)
def done(request: HttpRequest, who: Doer, incident_id: UUID, duty: str) -> HttpResponse:
    """A report was made, or somebody was told."""
    if duty not in [*Duty]:
        raise Http404
    receipt = request.POST.get("receipt", "").strip()[:40]
    return _pressed(
        request,
        who,
        incident_id,
        lambda: do(incident_id, Duty(duty), receipt=receipt, policy=who.policy, actor=who.actor, now=who.now),
    )


@post_only("console-incident", "incident_id")
@needs_act(Act.SUPERVISE)
def learnt(request: HttpRequest, who: Doer, incident_id: UUID, lesson_id: UUID) -> HttpResponse:
    """What was to change has changed."""
    if not find(incident_id).lessons.filter(id=lesson_id).exists():
        raise Http404
    return _pressed(request, who, incident_id, lambda: learn(lesson_id, actor=who.actor, now=who.now))


@post_only("console-incident", "incident_id")
@needs_act(Act.SUPERVISE)
def close_it(request: HttpRequest, who: Doer, incident_id: UUID) -> HttpResponse:
    """The incident is over."""
    version = number(request.POST.get("version"))
    return _pressed(
        request,
        who,
        incident_id,
        lambda: close(incident_id, version=version, policy=who.policy, actor=who.actor, now=who.now),
    )


def _pressed(request: HttpRequest, who: Doer, id: UUID, verb: Callable[[], object]) -> HttpResponse:
    find(id)

    def carry(_answers: Answers) -> HttpResponse:
        verb()
        return redirect("console-incident", id)

    return carry_out(request, carry, lambda form, status: page(request, who, find(id), form, status))
