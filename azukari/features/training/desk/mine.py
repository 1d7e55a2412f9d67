"""One's own training: what is to be studied, the lessons with their questions, and the certificate (P33, P34)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.download import download
from azukari.core.appearance.outcome import outcome_of
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Charters
from azukari.core.policy_versions.of_request import charters_of
from azukari.features.training import certificate
from azukari.features.training.course import Lesson, lesson_called, title_of
from azukari.features.training.history import history_of, since
from azukari.features.training.models import as_holder
from azukari.features.training.questions import fields_of, judge, shown, tell
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Policy
from azukari.policy.training import (
    History,
    LessonStanding,
    LessonState,
    duty_of,
    first_end,
    known_charter,
    own_lesson,
    standing,
    standings,
)
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Answers, Questions
from azukari.shells.staff.reader import reader
from azukari.shells.staff.step import ask

OVERSEE = (Act.STAFF, Act.AUDIT)
"""The acts that see who of the staff has passed what."""


@dataclass(frozen=True, slots=True)
class Learner:
    """Whoever studies, now.

    Args:
        holder: by which their passes are kept.
    """

    actor: Actor
    policy: Policy
    known: Charters
    holder: UUID
    history: History
    lang: str
    now: datetime

    @property
    def duties(self) -> list[str]:
        """The duties that they hold and the policy knows."""
        return sorted(slug for slug in self.actor.duties if slug in self.policy.duties)

    def standings(self) -> tuple[LessonStanding, ...]:
        """All lessons that they need."""
        return standings(self.policy, self.duties, self.history, self.now)

    def lesson(self, slug: str) -> Lesson | None:
        """The lesson as it is to be studied now: whole, or what has changed in it."""
        duty = duty_of(slug)
        studied = None
        if duty in self.actor.duties and duty in self.policy.duties:
            found = standing(self.policy, duty, own_lesson(duty), self.history, self.now)
            number = known_charter(slug, self.history)
            if found.state in (LessonState.OWED, LessonState.OVERDUE) and number:
                studied = self.known.policy(number)
        return lesson_called(slug, self.policy, studied=studied)


def learner(request: HttpRequest) -> Learner | None:
    """Whoever reads this page; None before the first policy."""
    who = reader(request)
    holder = as_holder(who.actor.reference)
    if who.policy is None or holder is None:
        return None
    now = timezone.now()
    history = since(history_of(holder, who.actor.duties), holder)
    return Learner(who.actor, who.policy, charters_of(request), holder, history, get_language() or "ja", now)


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What is to be studied, and until when what was studied counts."""
    who = learner(request)
    if who is None:
        return render(request, "training/desk/mine.html", {})
    found = who.standings()
    context = {
        "course": who.policy.training,
        "lines": [(title_of(each.lesson, who.policy), each, bool(duty_of(each.lesson))) for each in found],
        "due": next((each for each in found if each.state is not LessonState.VALID), None),
        "closed": [each for each in found if not each.is_open],
        "until": first_end(found),
        "passed": outcome_of(request) == "passed",
        "back": back_of(request),
        "here": request.get_full_path(),
        "oversees": any(may_act(who.policy, act, who.actor) for act in OVERSEE),
        "supervises": any(may_act(who.policy, act, who.actor) for act in (Act.SUPERVISE, Act.AUDIT)),
    }
    return render(request, "training/desk/mine.html", context)


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, lesson: str) -> HttpResponse:
    """Read a lesson, and answer its questions."""
    who = learner(request)
    found = who.lesson(lesson) if who else None
    if who is None or found is None:
        raise Http404
    back = back_of(request)

    def do(answers: Answers) -> HttpResponse:
        by: dict[str, Value] = {"actor": actor_reference(who.actor)}
        result = judge(request, found, answers, who.known.ruling, holder=who.holder, who=by, now=who.now)
        if not result.is_passed:
            form = Questions(fields_of(found, who.lang), request.POST)
            return page(form, 422, tell(form, result, found, who.lang))
        return redirect(_onward(who, back))

    def page(form: Questions, status: int, more: Mapping[str, Any] | None = None) -> HttpResponse:
        context = {**_shown(found, who.policy, who.lang), "form": form, "back": back, "here": request.get_full_path()}
        return render(request, "training/desk/lesson.html", {**context, **(more or {})}, status=status)

    return ask(request, fields_of(found, who.lang), do, page)


def _shown(lesson: Lesson, policy: Policy, lang: str) -> dict[str, Any]:
    """What the page of a lesson shows besides its form: with the duty, or what has changed about it."""
    duty = policy.duties.get(lesson.duty)
    return {
        **shown(lesson, policy, lang),
        "duty": certificate.duty_shown(duty, policy) if duty and lesson.is_whole else None,
        "changes": [change.read_in(lang) for change in lesson.changes],
    }


def _onward(who: Learner, back: str) -> str:
    """After a pass: the next lesson without which data stays closed, else the page of one's training."""
    again = replace(who, history=since(history_of(who.holder, who.actor.duties), who.holder))
    following = next((s.lesson for s in again.standings() if not s.is_open), None)
    page = reverse("console-training-lesson", args=[following]) if following and back else reverse("console-training")
    return f"{page}?{urlencode({**({'next': back} if back else {}), 'done': 'passed'})}"


@opens_to(Opens.EVERYBODY)
@require_safe
def certificate_page(request: HttpRequest) -> HttpResponse:
    """The certificate of the reader, once there is nothing left to study."""
    who = learner(request)
    made = certificate.of(request.user, who.policy, who.standings(), who.history) if who else None
    if made is None:
        return redirect("console-training")
    return render(request, "training/desk/certificate.html", {"certificate": made})


@opens_to(Opens.EVERYBODY)
@require_safe
def certificate_file(request: HttpRequest) -> HttpResponse:
    """The same as a PDF, in the language of the page."""
    who = learner(request)
    made = certificate.of(request.user, who.policy, who.standings(), who.history) if who else None
    if who is None or made is None:
        return redirect("console-training")
    return download(certificate.paper(made, lang=who.lang), "certificate.pdf", "application/pdf")


def back_of(request: HttpRequest) -> str:
    """Where somebody was when their data stayed closed, carried along through the lessons, so that one press leads
    back: a path of the console, or ``""``.
    """
    path = request.POST.get("next") or request.GET.get("next") or ""
    ours = path.startswith("/console/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else ""
