"""Who works here: the list, and how somebody joins it. What each act does stands in `accounts.staff`."""

from collections.abc import Collection
from dataclasses import dataclass
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from azukari.accounts.duties import able
from azukari.accounts.granting import may_second, unseen
from azukari.accounts.models import DutyGrant, User
from azukari.accounts.staff import Invitation, invite
from azukari.accounts.staff_refusals import StaffError
from azukari.desk.acts import Doer, needs_act
from azukari.desk.answer import Problem, staff_name
from azukari.desk.invitation import send
from azukari.desks.staff.letters import COLLEAGUE_GETS, tell
from azukari.desks.staff.rows import rows
from azukari.policy.decide import duties_with
from azukari.policy.explain import name_act
from azukari.policy.terms import Act, Policy, Text

DONE = "done"
"""The list's parameter that names what was done a moment ago."""

_DONE = frozenset(
    {
        "invited",
        "changed",
        "unchanged",
        "disabled",
        "renewed",
        "called-off",
        "invited-unsent",
        "changed-unsent",
        "waits",
        "approved",
        "declined",
        "looked-at",
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A duty as it can be ticked, with what it opens and does."""

    value: str
    label: str
    purposes: tuple[str, ...]
    acts: tuple[str, ...]
    checked: bool


@require_safe
@needs_act(Act.STAFF)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The list."""
    return page(request, who)


def page(request: HttpRequest, who: Doer, *problems: Problem, status: int = 200) -> HttpResponse:
    """The list, with what was done a moment ago, or why it was not."""
    done = request.GET.get(DONE, "")
    context = {
        "rows": rows(who.policy, actor=who.actor, now=who.now),
        "done": done if done in _DONE else "",
        "grants": [_grant(grant, who) for grant in unseen()],
        "errors": list(problems),
    }
    return render(request, "console/staff.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.STAFF, fresh=True)
def invite_somebody(request: HttpRequest, who: Doer) -> HttpResponse:
    """The form that invites; the link goes by mail to whom it is for, and is shown to nobody else."""
    if request.method != "POST":
        return _form(request, who)
    chosen = request.POST.getlist("duties")
    try:
        invitation = invite(
            request.POST.get("email", ""),
            request.POST.get("name", ""),
            duties=chosen,
            known=who.policy.duties.keys(),
            actor=who.actor,
            now=who.now,
            policy=who.policy,
        )
    except StaffError as error:
        return _form(request, who, Problem(error.field, error.sentence[who.lang]), status=422)
    tell_holders(invitation.user, chosen, who)
    if invitation.waits:
        return done("waits")
    lang = request.POST.get("lang", "")
    sent = mail(invitation, who.policy, lang if lang in who.policy.languages else who.lang)
    return done("invited" if sent else "invited-unsent")


def tell_holders(user: User, duties: Collection[str], who: Doer) -> None:
    """Mail whoever has one of ``duties`` already, or looks after the staff, that ``user`` gets them."""
    told = {*duties, *duties_with(who.policy, Act.STAFF)}
    for colleague in able().filter(duties__duty__in=told).exclude(id=user.id):
        if str(colleague.reference) != who.actor.reference:
            tell(colleague, COLLEAGUE_GETS, policy=who.policy, about=user, duties=duties)


def mail(invitation: Invitation, policy: Policy, lang: str) -> bool:
    """Send the link; returns whether the mail server took it."""
    try:
        send(invitation.user, settings.AZUKARI.base_url + invitation.path, policy=policy, lang=lang)
    except (OSError, SMTPException):
        return False
    return True


def done(what: str) -> HttpResponse:
    """Back to the list, which says what was done."""
    response = redirect("console-staff")
    response.headers["Location"] += f"?{DONE}={what}"
    return response


def choices(policy: Policy, chosen: frozenset[str], lang: str) -> list[Choice]:
    """The policy's duties, in its order."""
    return [
        Choice(
            slug,
            duty.title[lang],
            tuple(p.title[lang] for s, p in policy.purposes.items() if s in duty.purposes),
            tuple(name_act(act)[lang] for act in sorted(duty.acts, key=list(Act).index)),
            checked=slug in chosen,
        )
        for slug, duty in policy.duties.items()
    ]


@dataclass(frozen=True, slots=True)
class GrantShown:
    """Duties that wait for a second person, or that nobody else has looked at; ``mine`` if the reader may do so."""

    grant: DutyGrant
    duties: tuple[Text, ...]
    by: str
    mine: bool


def _grant(grant: DutyGrant, who: Doer) -> GrantShown:
    known = who.policy.duties
    titles = tuple(known[slug].title for slug in grant.duties.split() if slug in known)
    return GrantShown(grant, titles, staff_name(grant.given_by), may_second(grant, who.actor))


def find(reference: UUID) -> User | None:
    """The member of staff with that reference."""
    return User.objects.filter(reference=reference).first()


def _form(request: HttpRequest, who: Doer, *problems: Problem, status: int = 200) -> HttpResponse:
    context = {
        "errors": list(problems),
        "wrong": {problem.field_id: problem.message for problem in problems},
        "email": request.POST.get("email", ""),
        "name": request.POST.get("name", ""),
        "chosen_lang": request.POST.get("lang", who.lang),
        "choices": choices(who.policy, frozenset(request.POST.getlist("duties")), who.lang),
    }
    return render(request, "console/staff_invite.html", context, status=status)
