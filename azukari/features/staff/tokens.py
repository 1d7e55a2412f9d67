"""The page of one's own tokens for the HTTP API. Making one asks who it is once more, and is mailed to its owner."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.accounts.models import StaffToken
from azukari.core.accounts.passkey import used_passkey
from azukari.core.accounts.tokens import BAD_DAYS, BAD_NAME, BAD_PURPOSES, LONGEST_NAME, make, revoke
from azukari.core.vault.ways import PROGRAM
from azukari.features.staff.letters import TOKEN_MADE, tell
from azukari.policy.terms import Policy
from azukari.policy.ways import may_serve
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Answers, Fields, One, Questions, Some, Text
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import reader, user_of
from azukari.shells.staff.reauthentication import ask_again
from azukari.shells.staff.step import ask

DAYS = (7, 30, 90)


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list of tokens, without their words."""
    now, user = timezone.now(), user_of(request)
    tokens = [_shown(token, reader(request).policy) for token in StaffToken.objects.filter(user=user, ends_at__gt=now)]
    return render(request, "account/tokens.html", {"tokens": sorted(tokens, key=lambda t: str(t["name"]))})


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def make_one(request: HttpRequest) -> HttpResponse:
    """The form that makes a token; the answer shows its words, once."""
    who, user, now = reader(request), user_of(request), timezone.now()
    if who.policy is None:
        raise Http404
    if (asked := ask_again(request)) is not None:
        return asked
    policy, lang = who.policy, get_language() or "ja"

    def do(answers: Answers) -> HttpResponse:
        token, words = make(
            user,
            answers["name"],
            answers["purposes"],
            days=int(answers["days"]),
            policy=policy,
            now=now,
            passkey=used_passkey(request),
        )
        tell(user, TOKEN_MADE, policy=policy)
        return render(request, "account/token_made.html", {"token": _shown(token, policy), "words": words})

    def page(form: Questions, status: int) -> HttpResponse:
        return render(request, "account/token_make.html", {"form": form}, status=status)

    return ask(request, _asks(policy, who.scope.purposes, lang), do, page)


def _asks(policy: Policy, own: Collection[str], lang: str) -> Fields:
    read = [slug for slug in policy.purposes if slug in own and may_serve(policy, PROGRAM, slug)]
    purposes = [(slug, policy.purposes[slug].title[lang]) for slug in read]
    days = [(str(n), ngettext("%(day)s day", "%(day)s days", n) % {"day": n}) for n in DAYS]
    return {
        "name": Text(
            _("What you call the token"),
            max_length=LONGEST_NAME,
            help_text=_("The program or the task, for instance “monthly report”. No personal names."),
            missing=BAD_NAME[lang],
            error_messages={"max_length": BAD_NAME[lang]},
        ),
        "purposes": Some(
            _("Purposes it may open data for"),
            purposes,
            missing=BAD_PURPOSES[lang],
            initial=[slug for slug, _title in purposes if len(purposes) == 1],
        ),
        "days": One(_("For how long"), days, missing=BAD_DAYS[lang], initial=DAYS[1]),
    }


@opens_to(Opens.OWNER)
@post_only("console-tokens")
def revoke_one(request: HttpRequest, id: UUID) -> HttpResponse:
    """Void at once."""
    if not revoke(user_of(request), id, now=timezone.now()):
        raise Http404
    return redirect("console-tokens")


def _shown(token: StaffToken, policy: Policy | None) -> dict[str, object]:
    known = policy.purposes if policy else {}
    return {
        "id": token.id,
        "name": token.name,
        "purposes": [known[slug] for slug in token.purposes.split() if slug in known],
        "ends_at": token.ends_at,
        "last_used_on": token.last_used_on,
        "soon": token.ends_at - timezone.now() < timedelta(days=7),
    }
