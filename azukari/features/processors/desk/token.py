"""Tokens of a recipient in the console: made and shown once, revoked at once."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.core.transfers import tokens
from azukari.core.transfers.models import Channel
from azukari.features.processors.desk.page import find
from azukari.features.processors.desk.steps import above, home
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, form_behind, needs_act
from azukari.shells.staff.fields import Answers, One, Text
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.step import Step, answer

_DAYS = (30, 90, 365)


@form_behind(Act.SUPERVISE, fresh=True)
def make_one(request: HttpRequest, who: Doer, slug: str) -> HttpResponse:
    """The form that makes a token; the answer shows its words, once."""
    recipient = find(slug)
    if recipient.channel != Channel.API:
        raise Http404
    name = recipient.called(who.lang)

    def do(answers: Answers, _version: int) -> HttpResponse:
        days = int(answers["days"])
        token, words = tokens.make(slug, answers["name"], days=days, actor=who.actor, now=who.now)
        context = {"recipient": recipient, "name": name, "token": token, "words": words}
        return render(request, "console/recipients/token_made.html", context)

    lasts = [(str(n), ngettext("%(day)s day", "%(day)s days", n) % {"day": n}) for n in _DAYS]
    step = Step(
        title=_("A token for %(name)s") % {"name": name},
        lead=_(
            "With it their program fetches what was approved for them, and nothing else. It ends with the contract."
            " Hand it over by a way that nobody else reads."
        ),
        button=_("Make the token"),
        above=above(who, recipient),
        fields={
            "name": Text(
                _("Which program of theirs"),
                max_length=tokens.LONGEST_NAME,
                help_text=_("The program or the task. No personal names."),
            ),
            "days": One(_("For how long"), lasts, initial=_DAYS[1]),
        },
        do=do,
        icon="key",
    )
    return answer(request, step)


@post_only("console-recipients")
@needs_act(Act.SUPERVISE)
def revoke_one(request: HttpRequest, who: Doer, token_id: UUID) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """Void at once; whoever may do it need not find their key first."""
    slug = tokens.revoke(token_id, actor=who.actor, now=who.now)
    if slug is None:
        raise Http404
    return redirect(home(slug))
