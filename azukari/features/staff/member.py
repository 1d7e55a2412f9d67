"""One member of staff: their duties, and the end of their work here. Each change asks who it is once more, is recorded,
and is mailed to the person concerned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.core.accounts.granting import Changed, change_duties
from azukari.core.accounts.models import User
from azukari.core.accounts.staff import call_off, disable, no_calling_off, no_renewing, renew
from azukari.features.staff.letters import CALLED_OFF, CUT_OFF, DUTIES_CHANGED, tell
from azukari.features.staff.page import done, duties, staff_list, tell_holders
from azukari.features.staff.rows import row_of
from azukari.policy.terms import Act, Text
from azukari.shells.staff.acts import Doer, form_behind, needs_act
from azukari.shells.staff.fields import Answers, Fields, Questions
from azukari.shells.staff.invitation import send
from azukari.shells.staff.overtaken import LastChange
from azukari.shells.staff.step import Step, answer, ask


@form_behind(Act.STAFF, fresh=True)
def show(request: HttpRequest, who: Doer, reference: UUID) -> HttpResponse:
    """Their page, and the form that changes their duties."""
    user = get_object_or_404(User, reference=reference)
    held = user.duty_slugs()
    asks: Fields = {"duties": duties(who, held)}

    def do(answers: Answers) -> HttpResponse:
        chosen = answers["duties"]
        changed = change_duties(user, chosen, policy=who.policy, actor=who.actor, now=who.now, seen=held)
        if not changed:
            return done("unchanged")
        tell_holders(user, frozenset(chosen) - held, who)
        if changed is Changed.WAITS:
            return done("waits")
        return done("changed" if tell(user, DUTIES_CHANGED, policy=who.policy) else "changed-unsent")

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"row": row_of(user, who.policy, actor=who.actor, now=who.now), "form": form}
        return render(request, "console/staff_member.html", context, status=status)

    return ask(request, asks, do, page, last=LastChange())


def _disable(user: User, who: Doer) -> str:
    disable(user.email, actor=who.actor, now=who.now, policy=who.policy)
    tell(user, CUT_OFF, policy=who.policy)
    return "disabled"


def _renew(user: User, who: Doer) -> str:
    invitation = renew(user, actor=who.actor, now=who.now)
    return "renewed" if send(invitation, policy=who.policy, lang=who.lang) else "invited-unsent"


def _call_off(user: User, who: Doer) -> str:
    call_off(user, actor=who.actor, now=who.now)
    tell(user, CALLED_OFF, policy=who.policy)
    return "called-off"


@dataclass(frozen=True, slots=True)
class Deed:
    """A button on a page of its own; ``title`` and ``lead`` may name the person and their address."""

    do: Callable[[User, Doer], str]
    title: str
    lead: str
    button: str
    icon: str
    danger: bool
    no: Callable[[User], Text | None] = lambda _user: None  # why there is nothing to press


def _deeds() -> Mapping[str, Deed]:
    return {
        "disable": Deed(
            _disable,
            _("Deactivate the account of %(name)s?"),
            _(
                "Every session and every token ends at once, and what is open on a screen can go no further. What they"
                " did stays on record. They are told by email."
            ),
            _("Deactivate the account"),
            "lock",
            danger=True,
        ),
        "renew": Deed(
            _renew,
            _("Invite %(name)s again?"),
            _(
                "We send an email with a new link to %(email)s. Older links no longer work, and the way of signing in "
                "is chosen again."
            ),
            _("Send a new link"),
            "mail",
            danger=False,
            no=no_renewing,
        ),
        "call-off": Deed(
            _call_off,
            _("Cancel the invitation of %(name)s?"),
            _("The link is void, and %(email)s is deleted here. They are told by email."),
            _("Cancel the invitation"),
            "cross",
            danger=True,
            no=no_calling_off,
        ),
    }


def _confirmed(name: str) -> Callable[..., HttpResponse]:
    """A page that says what will happen, and a button that does it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @needs_act(Act.STAFF, fresh=True)
    def view(request: HttpRequest, who: Doer, reference: UUID) -> HttpResponse:
        user, deed = get_object_or_404(User, reference=reference), _deeds()[name]
        if request.method != "POST" and (no := deed.no(user)) is not None:
            return render(request, "console/staff_closed.html", {"person": user, "sentence": no})
        named = {"name": user.name, "email": user.email}
        step = Step(
            title=deed.title % named,
            lead=deed.lead % named,
            button=deed.button,
            above=[staff_list(), (reverse("console-staff-member", args=[reference]), user.name)],
            fields={},
            do=lambda _answers, _version: done(deed.do(user, who)),
            icon=deed.icon,
            danger=deed.danger,
        )
        return answer(request, step)

    return view


disable_member = _confirmed("disable")
renew_member = _confirmed("renew")
call_off_member = _confirmed("call-off")
