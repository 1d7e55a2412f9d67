"""One member of staff: their duties, and the end of their work here. Each change asks who it is once more, is recorded,
and is mailed to the person concerned.
"""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from azukari.accounts.granting import Changed, change_duties
from azukari.accounts.models import User
from azukari.accounts.staff import call_off, disable, renew
from azukari.accounts.staff_refusals import StaffError
from azukari.desk.acts import Doer, needs_act
from azukari.desk.answer import Problem
from azukari.desks.staff.letters import CALLED_OFF, CUT_OFF, DUTIES_CHANGED, tell
from azukari.desks.staff.page import choices, done, find, mail, tell_holders
from azukari.desks.staff.rows import row_of
from azukari.policy.terms import Act

type Deed = Callable[[User, Doer], str]


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.STAFF, fresh=True)
def show(request: HttpRequest, who: Doer, reference: UUID) -> HttpResponse:
    """Their page, and the form that changes their duties."""
    user = _found(reference)
    if request.method != "POST":
        return _page(request, who, user)
    chosen, held = request.POST.getlist("duties"), user.duty_slugs()
    try:
        changed = change_duties(user, chosen, policy=who.policy, actor=who.actor, now=who.now)
    except StaffError as error:
        return _page(request, who, user, Problem(error.field, error.sentence[who.lang]), status=409)
    if not changed:
        return done("unchanged")
    tell_holders(user, frozenset(chosen) - held, who)
    if changed is Changed.WAITS:
        return done("waits")
    return done("changed" if tell(user, DUTIES_CHANGED, policy=who.policy) else "changed-unsent")


def _disable(user: User, who: Doer) -> str:
    disable(user.email, actor=who.actor, now=who.now, policy=who.policy)
    tell(user, CUT_OFF, policy=who.policy)
    return "disabled"


def _renew(user: User, who: Doer) -> str:
    invitation = renew(user, actor=who.actor, now=who.now)
    return "renewed" if mail(invitation, who.policy, who.lang) else "invited-unsent"


def _call_off(user: User, who: Doer) -> str:
    call_off(user, actor=who.actor, now=who.now)
    tell(user, CALLED_OFF, policy=who.policy)
    return "called-off"


def _confirmed(name: str, deed: Deed) -> Callable[..., HttpResponse]:
    """A page that says what will happen, and a button that does it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @needs_act(Act.STAFF, fresh=True)
    def view(request: HttpRequest, who: Doer, reference: UUID) -> HttpResponse:
        user, problems = _found(reference), []
        if request.method == "POST":
            try:
                return done(deed(user, who))
            except StaffError as error:
                problems = [Problem("", error.sentence[who.lang])]
        row = row_of(user, who.policy, actor=who.actor, now=who.now)
        context = {"row": row, "deed": name, "errors": problems}
        return render(request, "console/staff_confirm.html", context, status=409 if problems else 200)

    return view


disable_member = _confirmed("disable", _disable)
renew_member = _confirmed("renew", _renew)
call_off_member = _confirmed("call-off", _call_off)


def _found(reference: UUID) -> User:
    user = find(reference)
    if user is None:
        raise Http404
    return user


def _page(request: HttpRequest, who: Doer, user: User, *problems: Problem, status: int = 200) -> HttpResponse:
    chosen = frozenset(request.POST.getlist("duties")) if request.method == "POST" else user.duty_slugs()
    context = {
        "row": row_of(user, who.policy, actor=who.actor, now=who.now),
        "choices": choices(who.policy, chosen, who.lang),
        "errors": list(problems),
        "wrong": {problem.field_id: problem.message for problem in problems},
    }
    return render(request, "console/staff_member.html", context, status=status)
