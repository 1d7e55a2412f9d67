"""Who works here: the list, and how somebody joins it. What each act does stands in `accounts.staff`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.duties import able
from azukari.core.accounts.granting import may_second, unseen
from azukari.core.accounts.models import DutyGrant, User
from azukari.core.accounts.staff import invite
from azukari.features.staff.letters import COLLEAGUE_GETS, tell
from azukari.features.staff.rows import rows
from azukari.lib.joining import comma, gap
from azukari.policy.decide import duties_with
from azukari.policy.explain import name_act
from azukari.policy.terms import Act, Duty
from azukari.policy.terms import Text as Words
from azukari.shells.staff.acts import Doer, form_behind, page_behind
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.fields import Answers, Email, Fields, Language, Questions, SomeOffered, Text
from azukari.shells.staff.invitation import send
from azukari.shells.staff.step import Step, answer

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
        "invitation-waits",
        "approved",
        "declined",
        "looked-at",
    }
)


@page_behind(Act.STAFF)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """The list."""
    return page(request, who)


def page(request: HttpRequest, who: Doer, form: Questions | None = None, status: int = 200) -> HttpResponse:
    """The list, with what was done a moment ago, or why it was not."""
    done = request.GET.get(DONE, "")
    context = {
        "rows": rows(who.policy, actor=who.actor, now=who.now),
        "done": done if done in _DONE else "",
        "grants": [_grant(grant, who) for grant in unseen()],
        "form": form,
    }
    return render(request, "console/staff.html", context, status=status)


@form_behind(Act.STAFF, fresh=True)
def invite_somebody(request: HttpRequest, who: Doer) -> HttpResponse:
    """The form that invites; the link goes by email to whom it is for, and is shown to nobody else."""

    def do(answers: Answers, _version: int) -> HttpResponse:
        chosen = answers["duties"]
        try:
            invitation = invite(
                answers["email"],
                answers["name"],
                duties=chosen,
                known=who.policy.duties.keys(),
                actor=who.actor,
                now=who.now,
                policy=who.policy,
            )
        except why.StaffError as error:
            raise ValidationError({error.field: error.sentence[who.lang]}) from error
        tell_holders(invitation.user, chosen, who)
        if invitation.waits:
            return done("invitation-waits")
        sent = send(invitation, policy=who.policy, lang=answers["lang"])
        return done("invited" if sent else "invited-unsent")

    step = Step(
        title=_("Invite somebody"),
        lead=_(
            "They get an email with a link that works once, for three days. They choose how they sign in, and nobody "
            "else can see it."
        ),
        button=_("Send the invitation"),
        above=[staff_list()],
        fields=_asks(who),
        do=do,
        icon="mail",
    )
    return answer(request, step)


def _asks(who: Doer) -> Fields:
    no_name, no_address = why.NO_NAME[who.lang], why.NO_ADDRESS[who.lang]
    return {
        "name": Text(
            _("Name"),
            max_length=why.LONGEST_NAME,
            help_text=_("Colleagues see it. People see only the duty on their own page, never a name."),
            missing=no_name,
            error_messages={"max_length": why.LONG_NAME[who.lang]},
        ),
        "email": Email(
            _("Email address"),
            help_text=_("An address that only this person reads."),
            missing=_("Give their email address."),
            error_messages={"invalid": no_address},
        ),
        "duties": duties(who),
        "lang": Language(_("Language of the email"), who.policy, usual=who.lang),
    }


def tell_holders(user: User, duties: Collection[str], who: Doer) -> None:
    """Mail whoever has one of ``duties`` already, or looks after the staff, that ``user`` gets them."""
    told = {*duties, *duties_with(who.policy, Act.STAFF)}
    for colleague in able().filter(duties__duty__in=told).exclude(id=user.id):
        if str(colleague.reference) != who.actor.reference:
            tell(colleague, COLLEAGUE_GETS, policy=who.policy, about=user, duties=duties)


def done(what: str) -> HttpResponse:
    """Back to the list, which says what was done."""
    return HttpResponseRedirect(reverse("console-staff", query={DONE: what}))


def staff_list() -> tuple[str, str]:
    """The page above all others of staff, as a step names it."""
    return reverse("console-staff"), _("Staff")


def duties(who: Doer, held: Collection[str] = ()) -> SomeOffered:
    """The policy's duties as boxes, in its order, each with what it opens and does."""
    known = who.policy.duties
    titles = [(slug, duty.title[who.lang]) for slug, duty in known.items()]
    hints = {slug: _opens_and_does(duty, who) for slug, duty in known.items()}
    missing = _("Choose at least one duty.")
    return SomeOffered(_("Duties"), titles, missing=missing, hints=hints, initial=list(held))


def _opens_and_does(duty: Duty, who: Doer) -> str:
    purposes = [p.title[who.lang] for slug, p in who.policy.purposes.items() if slug in duty.purposes]
    acts = [name_act(act)[who.lang] for act in sorted(duty.acts, key=list(Act).index)]
    space, between = gap(who.lang), comma(who.lang)
    opens = [f"{_('Opens data for:')}{space}{between.join(purposes)}"] if purposes else []
    may = [f"{pgettext('duty', 'May:')}{space}{between.join(acts)}"] if acts else []
    runs = [p.title[who.lang] for slug, p in who.policy.purposes.items() if slug in duty.sealed]
    sealed = [f"{_('Runs campaigns, opening nobody’s data:')}{space}{between.join(runs)}"] if runs else []
    return "\n".join([*opens, *sealed, *may])


@dataclass(frozen=True, slots=True)
class GrantShown:
    """Duties that wait for a second person, or that nobody else has looked at; ``mine`` if the reader may do so."""

    grant: DutyGrant
    duties: tuple[Words, ...]
    by: str
    mine: bool


def _grant(grant: DutyGrant, who: Doer) -> GrantShown:
    known = who.policy.duties
    titles = tuple(known[slug].title for slug in grant.duties.split() if slug in known)
    return GrantShown(grant, titles, staff_name(grant.given_by), may_second(grant, who.actor))
