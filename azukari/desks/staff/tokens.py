"""The page of one's own tokens for the HTTP API. Making one asks who it is once more, and is mailed to its owner."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from azukari.accounts.models import StaffToken, User
from azukari.accounts.passkey import used_passkey
from azukari.accounts.staff_refusals import StaffError
from azukari.accounts.tokens import LONGEST, make, revoke
from azukari.desk.answer import Problem
from azukari.desk.doors import Opens, opens_to
from azukari.desk.post_only import post_only
from azukari.desk.reader import Reader, reader
from azukari.desk.reauthentication import ask_again
from azukari.desks.staff.letters import TOKEN_MADE, tell
from azukari.policy.terms import Policy

DAYS = (7, 30, 90)
_DIGITS = 4


@opens_to(Opens.EVERYBODY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The list of tokens, without their words."""
    now, user = timezone.now(), _user(request)
    tokens = [_shown(token, reader(request).policy) for token in StaffToken.objects.filter(user=user, ends_at__gt=now)]
    return render(request, "account/tokens.html", {"tokens": sorted(tokens, key=lambda t: str(t["name"]))})


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def make_one(request: HttpRequest) -> HttpResponse:
    """The form that makes a token; the answer shows its words, once."""
    who, user, now = reader(request), _user(request), timezone.now()
    if who.policy is None:
        raise Http404
    if (asked := ask_again(request)) is not None:
        return asked
    if request.method != "POST":
        return _form(request, who)
    typed = request.POST.get("days", "")
    days = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < _DIGITS else 0
    try:
        token, words = make(
            user,
            request.POST.get("name", ""),
            request.POST.getlist("purposes"),
            days=days,
            policy=who.policy,
            now=now,
            passkey=used_passkey(request),
        )
    except StaffError as error:
        return _form(request, who, Problem(error.field, error.sentence[get_language() or "ja"]))
    tell(user, TOKEN_MADE, policy=who.policy)
    return render(request, "account/token_made.html", {"token": _shown(token, who.policy), "words": words})


@opens_to(Opens.OWNER)
@post_only("console-tokens")
def revoke_one(request: HttpRequest, id: UUID) -> HttpResponse:
    """Void at once."""
    if not revoke(_user(request), id, now=timezone.now()):
        raise Http404
    return redirect("console-tokens")


def _form(request: HttpRequest, who: Reader, *problems: Problem) -> HttpResponse:
    lang = get_language() or "ja"
    purposes = [p for slug, p in who.policy.purposes.items() if slug in who.scope.purposes] if who.policy else []
    chosen = request.POST.getlist("purposes") or [p.slug for p in purposes if len(purposes) == 1]
    context = {
        "errors": list(problems),
        "wrong": {problem.field_id: problem.message for problem in problems},
        "name": request.POST.get("name", ""),
        "purposes": [(p.slug, p.title[lang], p.slug in chosen) for p in purposes],
        "days": [(days, str(days) == request.POST.get("days", str(DAYS[1]))) for days in DAYS],
        "longest": LONGEST.days,
    }
    return render(request, "account/token_make.html", context, status=422 if problems else 200)


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


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("A console view was reached without a signed-in member of staff.")
    return user
